"""The scripts behind `make`: what they install, what they tell, and which tests run where."""

import os
import shutil
import subprocess
from pathlib import Path

import bootstrap
import compile_messages
import pytest
import run_lint
import run_tests
import shell
import system_packages

from tests.house import tree

ABSENT = system_packages.Need("a till", lambda: False, ("debian-till",), "fedora-till", "brew-till")
PRESENT = ABSENT._replace(present=lambda: True)

GERMAN = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Cancel"
msgstr "Kündigen"

#, fuzzy
msgid "Cancel order"
msgstr "Bestellung"

#, python-format
msgid "Refund of %(amount)s"
msgstr "Erstattung von {amount}"
"""


def test_nothing_is_installed_when_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "run", pytest.fail)
    system_packages.ensure([PRESENT])


def test_without_apt_it_says_exactly_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv(system_packages.SKIP, raising=False)
    with pytest.raises(shell.SetupError) as stopped:
        system_packages.ensure([PRESENT, ABSENT])
    assert "This machine lacks:\n  - a till\n" in str(stopped.value)
    assert "sudo apt-get install debian-till\n" in str(stopped.value)
    assert "sudo dnf install fedora-till\n" in str(stopped.value)
    assert "brew install brew-till\n" in str(stopped.value)


def test_who_knows_better_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(system_packages.SKIP, "1")
    monkeypatch.setattr(system_packages, "run", pytest.fail)
    system_packages.ensure([ABSENT])


def test_as_root_on_debian_it_installs_only_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commands: list[list[str]] = []
    here = False

    def run(command: list[str]) -> str:
        nonlocal here
        commands.append(command)
        here = "debian-till" in command
        return ""

    monkeypatch.delenv(system_packages.SKIP, raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_packages, "run", run)
    other = PRESENT._replace(debian=("debian-other",))
    system_packages.ensure([ABSENT._replace(present=lambda: here), other])
    assert [command[-1] for command in commands] == ["update", "debian-till"]


def test_a_failing_command_is_heard_with_what_it_said() -> None:
    assert shell.run(["echo", "quiet"]) == "quiet\n"
    with pytest.raises(shell.SetupError, match=r"(?s)gone wrong.*failed \(3\):\n  sh -c"):
        shell.run(["sh", "-c", "echo gone wrong >&2; exit 3"])


def test_set_up_is_keyed_to_the_lock_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("uv.lock", "pyproject.toml", ".python-version", "scripts/bootstrap.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("as it was")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    before = bootstrap.fingerprint()
    assert bootstrap.fingerprint() == before
    (tmp_path / "uv.lock").write_text("changed")
    assert bootstrap.fingerprint() != before


def test_uv_is_kept_to_this_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", "/elsewhere")
    environment = bootstrap.uv_environment()
    assert "/elsewhere" not in environment.values()
    assert environment["UV_PYTHON_INSTALL_DIR"].startswith(str(tree.ROOT))


def catalogue(root: Path, text: str) -> Path:
    source = root / "src/fairwell/locale/de/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(text, encoding="utf-8")
    return source


def test_a_catalogue_is_compiled_once_as_msgfmt_would(tmp_path: Path) -> None:
    assert compile_messages.stale(tmp_path) == []
    source = catalogue(tmp_path, GERMAN.partition("#, python-format")[0])
    assert compile_messages.stale(tmp_path) == [source]
    assert compile_messages.compile_catalogue(source) == []
    compiled = source.with_suffix(".mo").read_bytes()
    assert "Kündigen".encode() in compiled
    assert b"Bestellung" not in compiled
    assert compile_messages.stale(tmp_path) == []


def test_a_translation_that_lost_its_placeholder_is_refused(tmp_path: Path) -> None:
    source = catalogue(tmp_path, GERMAN)
    (error,) = compile_messages.compile_catalogue(source)
    assert error == f"{source}:13: the translation lacks %(amount)s"
    assert not source.with_suffix(".mo").exists()


def test_both_databases_see_the_data_layer_and_the_stories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("models", "stories", "domain"):
        (tmp_path / "tests" / room).mkdir(parents=True)
    (tmp_path / "tests/models/test_money.py").touch()
    monkeypatch.setattr(run_tests, "ROOT", tmp_path)
    assert run_tests.postgres_paths([]) == ["tests/models", "tests/stories"]
    assert run_tests.postgres_paths(["tests"]) == ["tests/models", "tests/stories"]
    assert run_tests.postgres_paths(["tests/domain"]) == []
    named = "tests/models/test_money.py::test_sum"
    assert run_tests.postgres_paths([named]) == [named]
    arguments = ["-k", "refund", named, "--lf"]
    assert run_tests.split_paths(arguments) == ([named], ["-k", "refund", "--lf"])


def test_two_workers_unless_asked_otherwise() -> None:
    assert run_tests.with_workers(["-x"])[:2] == ["-n", "3"]
    for chosen in (["-n0"], ["-n", "4"], ["--pdb"], ["--numprocesses=1"]):
        assert run_tests.with_workers(chosen) == chosen


@pytest.mark.parametrize(
    ("environment", "good", "word"),
    [
        ({}, True, "NOT RUN"),
        ({"FAIRWELL_REQUIRE_POSTGRES": "1"}, False, "FAILED"),
        ({"FAIRWELL_TEST_POSTGRES_URL": "postgres://u@192.0.2.1/x"}, False, "FAILED"),
    ],
)
def test_an_absent_postgres_is_told_and_fails_where_it_is_required(
    environment: dict[str, str], good: bool, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FAIRWELL_TEST_POSTGRES_URL", "FAIRWELL_REQUIRE_POSTGRES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(run_tests, "why_no_postgres", lambda url: "connection refused")
    ended_well, closing = run_tests.run_on_postgres(["tests/models"], [])
    assert ended_well is good
    assert closing[0].startswith(f"PostgreSQL: {word}, no server answered at ")
    assert closing[1] == "  It said: connection refused"


def test_each_checkout_has_a_database_of_its_own() -> None:
    url = run_tests.own_database("postgres://who:secret@host:5433/postgres?sslmode=require")
    assert url.startswith("postgres://who:secret@host:5433/fairwell_")
    assert url.endswith("?sslmode=require")


def test_pytests_own_summary_is_recognised() -> None:
    for line in (
        "===== 12 passed in 3.20s =====",
        "= 1 failed, 2 passed in 61.00s (0:01:01) =",
        "2 passed, 1 warning in 0.31s",
        "===== no tests ran in 0.02s =====",
    ):
        assert run_tests.SUMMARY_LINE.match(line)
    assert not run_tests.SUMMARY_LINE.match("===== FAILURES =====")


def test_a_failed_check_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, code in (("good", 0), ("bad", 1)):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {name} says\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    checks = [run_lint.Check("first", ("bad",), "mend it"), run_lint.Check("second", ("good",), "")]
    monkeypatch.setattr(run_lint, "BIN", tmp_path)
    monkeypatch.setattr(run_lint, "CHECKS", checks)
    assert run_lint.main() == 1
    said = capsys.readouterr().out
    assert "bad says" in said
    assert "good says" not in said
    assert "FAILED: mend it" in said


def test_the_gate_is_a_script_that_bash_can_read() -> None:
    gate = tree.ROOT / ".ci" / "run"
    assert os.access(gate, os.X_OK)
    assert subprocess.run(["bash", "-n", gate], check=False).returncode == 0
