"""Have a customer's VAT number looked up in the register once more."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.check_vat_number import check_vat_number
from fairwell.models import Customer, OutboxEntry


@transaction.atomic(durable=True)
def request_vat_check(*, customer_id: int, at: datetime) -> bool:
    """Promise the look-up; False where there is no number, or a look-up is promised already.

    Raises Customer.DoesNotExist.
    """
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    waiting = OutboxEntry.objects.filter(
        topic="vat_number", subject_id=customer.pk, done_at__isnull=True
    )
    if not customer.vat_number or waiting.exists():
        return False
    check_vat_number(customer, at=at)
    return True
