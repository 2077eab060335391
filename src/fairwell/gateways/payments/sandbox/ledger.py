"""The sandbox bank: charges, refunds and what becomes of them, by rules and seeded luck.

It never reads a clock: every request says what time it is (`at`), so a test clock is seen here too.
Everything it knows is in its own SQLite file, and an answer is committed before it is given.
"""

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fairwell.gateways.payments.pace import Pace
from fairwell.gateways.payments.sandbox import keys, verdicts
from fairwell.gateways.payments.sandbox.books import (
    charges_on,
    check_refundable,
    describe,
    listed,
    payment_row,
    settle_due,
)
from fairwell.gateways.payments.sandbox.chance import Rates, choose, new_ref
from fairwell.gateways.payments.sandbox.disputes import Disputes
from fairwell.gateways.payments.sandbox.faults import WIRE_FAULTS, take_fault
from fairwell.gateways.payments.sandbox.keys import Done
from fairwell.gateways.payments.sandbox.setups import CardSetups
from fairwell.gateways.payments.sandbox.store import Rejection, Store, instant

PAGE = 500
LIST_SQL = (
    "SELECT * FROM objects WHERE id > ? AND created_at >= ? AND created_at < ? ORDER BY id LIMIT ?"
)


class Ledger:
    """One bank over one file. Amounts are minor units; errors are `Rejection`s.

    `pending_days`: how long a pending charge or refund takes to settle. `pace`: how many requests
    it takes, None for all that come; it is not kept in the file.
    """

    def __init__(
        self, path: Path, *, seed: str, rates: Rates | None = None, pending_days: int = 3
    ) -> None:
        self.store = Store(path)
        self._seed = seed
        self._rates = rates or Rates()
        self._pending = timedelta(days=pending_days)
        self.pace: Pace | None = None
        self.setups = CardSetups(self.store, seed)
        self.disputes = Disputes(self.store, seed)

    def charge(
        self,
        *,
        method_ref: str,
        amount_minor: int,
        currency: str,
        order_ref: str,
        attempt: str,
        key: str,
        at: datetime,
    ) -> Done:
        """Take money from a payment method, once for each remembered key."""
        arguments = {
            "method_ref": method_ref,
            "amount_minor": amount_minor,
            "currency": currency,
            "order_ref": order_ref,
            "attempt": attempt,
        }
        with self.store.transaction() as db:
            earlier = keys.recall(db, key, operation="charge", arguments=arguments, at=at)
            if earlier is not None:
                return Done(earlier, repeated=True)
            if verdicts.is_method(method_ref, "pm_unknown"):
                raise Rejection(
                    404, "method_unknown", f"There is no payment method {method_ref!r}."
                )
            subjects = (order_ref, method_ref)
            name = (
                take_fault(db, "charge", subjects, verdicts.CHARGE_VERDICTS)
                or self._magic(db, method_ref, amount_minor)
                or self._luck(db, f"charge|{method_ref}", verdicts.CHARGE_VERDICTS)
            )
            verdict = verdicts.CHARGE_VERDICTS.get(name, verdicts.SUCCESS)
            ref = new_ref(db, self._seed, "pay", method_ref, order_ref)
            row = arguments | {"kind": "charge", "ref": ref, "payment_ref": ref}
            answer = self._write(db, row, verdict, at)
            keys.remember(db, key, operation="charge", arguments=arguments, answer=answer, at=at)
        return Done(answer)

    def refund(
        self,
        *,
        payment_ref: str,
        amount_minor: int,
        currency: str,
        attempt: str,
        key: str,
        at: datetime,
    ) -> Done:
        """Pay back part of one captured payment, once for each remembered key."""
        arguments = {
            "payment_ref": payment_ref,
            "amount_minor": amount_minor,
            "currency": currency,
            "attempt": attempt,
        }
        with self.store.transaction() as db:
            earlier = keys.recall(db, key, operation="refund", arguments=arguments, at=at)
            if earlier is not None:
                return Done(earlier, repeated=True)
            settle_due(db, at)
            payment = payment_row(db, payment_ref)
            check_refundable(db, payment, amount_minor, currency)
            name = (
                take_fault(db, "refund", (payment_ref,), verdicts.REFUND_VERDICTS)
                or verdicts.magic_refund(payment["method_ref"], payment["card"])
                or self._luck(db, f"refund|{payment_ref}", verdicts.REFUND_VERDICTS)
            )
            verdict = verdicts.REFUND_VERDICTS.get(name, verdicts.SUCCESS)
            ref = new_ref(db, self._seed, "re", payment_ref)
            row = arguments | {"kind": "refund", "ref": ref, "order_ref": payment["order_ref"]}
            answer = self._write(db, row, verdict, at)
            keys.remember(db, key, operation="refund", arguments=arguments, answer=answer, at=at)
        return Done(answer)

    def find(self, kind: str, ref: str, *, at: datetime) -> dict[str, Any]:
        """One charge or refund by its own reference, as it stands at `at`."""
        with self.store.transaction() as db:
            settle_due(db, at)
            row = db.execute(
                "SELECT * FROM objects WHERE kind = ? AND ref = ?", (kind, ref)
            ).fetchone()
        if row is None:
            raise Rejection(404, f"{kind}_unknown", f"There is no {kind} {ref!r}.")
        return describe(row)

    def refunds_of(self, payment_ref: str, *, at: datetime) -> list[dict[str, Any]]:
        """All refunds of one payment, oldest first; the payment must exist."""
        with self.store.transaction() as db:
            settle_due(db, at)
            payment_row(db, payment_ref)
            return listed(db, "kind = 'refund' AND payment_ref = ?", payment_ref)

    def charges_of(self, order_ref: str, *, at: datetime) -> list[dict[str, Any]]:
        """All charges for one order, declined ones too, oldest first; none is an answer."""
        with self.store.transaction() as db:
            settle_due(db, at)
            return listed(db, "kind = 'charge' AND order_ref = ?", order_ref)

    def page(
        self, *, since: datetime, until: datetime | None, after: int, limit: int, at: datetime
    ) -> tuple[list[dict[str, Any]], int | None]:
        """Objects created in [since, until) after cursor `after`, and the next cursor if any."""
        limit = max(1, min(limit, PAGE))
        end = instant(until) if until else "9999"
        with self.store.transaction() as db:
            settle_due(db, at)
            rows = db.execute(LIST_SQL, (after, instant(since), end, limit + 1)).fetchall()
        more = rows[limit - 1]["id"] if len(rows) > limit else None
        return [describe(row) for row in rows[:limit]], more

    def take_wire_fault(self, operation: str, subjects: tuple[str, ...]) -> str:
        """What shall go wrong on the wire for this request; "" for nothing."""
        with self.store.transaction() as db:
            return take_fault(db, operation, subjects, WIRE_FAULTS) or self._luck(
                db, f"wire|{operation}|{subjects[0]}", WIRE_FAULTS
            )

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    def _luck(
        self, db: sqlite3.Connection, subject: str, names: Mapping[str, object] | tuple[str, ...]
    ) -> str:
        return choose(db, self._seed, subject, self._rates.among(names))

    def _magic(self, db: sqlite3.Connection, method_ref: str, amount_minor: int) -> str:
        counts = verdicts.declines_first(method_ref) > 0
        earlier = charges_on(db, method_ref) if counts else 0
        return verdicts.magic_charge(method_ref, amount_minor, earlier=earlier)

    def _write(
        self,
        db: sqlite3.Connection,
        row: Mapping[str, Any],
        verdict: verdicts.Verdict,
        at: datetime,
    ) -> dict[str, Any]:
        settles_at = instant(at + self._pending) if verdict.outcome == "pending" else None
        written = db.execute(
            "INSERT INTO objects (kind, ref, payment_ref, order_ref, method_ref, attempt,"
            " amount_minor, currency, outcome, failure_code, settles_at, settles_as, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
            (
                *(row["kind"], row["ref"], row["payment_ref"], row["order_ref"]),
                row.get("method_ref", ""),
                *(row["attempt"], row["amount_minor"], row["currency"]),
                *(verdict.outcome, verdict.failure_code, settles_at, verdict.settles_as),
                instant(at),
            ),
        ).fetchone()
        return describe(written)
