"""Charges that took no money: what they held returns, and collecting goes on by the policy."""

from collections.abc import Sequence

from fairwell.actions.steps.charge_batch import ChargeBatch
from fairwell.actions.steps.decide_unpaid import decide_unpaid, take_decision, worst
from fairwell.actions.steps.move_money import transfer
from fairwell.actions.steps.unpaid_letters import charge_failed
from fairwell.models import PaymentAttempt, PaymentMethod


def fail_charges(batch: ChargeBatch, failed: Sequence[PaymentAttempt]) -> None:
    """Gather what the failures change; their attempts' rows must be written before.

    A card that was declined for good is not tried again. The subscription keeps its access for the
    time that the policy grants; hold and end come with collecting, not here.
    """
    if not failed:
        return
    for attempt in failed:
        if attempt.hard and attempt.method is not None:
            attempt.method.refused_at = attempt.method.refused_at or batch.at
            owner = batch.owner_of(attempt)
            if owner.method_id == attempt.method_id:
                owner.method = attempt.method
    PaymentMethod.objects.filter(
        pk__in=[attempt.method_id for attempt in failed if attempt.hard], refused_at__isnull=True
    ).update(refused_at=batch.at)
    live = [batch.invoice_of(attempt) for attempt in failed if _is_live(batch, attempt)]
    decisions = decide_unpaid(live, batch.subscriptions, batch.vendor, at=batch.at)
    standings = {each.pk: each.standing for each in batch.subscriptions.values()}
    for attempt in failed:
        batch.transfers.append(
            transfer(
                "charge_returned", attempt.amount_minor, attempt.currency, at=batch.at,
                attempt=attempt,
            )
        )  # fmt: skip
        invoice, subscription = batch.invoice_of(attempt), batch.owner_of(attempt)
        decided = decisions.get(invoice.pk)
        told = {"code": attempt.failure_code}
        if decided is not None:
            take_decision(invoice, decided, at=batch.at)
            batch.change_invoice(invoice)
            batch.letters.append(charge_failed(subscription, invoice, decided, attempt))
            before = standings[subscription.pk]
            standings[subscription.pk] = worst(
                [before, "current" if decided.standing == "current" else "grace"]
            )
            if standings[subscription.pk] != before:
                told["standing"] = standings[subscription.pk]
        # The bank said no, or it had taken the charge on and the money did not arrive.
        refused = attempt.state == "declined"
        batch.tell(attempt, "charge_declined" if refused else "charge_returned", **told)


def _is_live(batch: ChargeBatch, attempt: PaymentAttempt) -> bool:
    """Whether the invoice is still to be collected."""
    invoice = batch.invoice_of(attempt)
    return (
        invoice.state == "finalized"
        and invoice.collection != "stopped"
        and batch.owner_of(attempt).renewal != "ended"
    )
