"""Seeded chance: the same seed and the same sequence of requests give the same luck.

Each draw depends on the seed, what it is about, and how often that was drawn before; not on other
customers' requests, nor on random idempotency keys. So runs with several threads repeat too.
"""

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often each thing goes wrong by itself, each from 0 to 1; by default nothing does.

    The names are those of `verdicts` (what the bank says) and of `faults` (what the wire does).
    """

    decline_soft: float = 0
    decline_hard: float = 0
    pending: float = 0
    card_closed: float = 0
    card_closed_later: float = 0
    timeout_before: float = 0
    timeout_after: float = 0
    late: float = 0
    drop_before: float = 0
    drop_after: float = 0
    error_before: float = 0
    error_after: float = 0
    busy: float = 0

    def __post_init__(self) -> None:
        for name, rate in asdict(self).items():
            if not 0 <= rate <= 1:
                raise ValueError(f"The rate {name} must be from 0 to 1, not {rate}.")

    def among(self, names: Mapping[str, object] | tuple[str, ...]) -> dict[str, float]:
        """The rates that are above zero, restricted to `names`."""
        return {name: rate for name, rate in asdict(self).items() if name in names and rate}


def fingerprint(*parts: object) -> str:
    """64 hex digits that depend on every part."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


def nth(db: sqlite3.Connection, subject: str) -> int:
    """How many times `subject` came up, this time included; counted in the file."""
    row = db.execute(
        "INSERT INTO draws (subject, n) VALUES (?, 1)"
        " ON CONFLICT (subject) DO UPDATE SET n = n + 1 RETURNING n",
        (subject,),
    ).fetchone()
    return int(row[0])


def new_ref(db: sqlite3.Connection, seed: str, prefix: str, *about: str) -> str:
    """The next reference that begins with `prefix`, for what is about the same things."""
    count = nth(db, "|".join(("ref", prefix, *about)))
    return f"{prefix}_{fingerprint(seed, prefix, *about, count)[:24]}"


def choose(db: sqlite3.Connection, seed: str, subject: str, rates: Mapping[str, float]) -> str:
    """One of the names in `rates`, each as often as its rate says; "" for none of them."""
    if not rates:
        return ""
    number = int(fingerprint(seed, subject, nth(db, subject))[:13], 16) / 16**13
    for name, rate in rates.items():
        if number < rate:
            return name
        number -= rate
    return ""
