"""Write a decided change of a locked subscription: row, event, consent, money, seal and letter."""

from typing import Any

from fairwell.actions.steps import change_content
from fairwell.actions.steps.append_event import append_event, append_events, iso
from fairwell.actions.steps.close_changes import replace_changes
from fairwell.actions.steps.confirm_change import confirm_change
from fairwell.actions.steps.credit_change import credit_change
from fairwell.actions.steps.issue_invoice import LineToBill, issue_invoice
from fairwell.actions.steps.record_change import Agreed, record_change
from fairwell.actions.steps.tell_order import credited_event, order_event
from fairwell.domain.change import Change
from fairwell.domain.change_money import DueNow
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import ConsentRecord, CreditNote, Invoice, Price, Statement, Subscription
from fairwell.queries.change_ground import Ground
from fairwell.queries.changes import Offer


def write_change(
    subscription: Subscription, ground: Ground, offer: Offer, agreed: Agreed
) -> Statement:
    """Do what was offered and return the statement of it."""
    change = offer.change
    before = subscription.price, subscription.quantity
    price = Price.objects.select_related("plan__product").get(pk=change.price_id)
    record_change(
        subscription,
        agreed,
        slot="plan",
        kind=change.kind,
        effective_at=change.effective_at,
        decision=offer.as_dict(),
        waits=change.when == "at_renewal",
        replaces=change.replaces,
        to_price=price,
        to_quantity=change.quantity,
    )
    ConsentRecord.objects.create(
        subscription=subscription,
        kind="change",
        price=price,
        quantity=change.quantity,
        text_digest=agreed.quote.digest if agreed.quote else "",
        language=agreed.language,
        given_at=agreed.at,
        actor=agreed.actor,
        channel=agreed.channel,
    )
    invoice: Invoice | None = None
    notes: list[CreditNote] = []
    if change.when == "now":
        invoice, notes = _now(subscription, ground, offer, price, agreed)
    else:
        _tell(subscription, change, price, agreed, kind="change_scheduled", data={})
    content = change_content.change(
        change, offer.due, before=before, price=price, invoice=invoice, notes=notes
    )
    return confirm_change(
        "change",
        subscription,
        at=agreed.at,
        actor=agreed.actor,
        channel=agreed.channel,
        language=agreed.language,
        next_charge=change.next_charge,
        reference=agreed.reference,
        content={"change": content},
    )


def _now(
    subscription: Subscription, ground: Ground, offer: Offer, price: Price, agreed: Agreed
) -> tuple[Invoice | None, list[CreditNote]]:
    """The subscription as it is from now on, and the money: numbers are taken last."""
    change, period = offer.change, offer.change.new_period
    other = price.pk != subscription.price_id
    by: dict[str, Any] = {"at": agreed.at, "actor": agreed.actor, "channel": agreed.channel}
    dropped = [one for one in (offer.drops_price, offer.drops_pause) if one is not None]
    append_events(subscription, replace_changes(dropped, at=agreed.at), **by)
    data: dict[str, Any] = {"price": price.pk, "quantity": change.quantity}
    if other:
        subscription.intro_used = price.intro_periods
    if period is not None:
        no = subscription.current_period_no + 1
        subscription.anchor_at, subscription.anchor_period_no = period.start, no
        data |= {
            "period_no": no, "period_start": iso(period.start), "period_end": iso(period.end)
        }  # fmt: skip
    subscription.save(update_fields=["intro_used", "anchor_at", "anchor_period_no"])
    _tell(subscription, change, price, agreed, kind="plan_changed", data=data)
    subscription.price = price
    due = offer.due
    if due is None:
        return None, []
    notes = credit_change(due.parts, reason=agreed.reference, zone=ground.facts.zone, at=agreed.at)
    invoice = _bill(subscription, change, due, price, agreed)
    told = [credited_event(note) for note in notes]
    if invoice is not None:
        told.append(order_event("invoice_issued", invoice, invoice.total_minor))
    append_events(subscription, told, **by)
    return invoice, notes


def _tell(
    subscription: Subscription,
    change: Change,
    price: Price,
    agreed: Agreed,
    *,
    kind: str,
    data: dict[str, Any],
) -> None:
    append_event(
        subscription,
        kind,
        at=agreed.at,
        actor=agreed.actor,
        channel=agreed.channel,
        data=data
        | {
            "reference": agreed.reference,
            "change": change.kind,
            "tier": price.plan.tier,
            "covered": [change.covered_before, change.covered_after],
            "to": [change.price_id, change.quantity],
            "effective_at": iso(change.effective_at),
            "replaces": change.replaces,
        },
    )


def _bill(
    subscription: Subscription, change: Change, due: DueNow, price: Price, agreed: Agreed
) -> Invoice | None:
    """The bill of a new period, or of the rest of the running one; as quoted, or not at all."""
    if change.charge is None:
        return None
    whole = change.new_period is not None
    line = LineToBill(
        price=price,
        quantity=change.quantity,
        unit_minor=change.charge_minor // change.quantity if whole else None,
        amount_minor=change.charge_minor,
        service_start=change.charge.service_start,
        service_end=change.charge.service_end,
    )
    invoice = issue_invoice(
        subscription,
        [line],
        kind="period" if whole else "adjustment",
        period_no=subscription.current_period_no,
        at=agreed.at,
    )
    if (invoice.total_minor, invoice.total_minor - invoice.credit_applied_minor) != (
        due.gross_minor,
        due.due_minor,
    ):
        raise RefusedError(Refusal("quote_changed"))
    return invoice
