"""Have a customer's VAT number looked up in the register once more."""

from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.check_vat_number import check_vat_number
from fairwell.models import Customer, OutboxEntry


@transaction.atomic(durable=True)
def request_vat_check(
    *,
    customer_id: int,
    user_id: int | None,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> bool:
    """Promise the look-up; False where there is no number, or a look-up is promised already.

    Raises Customer.DoesNotExist, for another's customer record too; `user_id` None is us.
    """
    del actor, channel, idempotency_key  # while one is promised, another changes nothing
    customers = Customer.objects.select_for_update()
    own = customers.filter(user_id=user_id) if user_id is not None else customers
    customer = own.get(pk=customer_id)
    waiting = OutboxEntry.objects.filter(
        topic="vat_number", subject_id=customer.pk, done_at__isnull=True
    )
    if not customer.vat_number or waiting.exists():
        return False
    check_vat_number(customer, at=at)
    return True
