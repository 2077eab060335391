"""The sandbox bank's books: how an object reads, what falls due, and what may be paid back."""

import sqlite3
from datetime import datetime
from typing import Any

from fairwell.gateways.payments.sandbox.store import Rejection, instant
from fairwell.gateways.payments.sandbox.verdicts import FAILURES


def describe(row: sqlite3.Row) -> dict[str, Any]:
    """One object as the API shows it."""
    code = row["failure_code"]
    hard, message = FAILURES[code] if code else (False, "")
    return {
        "kind": row["kind"],
        "ref": row["ref"],
        "payment_ref": row["payment_ref"],
        "order_ref": row["order_ref"],
        "amount_minor": row["amount_minor"],
        "currency": row["currency"],
        "outcome": row["outcome"],
        "failure_code": code,
        "hard": hard,
        "message": message,
        "expected_on": row["settles_at"][:10] if row["settles_at"] else None,
        "created_at": row["created_at"],
        "metadata": {"attempt": row["attempt"]},
    }


def listed(db: sqlite3.Connection, where: str, value: str) -> list[dict[str, Any]]:
    """All objects that fit one condition, oldest first."""
    rows = db.execute(f"SELECT * FROM objects WHERE {where} ORDER BY id", (value,))  # noqa: S608
    return [describe(row) for row in rows]


def payment_row(db: sqlite3.Connection, payment_ref: str) -> sqlite3.Row:
    """The charge with this reference, or a Rejection."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM objects WHERE kind = 'charge' AND ref = ?", (payment_ref,)
    ).fetchone()
    if row is None:
        raise Rejection(404, "payment_unknown", f"There is no payment {payment_ref!r}.")
    return row


def charges_on(db: sqlite3.Connection, method_ref: str) -> int:
    """How many charges a payment method has had, declined ones too."""
    (count,) = db.execute(
        "SELECT COUNT(*) FROM objects WHERE kind = 'charge' AND method_ref = ?", (method_ref,)
    ).fetchone()
    return int(count)


def check_refundable(
    db: sqlite3.Connection, payment: sqlite3.Row, amount_minor: int, currency: str
) -> None:
    """Refuse what is more than captured less what was, or is being, paid back or disputed."""
    ref = payment["ref"]
    if payment["outcome"] != "succeeded":
        raise Rejection(
            400,
            "payment_not_captured",
            f"Payment {ref!r} is {payment['outcome']}: there is no money to pay back.",
        )
    if payment["currency"] != currency:
        raise Rejection(
            400,
            "currency_mismatch",
            f"Payment {ref!r} was made in {payment['currency']}; it cannot be refunded"
            f" in {currency}.",
        )
    (refunded,) = db.execute(
        "SELECT COALESCE(SUM(amount_minor), 0) FROM objects"
        " WHERE kind = 'refund' AND payment_ref = ? AND outcome != 'failed'",
        (ref,),
    ).fetchone()
    left = max(payment["amount_minor"] - refunded - _disputed(db, ref), 0)
    if amount_minor > left:
        raise Rejection(
            400,
            "amount_above_refundable",
            f"Payment {ref!r} has {left} {currency} (minor units) left to refund;"
            f" {amount_minor} were asked for.",
        )


def _disputed(db: sqlite3.Connection, payment_ref: str) -> int:
    """What disputes have taken for good; a Rejection while one is undecided."""
    rows = db.execute(
        "SELECT state, amount_minor FROM disputes WHERE payment_ref = ?"
        " AND state IN ('needs_response', 'under_review', 'lost')",
        (payment_ref,),
    ).fetchall()
    if any(row["state"] != "lost" for row in rows):
        raise Rejection(
            400,
            "payment_disputed",
            f"Payment {payment_ref!r} is disputed: the money waits for the bank's decision.",
        )
    return sum(row["amount_minor"] for row in rows)


def settle_due(db: sqlite3.Connection, at: datetime) -> None:
    """Write down the end of everything pending whose day has come; it never changes again."""
    due = db.execute(
        "SELECT o.id, o.settles_as, p.card FROM objects o"
        " JOIN objects p ON p.ref = o.payment_ref"
        " WHERE o.outcome = 'pending' AND o.settles_at <= ?",
        (instant(at),),
    ).fetchall()
    for row in due:
        code = row["settles_as"] or ("" if row["card"] == "open" else "card_closed")
        db.execute(
            "UPDATE objects SET outcome = ?, failure_code = ?, settles_at = NULL WHERE id = ?",
            ("failed" if code else "succeeded", code, row["id"]),
        )
