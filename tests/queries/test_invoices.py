"""Invoices and credit notes of the asker: their own, whole, and nothing beside them."""

import pytest

from fairwell.models import CreditNote, Invoice
from fairwell.queries.invoices import bill_of, credit_note_of, line_name, method_words
from tests import deeds
from tests.cast import Cast
from tests.queries.test_account import NumQueries, user_id
from tests.web.portal.billed import LENA, charged, invoice_of, tax_europe


@pytest.mark.parametrize("count", [1, 30])
def test_a_bill_takes_seven_queries_however_many_payments_it_has(
    cast: Cast, django_assert_num_queries: NumQueries, count: int
) -> None:
    lena = charged(cast)
    invoice = invoice_of(lena)
    paid = invoice.payments.get()
    for n in range(count - 1):
        paid.pk, paid.gateway_ref = None, f"more{n}"
        paid.save()
    user = user_id(lena)

    with django_assert_num_queries(7):
        bill = bill_of(user, invoice.number)
        assert bill is not None
        assert len(bill.payments) == count
        assert {payment.method.last4 for payment in bill.payments if payment.method} == {"4242"}
        assert [line_name(line) for line in bill.lines] == ["Guard Plus"]


def test_it_names_buyer_and_seller_as_they_were_when_it_was_issued(cast: Cast) -> None:
    tax_europe()
    lena = charged(cast, bill_to=LENA)
    cast.vendor.legal_name = "Another Name Inc."
    cast.vendor.save()

    bill = bill_of(user_id(lena), invoice_of(lena).number)

    assert bill is not None
    assert bill.invoice.buyer is not None
    assert bill.invoice.seller is not None
    assert bill.invoice.buyer.address == "Gartenweg 5\n04109 Leipzig"
    assert bill.invoice.seller.legal_name == "Quillfort Security Inc."
    assert not bill.issued_elsewhere


def test_an_imported_order_was_issued_elsewhere(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    bill = bill_of(user_id(anna), "Q-1001")

    assert bill is not None
    assert bill.issued_elsewhere
    assert bill.state == "paid"
    # What only the plan's name was kept of is called by its whole name.
    assert [line_name(line) for line in bill.lines] == ["Guard Plus"]


def test_nobody_elses_and_no_draft(cast: Cast) -> None:
    anna, bob = cast.subscriber("anna"), cast.subscriber("bob")
    deeds.leave(bob)
    note = CreditNote.objects.get()

    assert bill_of(user_id(anna), "Q-1002") is None
    assert credit_note_of(user_id(anna), note.number) is None
    Invoice.objects.filter(number="Q-1001").update(state="draft")
    assert bill_of(user_id(anna), "Q-1001") is None


def test_a_credit_note_knows_the_payments_it_goes_back_over(
    cast: Cast, django_assert_num_queries: NumQueries
) -> None:
    bob = cast.subscriber("bob")
    deeds.leave(bob)
    number, user = CreditNote.objects.get().number, user_id(bob)

    with django_assert_num_queries(5):
        credited = credit_note_of(user, number)
        assert credited is not None
        assert [method_words(payment.method) for payment in credited.payments] == ["Visa •••• 4242"]

    assert sum(line.net_minor for line in credited.lines) == credited.note.net_minor == 7_999


def test_a_way_of_paying_that_nobody_knows_has_no_words() -> None:
    assert method_words(None) == ""
