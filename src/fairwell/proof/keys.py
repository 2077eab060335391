"""The vendor's sealing keys on disk: made at the first start, rotated, never forgotten.

One file per key, 0001.json, 0002.json … in a directory of mode 0700; the highest number seals. A
file appears whole or not at all and, once there, changes only by losing its private half when a
successor has taken over. So there is nothing to repair after a crash and nothing to lock.
"""

import json
import os
import shlex
import stat
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from fairwell.proof.canonical import canonical_bytes
from fairwell.proof.seal import SealingKey, instant
from fairwell.proof.verify import fingerprint

FORM = "key/1"
OVERLAP = timedelta(hours=1)  # what a process began to seal before a rotation may end after it


class KeyRingError(RuntimeError):
    """The keys can't be used as they lie there; the message says what to do."""


@dataclass(frozen=True)
class _StoredKey:
    key_id: str
    public_key: str
    since: str
    private_key: str | None

    def sealing_key(self) -> SealingKey:
        if self.private_key is None:
            raise KeyRingError(
                f"The private half of key {self.key_id} is gone, and no newer key is there. "
                "Restore the key directory from the backup."
            )
        return SealingKey.from_private_bytes(bytes.fromhex(self.private_key))


@dataclass(frozen=True)
class KeyRing:
    """The keys in one directory; every call looks at the disk, so that all processes agree."""

    directory: Path

    @classmethod
    def open(cls, directory: Path, *, at: datetime) -> Self:
        """The ring in `directory`, with a first key made `at` if there is none.

        Raises KeyRingError for a directory or file that others may read, for a damaged file and
        for a gap in the numbers.
        """
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        ring = cls(directory)
        _refuse_loose(directory, 0o700)
        if not ring._stored():
            ring._add(1, at=at)
        return ring

    @property
    def current(self) -> SealingKey:
        """The key to seal with."""
        newest = self._stored()[-1]
        if newest.private_key is None:  # another process rotated between our listing and reading
            newest = self._stored()[-1]
        return newest.sealing_key()

    def rotate(self, *, at: datetime) -> SealingKey:
        """A new current key from `at` on; seals by older keys stay valid.

        The private halves of older keys are destroyed. Of two rotations at the same moment one
        wins and both return its key.
        """
        stored = self._stored()
        if instant(at) < stored[-1].since:
            raise KeyRingError(
                f"The current key is in use since {stored[-1].since}; "
                f"it can't be replaced at {instant(at)}, before that."
            )
        self._add(len(stored) + 1, at=at)
        stored = self._stored()
        for number, key in enumerate(stored[:-1], start=1):
            if key.private_key is not None:
                self._write(self._path(number), key, private_key=None)
        return stored[-1].sealing_key()

    def published(self) -> dict[str, object]:
        """What the vendor publishes: {"fairwell": "keys/1", "keys": […]}, oldest first.

        Each key has key_id, public_key (hex), from, and until (None for the current one): an
        hour after its successor's start, so that what was under way at the rotation holds.
        """
        stored = self._stored()
        ends = [_later(following.since) for following in stored[1:]]
        keys = [
            {"key_id": key.key_id, "public_key": key.public_key, "from": key.since, "until": until}
            for key, until in zip(stored, [*ends, None], strict=True)
        ]
        return {"fairwell": "keys/1", "keys": keys}

    def _path(self, number: int) -> Path:
        return self.directory / f"{number:04d}.json"

    def _add(self, number: int, *, at: datetime) -> None:
        key = SealingKey.generate()
        new = _StoredKey(key.key_id, key.public_bytes.hex(), instant(at), key.private_bytes.hex())
        self._write(self._path(number), new, private_key=new.private_key)

    def _write(self, path: Path, key: _StoredKey, *, private_key: str | None) -> None:
        """Writes aside, then links (a new key: the first one wins) or replaces (a retired one)."""
        text = canonical_bytes(
            {
                "fairwell": FORM,
                "from": key.since,
                "key_id": key.key_id,
                "private_key": private_key,
                "public_key": key.public_key,
            }
        )
        handle, name = tempfile.mkstemp(prefix=".new-", dir=self.directory)  # O_EXCL, 0600
        aside = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if private_key is None:
                aside.replace(path)
            else:
                path.hardlink_to(aside)
        except FileExistsError:
            return  # another process made this key at the same moment; theirs is the one
        finally:
            aside.unlink(missing_ok=True)
            _sync(self.directory)

    def _stored(self) -> list[_StoredKey]:
        paths = sorted(self.directory.glob("[0-9][0-9][0-9][0-9].json"))
        for number, path in enumerate(paths, start=1):
            if path != self._path(number):
                raise KeyRingError(
                    f"{self._path(number)} is missing, so older seals can't be checked. "
                    "Restore it from the backup."
                )
        return [_load(path) for path in paths]


def _load(path: Path) -> _StoredKey:
    _refuse_loose(path, 0o600)
    try:
        held = json.loads(path.read_bytes())
        key = _StoredKey(held["key_id"], held["public_key"], held["from"], held["private_key"])
        public = bytes.fromhex(key.public_key)
        sound = fingerprint(public) == key.key_id
        if key.private_key is not None:
            sound = sound and key.sealing_key().public_bytes == public
        datetime.fromisoformat(key.since)
    except (ValueError, LookupError, TypeError) as error:
        raise KeyRingError(f"{path} is damaged. Restore it from the backup.") from error
    if not sound:
        raise KeyRingError(f"{path} holds keys that don't match. Restore it from the backup.")
    return key


def _refuse_loose(path: Path, allowed: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ~allowed:
        raise KeyRingError(
            f"{path} has mode {mode:04o}; others on this machine could use the sealing keys. "
            f"Run: chmod {allowed:o} {shlex.quote(str(path))}"
        )


def _later(since: str) -> str:
    return instant(datetime.fromisoformat(since) + OVERLAP)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
