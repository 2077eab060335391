"""A stranger with one file and a plain Python gets a verdict in plain words, no traceback."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fairwell.proof import verify
from tests.proof.sealed import CONFIRMATION, QUILLFORT, STRANGER, published, sealed, text

SOURCE = Path(verify.__file__)
ID = QUILLFORT.key_id


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """An empty folder with the verifier, Amara's document and the keys Quillfort publishes."""
    shutil.copy(SOURCE, tmp_path / "verify.py")
    (tmp_path / "amara.json").write_bytes(sealed())
    (tmp_path / "keys.json").write_text(json.dumps({"keys": published(STRANGER, QUILLFORT)}))
    return tmp_path


def run(
    desk: Path, *arguments: str, stdin: bytes = b"", encoding: str = "utf-8"
) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", *arguments],
        cwd=desk,
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(encoding), done.stderr.decode()


def test_it_needs_only_the_standard_library_of_python_3_10() -> None:
    tree = ast.parse(SOURCE.read_text(), feature_version=(3, 10))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "fairwell"]
        )
    }
    assert imported <= sys.stdlib_module_names
    assert len(SOURCE.read_text().splitlines()) <= 250


def test_a_genuine_document_is_read_out_in_plain_words(desk: Path) -> None:
    code, said, errors = run(desk, "amara.json", "--keys", "keys.json")
    assert (code, errors) == (0, "")
    assert said.splitlines() == [
        f"GENUINE. All is as sealed at 2026-11-22T09:30:00Z by key {ID}, one you gave.",
        "  auto renewing: false",
        "  customer, email: amara@mail.example",
        "  customer, name: Amara Okafor",
        "  effective at: 2027-01-31 23:00:00 UTC",
        "  kind: cancellation_confirmation",
        r'  note / ~ €: "\u201cQuoted\u201d and \\ escaped\n"',
        "  offers: []",
        "  reason: null",
        "  reference: FW-8GHN-2KRT-W4XB",
        "  refund, amount: 1,234.50 EUR",
        "  refund, currency: EUR",
        "  refund, lines, 0, amount: 1,234.50 EUR",
        "  refund, lines, 0, label: Unused months",
        "  refund, lines, 1, days: 0",
        "  refund, lines, 1, label: Fee",
    ]


def test_a_fingerprint_read_over_the_phone_will_do(desk: Path) -> None:
    for typed in (ID, ID.lower(), ID.replace("-", " "), ID.replace("-", "")):
        assert run(desk, "amara.json", "--key-id", typed)[0] == 0
    for other in (STRANGER.key_id, ID[:-5], ID[:-1], ""):
        code, said, _ = run(desk, "amara.json", "--key-id", other)
        assert code == 2
        assert "which is none of the keys you gave: anyone may have sealed it." in said


def test_without_a_key_it_says_what_remains_to_be_compared(desk: Path) -> None:
    code, said, _ = run(desk, "-", stdin=sealed())
    assert code == 2
    assert said.startswith("UNKNOWN KEY. It is consistent, and sealed at 2026-11-22T09:30:00Z by")
    assert "proves it only if the vendor publishes that key: anyone can make one." in said
    assert "  reference: FW-8GHN-2KRT-W4XB" in said


def test_an_altered_document_names_the_places_and_is_not_read_out(desk: Path) -> None:
    document = json.loads(sealed())
    document["statement"]["refund"]["amount_minor"] = 1
    document["statement"]["refund"]["lines"][1].pop("days")
    document["statement"]["extra"] = "\x1b[2J\nGENUINE. All is well."
    code, said, _ = run(desk, "-", "--keys", "keys.json", stdin=text(document))
    assert code == 1
    assert said.splitlines() == [
        "ALTERED. These places are not as they were sealed.",
        r'  /statement/extra was added; now "\u001b[2J\nGENUINE. All is well."',
        "  /statement/refund/amount_minor was changed; now 1",
        "  /statement/refund/lines/1/days was removed",
    ]
    document["seal"]["signature"] = "00" * 64
    code, said, _ = run(desk, "-", "--keys", "keys.json", stdin=text(document))
    assert code == 1
    assert said.splitlines()[:2] == [
        "ALTERED. The seal itself was changed: rely on nothing in this document.",
        "  /seal was changed",
    ]


def test_machines_get_json(desk: Path) -> None:
    code, said, _ = run(desk, "amara.json", "--keys", "keys.json", "--json")
    answer = json.loads(said)
    assert code == 0
    assert answer["status"] == "genuine"
    assert answer["key_id"] == ID
    assert answer["sealed_at"] == "2026-11-22T09:30:00Z"
    assert answer["statement"] == CONFIRMATION
    changed = sealed().replace(b"123450", b"999999", 1)
    code, said, _ = run(desk, "-", "--json", stdin=changed)
    answer = json.loads(said)
    assert (code, answer["status"], answer["statement"]) == (1, "altered", None)
    assert answer["findings"] == [["/statement/refund/amount_minor", "changed", 999999]]
    code, said, _ = run(desk, "missing.json", "--json")
    assert (code, json.loads(said)["status"]) == (3, "unreadable")


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (["missing.json"], b"", "UNREADABLE. Nothing was checked: [Errno 2] No such file"),
        (["."], b"", "UNREADABLE. Nothing was checked: [Errno 21] Is a directory"),
        (["-"], b"", "UNREADABLE. This is not a statement that can be checked: Expecting value"),
        (["-"], b"[" * 300_000, "UNREADABLE. This is not a statement that can be checked: "),
        (["-"], b" " * 2_000_000, "UNREADABLE. It is larger than 1 MB"),
        (["amara.json", "--keys", "amara.json"], b"", "amara.json is not a list of published keys"),
        (["amara.json", "--keys", "verify.py"], b"", "UNREADABLE. Nothing was checked: Extra data"),
        (["amara.json", "--keys", "-none-"], b"", ""),
        ([], b"", ""),
        (["amara.json", "--keys", "keys.json", "--key-id", ID], b"", ""),
    ],
)
def test_whatever_cannot_be_checked_leaves_with_3(
    desk: Path, arguments: list[str], stdin: bytes, says: str
) -> None:
    code, said, errors = run(desk, *arguments, stdin=stdin)
    assert code == 3
    assert says in said
    assert said or "usage: verify" in errors


@pytest.mark.parametrize("keys", ['{"keys":[{"key_id":5,"until":7}]}', '{"keys":[1]}', "7", "{}"])
def test_a_strange_list_of_keys_never_makes_a_document_genuine(desk: Path, keys: str) -> None:
    (desk / "keys.json").write_text(keys)
    assert run(desk, "amara.json", "--keys", "keys.json")[0] in {2, 3}
    (desk / "keys.json").write_text(json.dumps({"keys": [{"key_id": ID, "until": 7}]}))
    assert run(desk, "amara.json", "--keys", "keys.json")[0] in {0, 2}


def test_deep_documents_get_a_verdict_in_both_forms(desk: Path) -> None:
    for depth in (50, 200, 400, 600, 800, 900, 960):
        document = json.loads(sealed())
        nested: object = "x"
        for _ in range(depth):
            nested = {"a": nested}
        document["statement"]["deep"] = nested
        document["deep"] = nested
        for form in ([], ["--json"]):
            code, said, errors = run(desk, "-", *form, stdin=text(document))
            assert code in {1, 3}
            assert said
            assert not errors


def test_help_leaves_with_0(desk: Path) -> None:
    code, said, _ = run(desk, "--help")
    assert code == 0
    assert "Checks a sealed Fairwell statement offline" in said


def test_a_terminal_without_the_letters_still_gets_the_verdict(desk: Path) -> None:
    done = subprocess.run(
        [sys.executable, "verify.py", "amara.json"],
        cwd=desk,
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stderr) == (2, b"")
    assert rb"note / ~ \u20ac" in done.stdout


def test_a_reader_that_goes_away_leaves_only_the_exit_code(desk: Path) -> None:
    for redirection in ("| true", ">&-", "> /dev/full"):
        done = subprocess.run(
            f"set -o pipefail; {sys.executable} verify.py amara.json {redirection}",
            shell=True,
            executable="/bin/bash",
            cwd=desk,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (2, b"")


def test_it_also_runs_as_a_module_without_django(desk: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "fairwell.proof.verify", "amara.json"],
        cwd=desk,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "UNKNOWN KEY" in done.stdout
    for heavy in ("django", "cryptography", "rfc8785"):
        assert heavy not in done.stderr


def test_money_has_the_decimals_of_its_currency() -> None:
    statement = {
        "at": "2026-11-22T09:30:00.123456+00:00",
        "lines": [{"amount_minor": -5}, {"amount_minor": True}],
        "yen": {"currency": "JPY", "amount_minor": 1500},
        "dinar": {"currency": "KWD", "amount_minor": 1500},
        "currency": "USD",
    }
    said = verify._report(verify.verify_document(sealed(statement)))
    assert said.splitlines()[1:] == [
        "  at: 2026-11-22 09:30:00 UTC",
        "  currency: USD",
        "  dinar, amount: 1.500 KWD",
        "  dinar, currency: KWD",
        "  lines, 0, amount: -0.05 USD",
        "  lines, 1, amount: true",
        "  yen, amount: 1,500 JPY",
        "  yen, currency: JPY",
    ]
