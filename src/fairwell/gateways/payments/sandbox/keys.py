"""Idempotency keys as gateways keep them: the same answer again, for 24 hours, then forgotten.

After that the same key does the work again. Callers must ask first; the sandbox exists to catch
those who do not. The rule follows the published behaviour of Stripe's API, whose keys may be
removed once they are 24 hours old.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from fairwell.gateways.payments.sandbox.store import Rejection, instant

KEPT_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Done:
    """The answer as JSON, and whether it is an earlier one said again."""

    answer: dict[str, Any]
    repeated: bool = False


def once(
    db: sqlite3.Connection,
    key: str,
    do: Callable[[], dict[str, Any]],
    *,
    operation: str,
    arguments: Mapping[str, Any],
    at: datetime,
) -> Done:
    """Do the work and keep its answer; with a key that is remembered, only say that again."""
    earlier = recall(db, key, operation=operation, arguments=arguments, at=at)
    if earlier is not None:
        return Done(earlier, repeated=True)
    answer = do()
    remember(db, key, operation=operation, arguments=arguments, answer=answer, at=at)
    return Done(answer)


def recall(
    db: sqlite3.Connection,
    key: str,
    *,
    operation: str,
    arguments: Mapping[str, Any],
    at: datetime,
) -> dict[str, Any] | None:
    """The answer given under this key, word for word; None when the key is new or forgotten."""
    if not key or len(key) > 255:
        raise Rejection(
            400, "idempotency_key_missing", "Send an Idempotency-Key header of 1 to 255 characters."
        )
    db.execute("DELETE FROM keys WHERE at <= ?", (instant(at - KEPT_FOR),))
    row = db.execute("SELECT * FROM keys WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    if (row["operation"], row["arguments"]) != (operation, _canonical(arguments)):
        raise Rejection(
            409,
            "idempotency_mismatch",
            f"The idempotency key {key!r} was used for a {row['operation']} with other arguments."
            " Use a new key for a new request.",
        )
    answer: dict[str, Any] = json.loads(row["answer"])
    return answer


def remember(
    db: sqlite3.Connection,
    key: str,
    *,
    operation: str,
    arguments: Mapping[str, Any],
    answer: Mapping[str, Any],
    at: datetime,
) -> None:
    """Keep the answer in the transaction that did the work, so neither exists alone."""
    db.execute(
        "INSERT INTO keys (key, operation, arguments, answer, at) VALUES (?, ?, ?, ?, ?)",
        (key, operation, _canonical(arguments), json.dumps(answer), instant(at)),
    )


def _canonical(arguments: Mapping[str, Any]) -> str:
    return json.dumps(arguments, sort_keys=True)
