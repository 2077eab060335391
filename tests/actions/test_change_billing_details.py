"""Billing details: a new version for new invoices, and the old invoices exactly as they were."""

from dataclasses import replace

import pytest

from fairwell.actions.people.change_billing_details import BillTo, change_billing_details
from fairwell.domain.tax import VatNumberError
from fairwell.models import BillingDetails, Customer, OutboxEntry, Subscription
from tests import deeds
from tests.cast import NOW, Cast
from tests.queries.test_account import user_id
from tests.web.portal.billed import LENA, charged, invoice_of

FIRM = BillTo(
    name="Harbour Books SARL", address="3 rue du Phare", country="FR",
    vat_number="FR 83 404 833 048", business=True,
)  # fmt: skip


def change(owner: Subscription, bill_to: BillTo, user: int | None = None) -> BillingDetails:
    """The owner says to whom invoices go."""
    return change_billing_details(
        customer_id=owner.customer_id,
        user_id=user,
        bill_to=bill_to,
        at=NOW,
        actor="subscriber",
        channel="portal",
        idempotency_key="details",
    )


def test_a_change_is_a_new_version_and_the_same_again_is_none(cast: Cast) -> None:
    lena = cast.subscriber("lena", country="DE")

    first, again = change(lena, LENA), change(lena, LENA)
    moved = change(lena, replace(LENA, address="Hafenweg 1"))

    assert first == again != moved
    assert Customer.objects.get().billing_details == moved
    first.refresh_from_db()
    assert first.address == "Gartenweg 5\n04109 Leipzig"


def test_what_was_issued_before_the_first_version_keeps_name_and_country(cast: Cast) -> None:
    lena = charged(cast)
    before = invoice_of(lena)
    assert before.buyer is None

    change(lena, FIRM)

    before.refresh_from_db()
    assert before.buyer is not None
    assert (before.buyer.name, before.buyer.country, before.buyer.address) == ("Lena", "DE", "")
    # The order that another system issued is none of ours.
    assert lena.invoices.get(series="").buyer is None


def test_an_issued_invoice_keeps_its_version(cast: Cast) -> None:
    lena = charged(cast, bill_to=LENA)

    change(lena, FIRM)

    buyer = invoice_of(lena).buyer
    assert buyer is not None
    assert buyer.name == "Lena Brandt"


def test_a_new_number_counts_only_once_the_register_knows_it(cast: Cast) -> None:
    firm = cast.subscriber("firm", country="FR")
    change(firm, FIRM)
    Customer.objects.update(vat_number_valid=True)

    change(firm, replace(FIRM, address="5 rue du Phare"))
    customer = Customer.objects.get()
    assert (customer.vat_number, customer.vat_number_valid) == ("FR83404833048", True)

    change(firm, replace(FIRM, country="DE", vat_number="DE123456788"))
    customer.refresh_from_db()
    assert (customer.vat_number, customer.vat_number_valid) == ("DE123456788", False)
    assert OutboxEntry.objects.filter(topic="vat_number").count() == 2


def test_without_a_number_nothing_is_looked_up_and_none_is_valid(cast: Cast) -> None:
    firm = cast.subscriber("firm", country="FR")
    change(firm, FIRM)
    Customer.objects.update(vat_number_valid=True)

    change(firm, replace(FIRM, vat_number=""))

    customer = Customer.objects.get()
    assert (customer.vat_number, customer.vat_number_valid) == ("", False)
    assert OutboxEntry.objects.filter(topic="vat_number").count() == 1


def test_who_buys_as_a_business_stays_one(cast: Cast) -> None:
    firm = cast.subscriber("firm", country="FR")
    change(firm, FIRM)

    change(firm, replace(FIRM, business=False))

    assert not Customer.objects.get().consumer


@pytest.mark.parametrize(
    ("number", "code"),
    [("FR83404833049", "check_digit"), ("FR1", "form"), ("DE123456788", "country_unknown")],
)
def test_a_number_that_cannot_be_changes_nothing(cast: Cast, number: str, code: str) -> None:
    firm = cast.subscriber("firm", country="FR")
    before = deeds.rows()

    with pytest.raises(VatNumberError) as wrong:
        change(firm, replace(FIRM, vat_number=number))

    assert wrong.value.code == code
    assert deeds.rows() == before


def test_somebody_elses_record_is_not_theirs_to_change(cast: Cast) -> None:
    anna, bob = cast.subscriber("anna"), cast.subscriber("bob")

    with pytest.raises(Customer.DoesNotExist):
        change(anna, LENA, user=user_id(bob))

    assert change(anna, LENA, user=user_id(anna)).name == "Lena Brandt"
