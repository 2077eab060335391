"""What no rule settles goes to a person, with a reference and a date."""

from datetime import datetime, timedelta

from fairwell.models import Case, Invoice, RefundAllocation, Subscription
from fairwell.proof.reference import new_reference

# Calendar days in which a person answers; generous enough to hold over a weekend.
ANSWER_WITHIN = timedelta(days=5)


def open_case(
    kind: str,
    subscription: Subscription,
    *,
    at: datetime,
    message: str = "",
    invoice: Invoice | None = None,
    allocation: RefundAllocation | None = None,
) -> Case:
    """Open a case about a subscription for the vendor's people."""
    return Case.objects.create(
        reference=new_reference(),
        kind=kind,
        customer_id=subscription.customer_id,
        subscription=subscription,
        invoice=invoice,
        allocation=allocation,
        message=message,
        opened_at=at,
        due_at=at + ANSWER_WITHIN,
    )
