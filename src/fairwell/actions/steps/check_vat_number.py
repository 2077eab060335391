"""A VAT number is to be looked up in the register: promised once for each number and asking."""

from datetime import datetime

from fairwell.actions.steps.promise import promise
from fairwell.models import Customer


def check_vat_number(customer: Customer, *, at: datetime) -> None:
    """Promise the look-up of a locked customer's number; nothing where there is none."""
    if customer.vat_number:
        promise(
            "vat_number",
            customer.pk,
            key=f"vat:{customer.pk}:{customer.vat_number}:{at.timestamp()}",
            at=at,
        )
