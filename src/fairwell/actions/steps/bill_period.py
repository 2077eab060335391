"""The rows of one decided billing step: an invoice with all that hangs on it, an end, a pause."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairwell.actions.steps.billed_rows import ENDED, LEFT, PAUSED, RENEWED, RENEWED_ANEW
from fairwell.actions.steps.due_subscriptions import Due
from fairwell.actions.steps.range_work import RangeWork
from fairwell.domain.billing import EndsUnbilled, PausesUnbilled, PeriodBill
from fairwell.domain.ledger.accounts import MOVEMENTS
from fairwell.queries.taxes import Taxed

# Numbers and instants need no escaping, and this is written for every period of every subscription.
_RENEWED_DATA = (
    '{"period_no": %d, "period_start": "%s", "period_end": "%s", "price": %d, "quantity": %d,'
    ' "invoice": %d}'
)


def bill_period(work: RangeWork, one: Due, step: PeriodBill) -> None:
    """An invoice of the period with line, taxes, transfers a charge, and the period advanced.

    Where a settled end cuts it short, the invoice is for the time up to that.
    """
    facts, rows = one.facts, work.rows
    ends_at = facts.ends_at
    until = step.end if ends_at is None or ends_at >= step.end else ends_at
    price = work.prices[step.price_id]
    taxed = work.taxes.tax(
        step.amount_minor, price.tax_behaviour, one.buyer, price.tax_category, price.currency
    )
    invoice_id = rows.next_invoice_id()
    used = work.take_credit(facts.customer_id, price.currency, taxed.gross_minor, invoice_id)
    owed = taxed.gross_minor - used
    asked = bool(owed and facts.method_id and one.refused_at is None)
    rows.invoices.append(
        (
            invoice_id, "invoices", facts.customer_id, facts.subscription_id,
            work.taxes.seller_card_id, one.buyer_details, "period", step.period_no, step.start,
            until, price.currency, taxed.net_minor, taxed.tax_minor, taxed.gross_minor, used, 0,
            taxed.note, "finalized" if owed else "paid",
            "due" if asked else "waiting" if owed else "none",
            work.at if owed and not asked else None, step.start, work.at,
            None if owed else work.at,
        )
    )  # fmt: skip
    rows.lines.append(
        (
            invoice_id, step.price_id, work.names[step.price_id], step.quantity, step.unit_minor,
            step.amount_minor, taxed.net_minor, taxed.tax_minor, 0, step.start, until, 0,
        )
    )  # fmt: skip
    _tax_and_transfers(work, invoice_id, taxed, price.currency, used)
    if asked:
        rows.attempts.append(
            (
                "charge", invoice_id, facts.method_id, one.gateway, f"charge-{invoice_id}-1",
                price.currency, owed, "init", "", False, work.at, work.at, 0,
            )
        )  # fmt: skip
    _advance(work, one, step, invoice_id)
    work.report.counts["trial converted" if step.converts_trial else "renewed"] += 1
    work.report.billed_minor[price.currency] += taxed.gross_minor


def _tax_and_transfers(
    work: RangeWork, invoice_id: int, taxed: Taxed, currency: str, used: int
) -> None:
    for tax in taxed.taxes:
        work.rows.taxes.append((invoice_id, *tax))
    for kind, amount in (
        ("invoice_issued", taxed.net_minor),
        ("invoice_tax", taxed.tax_minor),
        ("credit_applied", used),
    ):
        if amount:
            work.rows.transfers.append(
                (kind, *MOVEMENTS[kind], currency, amount, work.at, invoice_id)
            )


def _advance(work: RangeWork, one: Due, step: PeriodBill, invoice_id: int) -> None:
    facts, rows, no = one.facts, work.rows, one.last_event_no
    if step.skipped:
        no += 1
        rows.event(facts.subscription_id, no, "periods_skipped", {"count": step.skipped})
        work.report.counts["periods skipped"] += step.skipped
    no += 1
    told = _RENEWED_DATA % (
        step.period_no,
        step.start.isoformat(),
        step.end.isoformat(),
        step.price_id,
        step.quantity,
        invoice_id,
    )
    ends_at = facts.ends_at
    last = ends_at is not None and ends_at <= step.end
    if last and ends_at is not None:
        told = f'{told[:-1]}, "renewal": "non_renewing", "until": "{ends_at.isoformat()}"}}'
    rows.event_in_json(facts.subscription_id, no, "period_renewed", told)
    advanced = (
        facts.subscription_id, "active", step.period_no, step.start, step.end, step.intro_used,
        None if last else step.end, no,
    )  # fmt: skip
    agreed = (step.price_id, step.quantity, step.anchor_at, step.anchor_period_no)
    columns: tuple[str, ...] = RENEWED
    changed: tuple[Any, ...] = advanced
    if agreed != (facts.price_id, facts.quantity, facts.anchor_at, facts.anchor_period_no):
        columns, changed = RENEWED_ANEW, (*advanced, *agreed)
        work.entitled.append(facts.subscription_id)
    if last:
        columns, changed = (*columns, "renewal"), (*changed, "non_renewing")
    rows.changes[columns].append(changed)
    work.applied.extend(step.applied)
    work.replaced.extend(step.replaced)


def end_unbilled(work: RangeWork, one: Due, step: EndsUnbilled) -> None:
    """A trial that nobody left a card for ends by itself."""
    data = {"ended_at": step.ended_at.isoformat(), "reason": step.reason}
    _stop(work, one, "subscription_ended", data)
    work.rows.changes[ENDED].append(
        (
            one.facts.subscription_id, "ended", "terminated", step.ended_at, one.facts.ends_at,
            None, one.last_event_no + 1,
        )
    )  # fmt: skip
    work.ended.append(one.facts.subscription_id)
    work.report.counts["trial ended"] += 1


def pause_unbilled(work: RangeWork, one: Due, step: PausesUnbilled) -> None:
    """A pause that was chosen for this renewal begins."""
    data = {"paused_at": step.paused_at.isoformat(), "resume_at": _iso(step.resume_at)}
    _stop(work, one, "paused", data)
    work.rows.changes[PAUSED].append(
        (
            one.facts.subscription_id, "paused", step.paused_at, step.resume_at, None,
            one.last_event_no + 1,
        )
    )  # fmt: skip
    work.applied.append(step.change_id)
    work.report.counts["paused"] += 1


def leave(work: RangeWork, one: Due) -> None:
    """A settled end comes first: nothing further is billed."""
    work.rows.changes[LEFT].append((one.facts.subscription_id, None))
    work.report.counts["ending"] += 1


def _stop(work: RangeWork, one: Due, kind: str, data: Mapping[str, Any]) -> None:
    work.rows.event(one.facts.subscription_id, one.last_event_no + 1, kind, data)
    work.entitled.append(one.facts.subscription_id)


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
