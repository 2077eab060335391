"""To whom invoices are made out from now on: a new version, so that older invoices stand."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fairwell.actions.steps.check_vat_number import check_vat_number
from fairwell.domain.tax import parse_vat_number
from fairwell.models import BillingDetails, Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class BillTo:
    """What an invoice says of its buyer; country and subdivision as ISO 3166 codes, "" if unknown.

    `business`: they buy as one. `address` has a line for each that is printed.
    """

    name: str
    address: str
    country: str
    subdivision: str = ""
    vat_number: str = ""
    business: bool = False


@transaction.atomic(durable=True)
def change_billing_details(
    *,
    customer_id: int,
    user_id: int | None,
    bill_to: BillTo,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> BillingDetails:
    """Write the version that new invoices are made out to; the same details again change nothing.

    With the country changes the tax, and a new VAT number counts only once the register knows it.
    Who buys as a business stays one. Raises VatNumberError for a number that cannot exist, or not
    in that country, and Customer.DoesNotExist for another's customer record; `user_id` None is us.
    """
    del actor, channel, idempotency_key  # the same details again change nothing
    customers = Customer.objects.select_for_update(of=("self",)).select_related("billing_details")
    own = customers.filter(user_id=user_id) if user_id is not None else customers
    customer = own.get(pk=customer_id)
    number = bill_to.vat_number
    if number:
        number = str(parse_vat_number(number, country=bill_to.country))
    told = {
        "name": bill_to.name,
        "address": bill_to.address,
        "country": bill_to.country,
        "subdivision": bill_to.subdivision,
        "vat_number": number,
    }
    details = customer.billing_details or _keep_as_it_was(customer, at)
    if any(getattr(details, name) != said for name, said in told.items()):
        details = BillingDetails.objects.create(customer=customer, created_at=at, **told)
    new_number = (number, bill_to.country) != (customer.vat_number, customer.country)
    customer.billing_details = details
    customer.name, customer.vat_number = bill_to.name, number
    customer.country, customer.subdivision = bill_to.country, bill_to.subdivision
    customer.consumer = customer.consumer and not bill_to.business
    customer.vat_number_valid = customer.vat_number_valid and not new_number
    customer.save(
        update_fields=[
            "billing_details", "name", "vat_number", "vat_number_valid", "country", "subdivision",
            "consumer",
        ]
    )  # fmt: skip
    if new_number:
        check_vat_number(customer, at=at)
    return details


def _keep_as_it_was(customer: Customer, at: datetime) -> BillingDetails:
    """The first version: invoices that were made out to the customer as they were stay so."""
    before = BillingDetails.objects.create(
        customer=customer,
        name=customer.name,
        country=customer.country,
        subdivision=customer.subdivision,
        vat_number=customer.vat_number,
        created_at=at,
    )
    customer.invoices.filter(buyer=None).exclude(series="").update(buyer=before)
    return before
