"""The rows that a dispute is about, locked in the order that every action keeps."""

from fairwell.actions.steps.follow_dispute import Disputed
from fairwell.actions.steps.load import locked_subscription
from fairwell.models import Dispute, Invoice, Payment


def lock_disputed(payment: Payment) -> Disputed:
    """Lock the subscription, the invoice and the payment; the latter come back as they stand."""
    owner = Invoice.objects.values_list("subscription_id", flat=True).get(pk=payment.invoice_id)
    subscription = locked_subscription(owner) if owner is not None else None
    invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=payment.invoice_id)
    return Disputed(
        subscription=subscription,
        invoice=invoice,
        payment=Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk),
    )


def lock_dispute(dispute_id: int) -> tuple[Dispute, Disputed]:
    """A dispute with what it is about; raises Dispute.DoesNotExist."""
    payment = Dispute.objects.select_related("payment").get(pk=dispute_id).payment
    about = lock_disputed(payment)
    dispute = (
        Dispute.objects.select_for_update(of=("self",)).select_related("case").get(pk=dispute_id)
    )
    return dispute, about
