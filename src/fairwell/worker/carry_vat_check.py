"""Asks the register whether a customer's VAT number is somebody's; silence is asked again."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings

from fairwell.actions.people.record_vat_check import record_vat_check
from fairwell.domain.tax import VatNumber, VatNumberAnswer, VatNumberError, parse_vat_number
from fairwell.gateways.vat_numbers.choose import vat_number_register
from fairwell.gateways.vat_numbers.interface import VatNumberRegister
from fairwell.gateways.vat_numbers.vies.client import VIES_URL
from fairwell.models import Customer, OutboxEntry, Vendor
from fairwell.worker.outcome import Carried, later

# A tax authority may be away for a whole night; after as many tries a person asks anew.
MOST_TRIES = 60


def carry_vat_check(entry: OutboxEntry, at: datetime) -> Carried:
    """Look the number up that the customer has now. One of another country is never valid.

    Without a register no number is accepted, and nothing is asked: the tax is charged.
    """
    customer = Customer.objects.get(pk=entry.subject_id)
    if not customer.vat_number or settings.ENVIRONMENT.vat_register == "none":
        return Carried()
    try:
        number = parse_vat_number(customer.vat_number, country=customer.country)
    except VatNumberError as wrong:
        answer = VatNumberAnswer(state="invalid", checked_at=at, reason=wrong.code)
    else:
        answer = _register().check(number, at=at)
    if answer.state == "unknown" and entry.tries < MOST_TRIES:
        # Only the first silence is written down: the page then says that it is being tried.
        if entry.tries <= 1:
            _record(customer, answer, at)
        return later(entry.tries, at, answer.reason)
    _record(customer, answer, at)
    return Carried(error=answer.reason)


def _record(customer: Customer, answer: VatNumberAnswer, at: datetime) -> None:
    record_vat_check(customer_id=customer.pk, number=customer.vat_number, answer=answer, at=at)


def _own_number() -> VatNumber | None:
    """The vendor's own number, with which the register proves that it was asked."""
    written = Vendor.objects.values_list("vat_number", flat=True).first()
    try:
        return parse_vat_number(written) if written else None
    except VatNumberError:
        return None


def _register() -> VatNumberRegister:
    environment = settings.ENVIRONMENT
    return _client(
        environment.vat_register,
        environment.vat_register_url or VIES_URL,
        environment.gateway_timeout_s,
        _own_number(),
    )


@lru_cache(maxsize=4)
def _client(
    name: str, url: str, timeout_s: float, requester: VatNumber | None
) -> VatNumberRegister:
    """One for the whole process: it keeps its connections."""
    return vat_number_register(name, url=url, timeout_s=timeout_s, requester=requester)
