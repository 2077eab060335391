"""Setting the sandbox's stage: payments made elsewhere, closed cards, and the books for tests."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from fairwell.gateways.payments.sandbox.store import Rejection, Store, instant

CARD_CLOSES: Final[Mapping[str, str]] = {"at_once": "closed", "after_pending": "closes_later"}
PAYOUT_SQL: Final = """
SELECT currency, SUM(minor) FROM (
    SELECT currency, amount_minor AS minor FROM objects
        WHERE kind = 'charge' AND outcome = 'succeeded'
    UNION ALL SELECT currency, -amount_minor FROM objects
        WHERE kind = 'refund' AND outcome IN ('succeeded', 'pending')
    UNION ALL SELECT currency, amount_minor FROM payout_moves
) GROUP BY currency
"""


def add_payments(store: Store, payments: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Put captured payments in the books, all or none; known ones are left as they are.

    Each has payment_ref, amount_minor, currency, order_ref, method_ref, attempt, captured_at
    (aware), and whether it was declined. A known payment with another amount or currency is a
    mistake and is refused.
    """
    added = known = 0
    with store.transaction() as db:
        for payment in payments:
            if _insert(db, payment):
                added += 1
            else:
                _same(db, payment)
                known += 1
    return {"added": added, "known": known}


def _insert(db: sqlite3.Connection, payment: Mapping[str, Any]) -> bool:
    captured_at: datetime = payment["captured_at"]
    inserted = db.execute(
        "INSERT INTO objects (kind, ref, payment_ref, order_ref, method_ref, attempt,"
        " amount_minor, currency, outcome, failure_code, created_at)"
        " VALUES ('charge', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ref) DO NOTHING",
        (
            *(payment["payment_ref"], payment["payment_ref"], payment["order_ref"]),
            *(payment["method_ref"], payment["attempt"]),
            *(payment["amount_minor"], payment["currency"]),
            *(("declined", "do_not_honor") if payment["declined"] else ("succeeded", "")),
            instant(captured_at),
        ),
    )
    return inserted.rowcount == 1


def _same(db: sqlite3.Connection, payment: Mapping[str, Any]) -> None:
    row = db.execute(
        "SELECT kind, amount_minor, currency FROM objects WHERE ref = ?", (payment["payment_ref"],)
    ).fetchone()
    if tuple(row) != ("charge", payment["amount_minor"], payment["currency"]):
        raise Rejection(
            409,
            "payment_mismatch",
            f"Payment {payment['payment_ref']!r} is already known as a {row['kind']} of"
            f" {row['amount_minor']} {row['currency']} (minor units). No payment was added.",
        )


def close_card(store: Store, payment_ref: str, when: str) -> dict[str, str]:
    """Close the card behind a payment.

    `at_once`: refunds fail immediately. `after_pending`: they look well for some days, then fail.
    Refunds that are pending already fail either way.
    """
    if when not in CARD_CLOSES:
        raise Rejection(400, "when_invalid", f"{when!r} is not one of: {', '.join(CARD_CLOSES)}.")
    with store.transaction() as db:
        changed = db.execute(
            "UPDATE objects SET card = ? WHERE kind = 'charge' AND ref = ?",
            (CARD_CLOSES[when], payment_ref),
        )
        if changed.rowcount == 0:
            raise Rejection(404, "payment_unknown", f"There is no payment {payment_ref!r}.")
    return {"payment_ref": payment_ref, "card": CARD_CLOSES[when]}


def stats(store: Store) -> dict[str, Any]:
    """What the bank really did: `made` counts succeeded and pending objects, per currency and
    payment; `not_made` counts declined and failed ones. `payout_minor` is what is left to pay out:
    captured, less refunds succeeded or pending, less what disputes took and did not give back."""
    with store.transaction() as db:
        rows = db.execute(
            "SELECT kind, payment_ref, currency, outcome IN ('succeeded', 'pending') AS made,"
            " COUNT(*) AS n, SUM(amount_minor) AS minor FROM objects"
            " GROUP BY kind, payment_ref, currency, made"
        ).fetchall()
        payout = db.execute(PAYOUT_SQL).fetchall()
        disputes = db.execute("SELECT state, COUNT(*) FROM disputes GROUP BY state").fetchall()
    books: dict[str, Any] = {
        kind: {"made": 0, "not_made": 0, "total_minor": defaultdict(int)}
        for kind in ("charge", "refund")
    }
    payments: dict[str, dict[str, int]] = {}
    for row in rows:
        book = books[row["kind"]]
        book["made" if row["made"] else "not_made"] += row["n"]
        if row["made"]:
            book["total_minor"][row["currency"]] += row["minor"]
        if row["kind"] == "refund":
            entry = payments.setdefault(
                row["payment_ref"], {"made": 0, "not_made": 0, "refunded_minor": 0}
            )
            entry["made" if row["made"] else "not_made"] += row["n"]
            entry["refunded_minor"] += row["minor"] if row["made"] else 0
    return {
        "charges": books["charge"],
        "refunds": books["refund"],
        "by_payment": payments,
        "payout_minor": dict(map(tuple, payout)),
        "disputes": dict(map(tuple, disputes)),
    }
