"""What no rule settles goes to a person, with a reference and a date."""

from datetime import datetime, timedelta

from fairwell.models import Case, Invoice, RefundAllocation, Subscription
from fairwell.proof.reference import new_reference

# Calendar days in which a person answers; generous enough to hold over a weekend.
ANSWER_WITHIN = timedelta(days=5)


def open_case(
    kind: str,
    subscription: Subscription | None,
    *,
    at: datetime,
    message: str = "",
    invoice: Invoice | None = None,
    allocation: RefundAllocation | None = None,
    key: str | None = None,
    due_at: datetime | None = None,
) -> Case:
    """Open a case for the vendor's people, about a subscription or about none.

    The same `key` twice is an IntegrityError. Without `due_at` it is due in ANSWER_WITHIN.
    """
    payer = subscription or invoice
    return Case.objects.create(
        reference=new_reference(),
        kind=kind,
        key=key,
        customer_id=payer.customer_id if payer else None,
        subscription=subscription,
        invoice=invoice,
        allocation=allocation,
        message=message,
        opened_at=at,
        due_at=due_at or at + ANSWER_WITHIN,
    )
