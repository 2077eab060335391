"""A charge that was wrong is put right: waived where it is owed, given back where it was paid."""

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.close_attempts import close_unsent
from fairwell.actions.steps.confirm_ending import Asked
from fairwell.actions.steps.confirm_refund import confirm_refund
from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.actions.steps.decide_unpaid import standings_without
from fairwell.actions.steps.load import facts_now, the_vendor
from fairwell.actions.steps.tell_order import order_event
from fairwell.domain.charge_dispute import Upheld
from fairwell.domain.goodwill import decide_goodwill
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Invoice, Subscription


def uphold_dispute(
    subscription: Subscription, invoice: Invoice, decided: Upheld, asked: Asked, *, case: str
) -> None:
    """Write what a dispute of a locked invoice gives; call it last, credit notes take numbers.

    A refund is instructed, sealed and told like any other. An order of which nothing is owed any
    more is closed: as paid if money or credit paid a part of it, as void if nothing did.
    """
    if decided.waived_minor:
        _settle_waived(subscription, invoice, decided.waived_minor, asked)
    if decided.refund_minor:
        given = decide_goodwill(
            facts_now(subscription),
            amount_minor=decided.refund_minor,
            order_number=invoice.number,
        )
        if isinstance(given, Refusal):
            raise RefusedError(given)
        confirm_refund(subscription, given, (), asked)
    zone = the_vendor().zone
    for amount, kind, to in (
        (decided.waived_minor, "waiver", "receivable"),
        (decided.credit_minor, "goodwill", "credit_balance"),
    ):
        if amount:
            credit = Credit(kind=kind, to=to, reason=case, at=asked.at, zone=zone)  # type: ignore[arg-type]
            credit_invoice(invoice, amount, credit)


def _settle_waived(
    subscription: Subscription, invoice: Invoice, waived_minor: int, asked: Asked
) -> None:
    """What changes of an order and its subscription when that much less of it is owed."""
    by = {"at": asked.at, "actor": asked.actor, "channel": asked.channel}
    # A charge of the old sum that was never sent is not sent any more.
    unsent = invoice.attempts.select_for_update().filter(kind="charge", state="init")
    close_unsent(list(unsent), at=asked.at)
    whole = waived_minor >= invoice.owed_minor
    if whole:
        paid = invoice.credit_applied_minor or invoice.payments.exists()
        invoice.state = "paid" if paid else "voided"
        invoice.collection, invoice.collect_at = "none", None
        invoice.closed_at = asked.at
    invoice.save(update_fields=["state", "collection", "collect_at", "closed_at"])
    voided = invoice.state == "voided"
    kind, data = order_event(
        "invoice_voided" if voided else "invoice_credited", invoice, waived_minor
    )
    append_event(subscription, kind, data=data, **by)  # type: ignore[arg-type]
    standing = subscription.standing
    if whole:
        owners = {subscription.pk: subscription}
        left = standings_without(owners, the_vendor(), at=asked.at, but=[invoice.pk])
        standing = left.get(subscription.pk, standing)
    if standing != subscription.standing:
        append_event(
            subscription,
            "standing_changed",
            data={"standing": standing},
            **by,  # type: ignore[arg-type]
        )
