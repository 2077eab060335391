"""Write down what the register said of a VAT number, and go by it from now on."""

from datetime import datetime

from django.db import transaction

from fairwell.domain.tax import VatNumberAnswer
from fairwell.models import Customer, VatNumberCheck


@transaction.atomic(durable=True)
def record_vat_check(
    *, customer_id: int, number: str, answer: VatNumberAnswer, at: datetime
) -> VatNumberCheck:
    """Keep the answer, and mark the customer's number valid or not if it is still that number.

    Unknown says nothing of a number: what was known of it stays.
    """
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    check = VatNumberCheck.objects.create(
        customer=customer,
        number=number,
        answer=answer.state,
        name=answer.name[:300],
        consultation_ref=answer.consultation_ref[:60],
        checked_at=at,
    )
    if answer.state != "unknown" and customer.vat_number == number:
        customer.vat_number_valid = answer.state == "valid"
        customer.save(update_fields=["vat_number_valid"])
    return check
