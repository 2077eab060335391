"""Things that go wrong on order: exactly so often, for one payment or for the next that comes.

On the wire, where "before" and "after" are about the work, and the caller learns nothing:

- `timeout_before`, `timeout_after`: silence until the caller hangs up
- `late`: silence until the caller hangs up, and only then is the work done
- `drop_before`, `drop_after`: the connection is cut
- `error_before`, `error_after`: an answer of HTTP 500

The exception is `busy`: HTTP 429 with Retry-After, which says that nothing was done.

At the bank: the names in `verdicts`, such as `decline_hard`, `pending` or `card_closed`.
"""

import json
import sqlite3
from collections.abc import Iterable
from typing import Final, Literal, get_args

from fairwell.gateways.payments.sandbox.store import Rejection
from fairwell.gateways.payments.sandbox.verdicts import CHARGE_VERDICTS, REFUND_VERDICTS

Operation = Literal["charge", "refund", "setup", "dispute", "ask"]
OPERATIONS: Final[tuple[Operation, ...]] = get_args(Operation)
WIRE_FAULTS: Final = (
    "timeout_before",
    "timeout_after",
    "late",
    "drop_before",
    "drop_after",
    "error_before",
    "error_after",
    "busy",
)
POSSIBLE: Final[dict[str, tuple[str, ...]]] = {
    "charge": (*WIRE_FAULTS, *CHARGE_VERDICTS),
    "refund": (*WIRE_FAULTS, *REFUND_VERDICTS),
    "setup": WIRE_FAULTS,
    "dispute": WIRE_FAULTS,
    "ask": WIRE_FAULTS,
}


def order_fault(
    db: sqlite3.Connection, *, operation: str, subject: str | None, fault: str, times: int
) -> None:
    """Let `fault` happen to the next `times` requests; `subject` None means anybody's.

    `subject` is a payment for refunds, an order or a payment method for charges, a customer for
    card setups, a dispute for answers to it.
    """
    if operation not in POSSIBLE:
        raise Rejection(
            400, "operation_unknown", f"{operation!r} is not one of: {', '.join(OPERATIONS)}."
        )
    if fault not in POSSIBLE[operation]:
        raise Rejection(
            400,
            "fault_unknown",
            f"{fault!r} cannot happen to the operation {operation!r}. "
            f"Choose one of: {', '.join(POSSIBLE[operation])}.",
        )
    if times < 1:
        raise Rejection(400, "times_invalid", "A fault must happen at least once: times ≥ 1.")
    db.execute(
        "INSERT INTO faults (operation, subject, fault, times) VALUES (?, ?, ?, ?)",
        (operation, subject, fault, times),
    )


def take_fault(
    db: sqlite3.Connection, operation: str, subjects: Iterable[str], among: Iterable[str]
) -> str:
    """The oldest ordered fault that fits, used up once; "" when there is none."""
    row = db.execute(
        "SELECT id, fault, times FROM faults WHERE operation = ?"
        " AND fault IN (SELECT value FROM json_each(?))"
        " AND (subject IS NULL OR subject IN (SELECT value FROM json_each(?)))"
        " ORDER BY id LIMIT 1",
        (operation, json.dumps(list(among)), json.dumps(list(subjects))),
    ).fetchone()
    if row is None:
        return ""
    if row["times"] > 1:
        db.execute("UPDATE faults SET times = times - 1 WHERE id = ?", (row["id"],))
    else:
        db.execute("DELETE FROM faults WHERE id = ?", (row["id"],))
    return str(row["fault"])
