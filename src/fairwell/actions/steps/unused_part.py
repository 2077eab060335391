"""What an ended subscription does not owe of an invoice, and how it is taken back unpaid."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.actions.steps.load import facts_now
from fairwell.actions.steps.tell_order import order_event
from fairwell.domain.proration import moved, paused_within
from fairwell.domain.refund_decision import decide_refund
from fairwell.domain.subscription import ChargeFacts
from fairwell.domain.unpaid_part import unpaid_part_owed
from fairwell.models import Invoice, Subscription, SubscriptionEvent, Vendor
from fairwell.queries.pauses import pauses_of
from fairwell.queries.policies import pinned_packs


def unused_minor(subscription: Subscription, invoice: Invoice, vendor: Vendor) -> int:
    """Gross minor units of an invoice for what lies after the end of its ended subscription.

    Nothing is owed for time without access, so that what was on hold ends there, and a pause does
    not count. Who has not paid owes no more than a payer would be left without. What was credited
    before counts.
    """
    ended_at = subscription.ended_at
    left = invoice.total_minor - invoice.credited_minor
    if ended_at is None or invoice.period_start is None or invoice.period_end is None:
        return 0
    ends_at = _access_until(subscription, invoice.period_start, ended_at)
    pauses = pauses_of(subscription)
    within = paused_within(invoice.period_start, invoice.period_end, pauses)
    if ends_at >= moved(invoice.period_end, within):
        return 0
    owed = unpaid_part_owed(
        total_minor=invoice.total_minor,
        period_start=invoice.period_start,
        period_end=invoice.period_end,
        ends_at=ends_at,
        refund_if_paid_minor=_refund_if_paid(
            subscription, invoice, invoice.period_start, invoice.period_end
        ),
        zone=vendor.zone,
        pauses=pauses,
    )
    return max(0, left - owed)


def waive_unused(
    invoice: Invoice, unused_minor: int, vendor: Vendor, *, at: datetime
) -> list[tuple[str, dict[str, Any]]]:
    """Credit that much of an unpaid, locked invoice; one that is left with nothing is void.

    What credit of the customer had paid goes back to it. Returns the event to append, if anything
    was credited. Call it last: it takes numbers.
    """
    if not unused_minor:
        return []
    whole = unused_minor == invoice.total_minor - invoice.credited_minor
    unpaid = min(unused_minor, invoice.owed_minor)
    credit = Credit(
        kind="void" if whole else "waiver",
        to="receivable",
        reason="ended",
        at=at,
        zone=vendor.zone,
    )
    if unpaid:
        credit_invoice(invoice, unpaid, credit)
    if unused_minor > unpaid:
        credit_invoice(invoice, unused_minor - unpaid, replace(credit, to="credit_balance"))
    if not invoice.owed_minor:
        invoice.state, invoice.closed_at = "voided" if whole else "paid", at
        invoice.collection, invoice.collect_at = "none", None
        invoice.save(update_fields=["state", "closed_at", "collection", "collect_at"])
    kind = "invoice_voided" if invoice.state == "voided" else "invoice_credited"
    return [order_event(kind, invoice, unused_minor)]


def _access_until(subscription: Subscription, start: datetime, ended_at: datetime) -> datetime:
    if subscription.standing not in ("on_hold", "written_off"):
        return ended_at
    held = (
        SubscriptionEvent.objects.filter(
            subscription=subscription, kind="standing_changed", data__standing="on_hold"
        )
        .order_by("-no")
        .values_list("at", flat=True)
        .first()
    )
    return max(start, min(held, ended_at)) if held is not None else ended_at


def _refund_if_paid(
    subscription: Subscription, invoice: Invoice, start: datetime, end: datetime
) -> int:
    """What the policies would give back of it for the ending that was asked for, had it been paid.

    Only an immediate ending gives money back; one to come keeps what was paid for.
    """
    request = subscription.cancellations.filter(state="effective", choice="now").first()
    if request is None or request.confirmed_at is None:
        return 0
    as_paid = ChargeFacts(
        payment_id=0,
        order_number=invoice.number,
        charged_at=invoice.issued_at,
        currency=invoice.currency,
        captured_minor=invoice.total_minor,
        refundable_minor=invoice.total_minor,
        period_start=start,
        period_end=end,
    )
    decided = decide_refund(
        replace(facts_now(subscription), charges=(as_paid,)),
        pinned_packs(subscription.pk),
        at=request.confirmed_at,
        lawful=request.verb == "withdraw",
    )
    return min(decided.total_minor, invoice.total_minor)
