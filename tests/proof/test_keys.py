"""Quillfort's keys are made once, guarded, rotated, and never forgotten."""

import json
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fairwell.proof.keys import KeyRing, KeyRingError
from fairwell.proof.seal import seal
from fairwell.proof.verify import fingerprint, verify_document
from tests.proof.sealed import AT, CONFIRMATION

YEAR = timedelta(days=365)


def keys_of(ring: KeyRing) -> list[dict[str, Any]]:
    keys = ring.published()["keys"]
    assert isinstance(keys, list)
    return keys


def modes(directory: Path) -> dict[str, str]:
    paths = [directory, *directory.iterdir()]
    return {path.name: f"{stat.S_IMODE(path.stat().st_mode):o}" for path in paths}


def test_the_first_start_makes_a_key_that_only_the_owner_reads(tmp_path: Path) -> None:
    directory = tmp_path / "data" / "seal-keys"
    ring = KeyRing.open(directory, at=AT)
    assert modes(directory) == {"seal-keys": "700", "0001.json": "600"}
    [key] = keys_of(ring)
    assert key == {
        "key_id": ring.current.key_id,
        "public_key": ring.current.public_bytes.hex(),
        "from": "2026-11-22T09:30:00Z",
        "until": None,
    }
    assert fingerprint(bytes.fromhex(key["public_key"])) == key["key_id"]
    assert ring.current.private_bytes.hex() not in json.dumps(ring.published())


def test_later_starts_find_the_same_key(tmp_path: Path) -> None:
    first = KeyRing.open(tmp_path / "keys", at=AT).current
    assert KeyRing.open(tmp_path / "keys", at=AT + YEAR).current.key_id == first.key_id


def test_a_rotation_keeps_old_seals_valid_and_destroys_the_old_secret(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", at=AT)
    running = KeyRing.open(tmp_path / "keys", at=AT)
    old = ring.current
    before = seal(CONFIRMATION, old, sealed_at=AT)
    new = ring.rotate(at=AT + YEAR)
    after = seal(CONFIRMATION, running.current, sealed_at=AT + YEAR)
    assert running.current.key_id == ring.current.key_id == new.key_id != old.key_id
    for document in (before, after):
        assert verify_document(document, keys_of(ring)).status == "genuine"
    stored = (tmp_path / "keys" / "0001.json").read_text()
    assert old.private_bytes.hex() not in stored
    assert old.public_bytes.hex() in stored
    assert modes(tmp_path / "keys") == {"keys": "700", "0001.json": "600", "0002.json": "600"}
    assert [(key["from"], key["until"]) for key in keys_of(ring)] == [
        ("2026-11-22T09:30:00Z", "2027-11-22T10:30:00Z"),
        ("2027-11-22T09:30:00Z", None),
    ]


def test_what_was_under_way_at_a_rotation_holds_and_later_use_of_the_old_key_does_not(
    tmp_path: Path,
) -> None:
    ring = KeyRing.open(tmp_path / "keys", at=AT)
    old = ring.current
    ring.rotate(at=AT + YEAR)
    for late, status in [(timedelta(minutes=59), "genuine"), (timedelta(hours=2), "unknown_key")]:
        document = seal(CONFIRMATION, old, sealed_at=AT + YEAR + late)
        assert verify_document(document, keys_of(ring)).status == status


def test_a_rotation_cannot_reach_back(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", at=AT)
    with pytest.raises(KeyRingError) as refusal:
        ring.rotate(at=AT - YEAR)
    assert str(refusal.value) == (
        "The current key is in use since 2026-11-22T09:30:00Z; "
        "it can't be replaced at 2025-11-22T09:30:00Z, before that."
    )
    assert len(keys_of(ring)) == 1


def test_loose_permissions_are_refused_with_the_command_that_helps(tmp_path: Path) -> None:
    directory = tmp_path / "the keys"
    KeyRing.open(directory, at=AT)
    directory.chmod(0o750)
    with pytest.raises(KeyRingError) as refusal:
        KeyRing.open(directory, at=AT)
    assert str(refusal.value) == (
        f"{directory} has mode 0750; others on this machine could use the sealing keys. "
        f"Run: chmod 700 '{directory}'"
    )
    directory.chmod(0o700)
    (directory / "0001.json").chmod(0o640)
    with pytest.raises(KeyRingError, match=r"0001\.json has mode 0640; .* Run: chmod 600 "):
        KeyRing.open(directory, at=AT)
    (directory / "0001.json").chmod(0o400)
    directory.chmod(0o500)
    assert KeyRing.open(directory, at=AT).current


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib, datetime as d; from fairwell.proof.keys import KeyRing; "
        "sys.stdin.read(1); at = d.datetime(2026, 11, 22, tzinfo=d.UTC); "
        "print(KeyRing.open(pathlib.Path(sys.argv[1]), at=at).current.key_id)"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "keys")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(5)
    ]
    for process in processes:
        assert process.stdin
        process.stdin.write("!")
        process.stdin.flush()
    answers = [process.communicate()[0].strip() for process in processes]
    assert len(set(answers)) == 1
    assert answers[0] == KeyRing.open(tmp_path / "keys", at=AT).current.key_id
    assert modes(tmp_path / "keys") == {"keys": "700", "0001.json": "600"}


def test_threads_that_start_rotate_and_seal_at_once_all_end_well(tmp_path: Path) -> None:
    def work(turn: int) -> bytes:
        ring = KeyRing.open(tmp_path / "keys", at=AT)
        if turn % 4 == 0:
            ring.rotate(at=AT)
        return seal({"turn": turn}, ring.current, sealed_at=AT)

    with ThreadPoolExecutor(8) as pool:
        documents = list(pool.map(work, range(40)))
    ring = KeyRing.open(tmp_path / "keys", at=AT)
    assert all(verify_document(made, keys_of(ring)).status == "genuine" for made in documents)
    stored = [json.loads(path.read_bytes()) for path in sorted((tmp_path / "keys").iterdir())]
    assert [key["private_key"] is None for key in stored] == [True] * (len(stored) - 1) + [False]
    assert len(stored) > 1


def test_a_kill_in_the_middle_of_making_a_key_harms_nothing(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", at=AT)
    (tmp_path / "keys" / ".new-abc").write_text("{")
    assert KeyRing.open(tmp_path / "keys", at=AT).current.key_id == ring.current.key_id


def test_an_interrupted_rotation_is_finished_by_the_next(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", at=AT)
    with_secret = (tmp_path / "keys" / "0001.json").read_bytes()
    ring.rotate(at=AT)
    (tmp_path / "keys" / "0001.json").write_bytes(with_secret)
    ring.rotate(at=AT)
    assert (tmp_path / "keys" / "0001.json").read_bytes() != with_secret


def test_damage_is_named_with_what_to_do(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path / "keys", at=AT)
    ring.rotate(at=AT)
    first, second = tmp_path / "keys" / "0001.json", tmp_path / "keys" / "0002.json"
    sound = second.read_bytes()
    held = json.loads(sound)
    for broken, message in [
        (b"", f"{second} is damaged. Restore it from the backup."),
        (b"[]", f"{second} is damaged. Restore it from the backup."),
        (b"{}", f"{second} is damaged. Restore it from the backup."),
        (sound.replace(b"2026", b"x026"), f"{second} is damaged. Restore it from the backup."),
        (
            json.dumps({**held, "private_key": "00" * 32}).encode(),
            f"{second} holds keys that don't match. Restore it from the backup.",
        ),
        (
            json.dumps({**held, "key_id": json.loads(first.read_bytes())["key_id"]}).encode(),
            f"{second} holds keys that don't match. Restore it from the backup.",
        ),
        (
            json.dumps({**held, "private_key": None}).encode(),
            (
                f"The private half of key {held['key_id']} is gone, and no newer key is there. "
                "Restore the key directory from the backup."
            ),
        ),
    ]:
        second.write_bytes(broken)
        with pytest.raises(KeyRingError) as refusal:
            assert ring.current
        assert str(refusal.value) == message
    second.write_bytes(sound)
    first.unlink()
    with pytest.raises(KeyRingError, match=r"0001\.json is missing, so older seals can't be"):
        KeyRing.open(tmp_path / "keys", at=AT)
