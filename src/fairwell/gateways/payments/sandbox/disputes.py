"""Disputes at the sandbox bank: opened by the stage, answered by the product, paid by the payout.

Like real gateways it takes the amount out of the payout when an answer falls due, gives it back
when the dispute is won, and counts silence until `respond_by` as lost.
"""

import hashlib
import sqlite3
from datetime import datetime, timedelta
from typing import Any, Final

from fairwell.gateways.payments.sandbox.books import payment_row
from fairwell.gateways.payments.sandbox.chance import new_ref
from fairwell.gateways.payments.sandbox.keys import Done, once
from fairwell.gateways.payments.sandbox.store import Rejection, Store, instant

PAGE: Final = 200
PDF_BYTES: Final = 5 * 1024 * 1024
SUMMARY_LENGTH: Final = 20_000
REASONS: Final = (
    "fraudulent",
    "subscription_cancelled",
    "product_not_received",
    "duplicate",
    "credit_not_processed",
    "general",
)


class Disputes:
    """Those of one bank. Amounts are minor units; errors are `Rejection`s."""

    def __init__(self, store: Store, seed: str) -> None:
        self._store = store
        self._seed = seed

    def page(
        self, *, since: datetime, after: int, limit: int, at: datetime
    ) -> tuple[list[dict[str, Any]], int | None]:
        """Those changed at or after `since`, after cursor `after`; and the next cursor if any."""
        limit = max(1, min(limit, PAGE))
        with self._store.transaction() as db:
            _settle_due(db, at)
            rows = db.execute(
                "SELECT * FROM disputes WHERE id > ? AND updated_at >= ? ORDER BY id LIMIT ?",
                (after, instant(since), limit + 1),
            ).fetchall()
        more = rows[limit - 1]["id"] if len(rows) > limit else None
        return [_describe(row) for row in rows[:limit]], more

    def submit_evidence(
        self, *, ref: str, pdf: bytes, summary: str, attempt: str, key: str, at: datetime
    ) -> Done:
        """Take one PDF file and a summary for a dispute that waits for an answer."""
        if not pdf.startswith(b"%PDF-") or len(pdf) > PDF_BYTES:
            raise Rejection(400, "evidence_invalid", "Evidence is one PDF file of at most 5 MiB.")
        if len(summary) > SUMMARY_LENGTH:
            raise Rejection(400, "summary_too_long", "A summary has at most 20,000 characters.")
        said = {
            "dispute_ref": ref,
            "sha256": hashlib.sha256(pdf).hexdigest(),
            "summary": summary,
            "attempt": attempt,
        }
        with self._store.transaction() as db:

            def take() -> dict[str, Any]:
                _waiting(db, ref, at)
                db.execute(
                    "UPDATE disputes SET summary = ?, pdf = ? WHERE ref = ?", (summary, pdf, ref)
                )
                return _describe(_change(db, ref, "under_review", at))

            return once(db, key, take, operation="evidence", arguments=said, at=at)

    def concede(self, *, ref: str, attempt: str, key: str, at: datetime) -> Done:
        """Take the word that the payer may keep the money, for a dispute that waits for one."""
        said = {"dispute_ref": ref, "attempt": attempt}
        with self._store.transaction() as db:

            def give_in() -> dict[str, Any]:
                _waiting(db, ref, at)
                return _describe(_change(db, ref, "lost", at))

            return once(db, key, give_in, operation="concession", arguments=said, at=at)

    def open(
        self,
        *,
        payment_ref: str,
        amount_minor: int | None,
        reason: str,
        early_warning: bool,
        respond_days: int,
        at: datetime,
    ) -> dict[str, Any]:
        """A payer disputes a captured payment, all of it (None) or a part."""
        if reason not in REASONS:
            raise Rejection(
                400, "reason_unknown", f"{reason!r} is not one of: {', '.join(REASONS)}."
            )
        with self._store.transaction() as db:
            payment = payment_row(db, payment_ref)
            amount = _disputable(db, payment, amount_minor)
            ref = new_ref(db, self._seed, "dp", payment_ref)
            db.execute(
                "INSERT INTO disputes (ref, payment_ref, amount_minor, currency, reason, state,"
                " opened_at, updated_at) VALUES (?, ?, ?, ?, ?, 'early_warning', ?, ?)",
                (ref, payment_ref, amount, payment["currency"], reason, instant(at), instant(at)),
            )
            if not early_warning:
                _demand(db, ref, respond_days, at)
            return _describe(_row(db, ref))

    def escalate(self, ref: str, *, respond_days: int, at: datetime) -> dict[str, Any]:
        """The bank wants an answer: to an early warning, or another one to a case it looks at."""
        with self._store.transaction() as db:
            _undecided(db, ref)
            _demand(db, ref, respond_days, at)
            return _describe(_row(db, ref))

    def close(self, ref: str, *, won: bool, at: datetime) -> dict[str, Any]:
        """The bank decides."""
        with self._store.transaction() as db:
            _undecided(db, ref)
            return _describe(_change(db, ref, "won" if won else "lost", at))

    def let_deadline_pass(self, ref: str) -> dict[str, Any]:
        """Nobody answered: what the day of `respond_by` will bring, now."""
        with self._store.transaction() as db:
            respond_by = _undecided(db, ref)["respond_by"]
            if respond_by is None:
                raise Rejection(409, "deadline_missing", f"Dispute {ref!r} has no deadline.")
            return _describe(_change(db, ref, "lost", datetime.fromisoformat(respond_by)))

    def evidence(self, ref: str) -> dict[str, Any]:
        """What was submitted: the summary, and the PDF file's size and SHA-256; empty before."""
        with self._store.transaction() as db:
            row = _row(db, ref)
        pdf = row["pdf"] or b""
        digest = hashlib.sha256(pdf).hexdigest() if pdf else ""
        return {"summary": row["summary"], "size": len(pdf), "sha256": digest}


def _describe(row: sqlite3.Row) -> dict[str, Any]:
    shown = ("ref", "payment_ref", "amount_minor", "currency", "reason", "state")
    times = ("respond_by", "opened_at", "updated_at")
    return {name: row[name] for name in (*shown, *times)}


def _row(db: sqlite3.Connection, ref: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("SELECT * FROM disputes WHERE ref = ?", (ref,)).fetchone()
    if row is None:
        raise Rejection(404, "dispute_unknown", f"There is no dispute {ref!r}.")
    return row


def _undecided(db: sqlite3.Connection, ref: str) -> sqlite3.Row:
    row = _row(db, ref)
    if row["state"] in {"won", "lost"}:
        raise Rejection(409, "dispute_closed", f"Dispute {ref!r} is {row['state']} already.")
    return row


def _waiting(db: sqlite3.Connection, ref: str, at: datetime) -> None:
    _settle_due(db, at)
    state = _undecided(db, ref)["state"]
    if state != "needs_response":
        raise Rejection(
            409, "dispute_not_waiting", f"Dispute {ref!r} is {state}: no answer is due."
        )


def _disputable(db: sqlite3.Connection, payment: sqlite3.Row, amount_minor: int | None) -> int:
    if payment["outcome"] != "succeeded":
        raise Rejection(
            400,
            "payment_not_captured",
            f"Payment {payment['ref']!r} is {payment['outcome']}: there is nothing to dispute.",
        )
    rows = db.execute(
        "SELECT ref, state, amount_minor FROM disputes WHERE payment_ref = ? AND state != 'won'",
        (payment["ref"],),
    ).fetchall()
    for row in rows:
        if row["state"] != "lost":
            raise Rejection(
                409,
                "payment_disputed",
                f"Payment {payment['ref']!r} is disputed already: {row['ref']} is {row['state']}.",
            )
    taken = sum(row["amount_minor"] for row in rows)
    left: int = payment["amount_minor"] - taken
    amount = left if amount_minor is None else amount_minor
    if not 0 < amount <= left:
        raise Rejection(
            400,
            "amount_above_payment",
            f"Payment {payment['ref']!r} has {left} {payment['currency']} (minor units) left to"
            f" dispute; {amount} were meant.",
        )
    return amount


def _demand(db: sqlite3.Connection, ref: str, respond_days: int, at: datetime) -> None:
    _change(db, ref, "needs_response", at)
    respond_by = instant(at + timedelta(days=respond_days))
    db.execute("UPDATE disputes SET respond_by = ? WHERE ref = ?", (respond_by, ref))


def _change(db: sqlite3.Connection, ref: str, state: str, at: datetime) -> sqlite3.Row:
    """Write the state, and move the money that goes with it."""
    db.execute(
        "UPDATE disputes SET state = ?, updated_at = ?, respond_by = NULL WHERE ref = ?",
        (state, instant(at), ref),
    )
    row = _row(db, ref)
    (held,) = db.execute(
        "SELECT COALESCE(-SUM(amount_minor), 0) FROM payout_moves WHERE dispute_ref = ?", (ref,)
    ).fetchone()
    owed = 0 if state in {"early_warning", "won"} else row["amount_minor"]
    if owed != held:
        kind = "taken" if owed > held else "given_back"
        db.execute(
            "INSERT INTO payout_moves (dispute_ref, kind, amount_minor, currency, at)"
            " VALUES (?, ?, ?, ?, ?)",
            (ref, kind, held - owed, row["currency"], instant(at)),
        )
    return row


def _settle_due(db: sqlite3.Connection, at: datetime) -> None:
    """Silence until the deadline loses; an early warning ends with the payment paid back."""
    late = db.execute(
        "SELECT ref, respond_by FROM disputes WHERE state = 'needs_response' AND respond_by <= ?",
        (instant(at),),
    ).fetchall()
    for row in late:
        _change(db, row["ref"], "lost", datetime.fromisoformat(row["respond_by"]))
    needless = db.execute(
        "SELECT d.ref FROM disputes d JOIN objects p ON p.ref = d.payment_ref"
        " WHERE d.state = 'early_warning' AND p.amount_minor <= (SELECT SUM(r.amount_minor)"
        " FROM objects r WHERE r.kind = 'refund' AND r.payment_ref = p.ref"
        " AND r.outcome = 'succeeded')"
    ).fetchall()
    for row in needless:
        _change(db, row["ref"], "won", at)
