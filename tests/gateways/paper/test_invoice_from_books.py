"""From the books to paper: every figure as billed, every name as it was then, nothing made up."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from fairwell.actions.people.change_billing_details import BillTo
from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.domain.ledger.accounts import CreditTo
from fairwell.gateways.paper.invoice_from_books import credit_note_view_of, invoice_view_of
from fairwell.gateways.paper.invoice_page import invoice_page
from fairwell.gateways.paper.invoice_view import InvoiceView
from fairwell.models import InvoiceTax, SellerCard, Subscription
from fairwell.queries.invoices import Bill, bill_of, credit_note_of
from tests import deeds
from tests.actions.charges import SOFT
from tests.cast import Cast
from tests.queries.test_account import user_id
from tests.web.portal.billed import (
    LATER,
    LENA,
    charged,
    invoice_of,
    make_out_to,
    tax_europe,
)


def bill_for(subscription: Subscription) -> Bill:
    """The latest invoice of a subscription with its rows."""
    found = bill_of(user_id(subscription), invoice_of(subscription).number)
    assert found is not None
    return found


def view_for(subscription: Subscription, language: str = "en") -> InvoiceView:
    """What its latest invoice says."""
    return invoice_view_of(bill_for(subscription), language)


def taken_back(subscription: Subscription, minor: int, to: CreditTo) -> InvoiceView:
    """What a credit note on its latest invoice says."""
    invoice = invoice_of(subscription)
    zone = ZoneInfo("America/New_York")
    note = credit_invoice(
        invoice, minor, Credit(kind="waiver", to=to, reason="told", at=LATER, zone=zone)
    )
    credited = credit_note_of(user_id(subscription), note.number)
    assert credited is not None
    return credit_note_view_of(credited, "en")


def test_a_paid_german_year_with_tax_inside(cast: Cast) -> None:
    tax_europe()
    view = view_for(charged(cast))

    assert (view.net_minor, view.tax_minor, view.total_minor) == (10_084, 1_916, 12_000)
    assert (view.paid_minor, view.due_minor, view.due_on) == (12_000, 0, None)
    assert (view.price_behaviour, view.payment_words) == ("inclusive", "Visa •••• 4242")
    (line,) = view.lines
    assert (line.description, line.detail, line.unit_minor) == ("Guard Plus", "5 devices", 12_000)
    assert (line.tax_category, line.tax_rate_ppm) == ("S", 190_000)
    assert (line.first_day, line.last_day) == (date(2026, 11, 21), date(2027, 11, 20))


def test_an_unpaid_one_says_when_it_is_due(cast: Cast) -> None:
    view = view_for(charged(cast, news=SOFT))

    assert (view.paid_minor, view.due_minor, view.due_on) == (0, 12_000, date(2026, 11, 21))
    assert view.paid_on is None
    assert view.payment_words == "Visa •••• 4242"


def test_the_buyer_is_named_as_when_it_was_issued(cast: Cast) -> None:
    lena = charged(cast, bill_to=LENA)
    make_out_to(lena, replace(LENA, name="Lena Sommer"))

    buyer = view_for(lena).buyer

    assert (buyer.name, buyer.country) == ("Lena Brandt", "DE")
    assert buyer.address == ("Gartenweg 5", "04109 Leipzig")


def test_the_sellers_name_and_country_stand_once(cast: Cast) -> None:
    SellerCard.objects.create(
        legal_name="Quillfort Security Inc.",
        address="Quillfort Security Inc.\n1 Harbour Row\n\nVereinigte Staaten",
        country="US",
        vat_number="DE123456789",
        created_at=LATER,
    )
    lena = charged(cast)

    assert view_for(lena, "de").seller.address == ("1 Harbour Row",)
    assert view_for(lena).seller.address == ("1 Harbour Row", "Vereinigte Staaten")
    said = invoice_page(view_for(lena, "de")).seller.lines
    assert said[:2] == ("1 Harbour Row", "Vereinigte Staaten")
    assert "DE123456789" in said[2]


def test_contacts_are_those_of_the_registry_alone(cast: Cast) -> None:
    contacts = view_for(charged(cast)).seller.contacts

    assert {contact.value for contact in contacts} == {
        "+1-212-555-0123", "help@quillfort.example", "letters@quillfort.example",
        "quillfort.example",
    }  # fmt: skip


def test_without_any_registration_there_is_no_tax_to_name(cast: Cast) -> None:
    view = view_for(charged(cast))

    assert view.taxes == ()
    assert (view.net_minor, view.total_minor) == (12_000, 12_000)
    assert invoice_page(view).notes == ()
    assert invoice_page(view).lines[0].tax == "–"


def test_a_business_with_a_known_number_accounts_for_its_own_tax(cast: Cast) -> None:
    tax_europe()
    firm = BillTo(
        name="Harbour Books SARL", address="3 rue du Phare\n33000 Bordeaux", country="FR",
        vat_number="FR83404833048", business=True,
    )  # fmt: skip

    view = view_for(charged(cast, bill_to=firm))

    assert (view.tax_minor, view.notes) == (0, ("reverse_charge",))
    assert view.buyer.vat_number == "FR83404833048"
    assert view.lines[0].tax_category == "AE"


def test_two_taxes_on_a_line_are_added_up(cast: Cast) -> None:
    tax_europe()
    lena = charged(cast)
    tax = InvoiceTax.objects.get()
    tax.rate_ppm, tax.tax_minor = 100_000, 1_008
    tax.save()
    tax.pk, tax.name, tax.rate_ppm, tax.tax_minor = None, "Local tax", 90_000, 908
    tax.save()

    assert view_for(lena).lines[0].tax_rate_ppm == 190_000


def test_what_credit_notes_took_off_before_it_was_paid_is_settled(cast: Cast) -> None:
    tax_europe()
    lena = charged(cast, news=SOFT)
    note = taken_back(lena, 2_000, "receivable")

    view = view_for(lena)

    assert (note.settlement, note.total_minor, note.corrects) == (
        "receivable", 2_000, view.number,
    )  # fmt: skip
    assert (view.credited_minor, view.due_minor) == (2_000, 10_000)
    labels = [total.label for total in invoice_page(view).totals]
    assert "Taken back by credit notes" in labels


def test_a_part_taken_back_carries_its_tax_and_no_quantity(cast: Cast) -> None:
    tax_europe()

    note = taken_back(charged(cast), 6_000, "credit_balance")

    assert (note.net_minor, note.tax_minor, note.total_minor) == (5_042, 958, 6_000)
    (line,) = note.lines
    assert (line.unit_minor, line.quantity, line.net_minor) == (None, 1, 5_042)
    assert (line.tax_rate_ppm, line.tax_category) == (190_000, "S")


def test_a_refund_of_an_imported_order_is_credited_without_inventing_its_tax(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.leave(anna)
    credited = credit_note_of(user_id(anna), anna.invoices.get().credit_notes.get().number)
    assert credited is not None

    view = credit_note_view_of(credited, "en")

    assert (view.total_minor, view.taxes) == (7_999, ())
    assert (view.corrects, view.payment_words) == ("Q-1001", "Visa •••• 4242")


def test_a_credit_note_from_before_there_were_lines_still_adds_up(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.leave(anna)
    note = anna.invoices.get().credit_notes.get()
    note.lines.all().delete()
    credited = credit_note_of(user_id(anna), note.number)
    assert credited is not None

    assert credit_note_view_of(credited, "en").lines[0].net_minor == 7_999


def test_of_an_order_from_elsewhere_no_second_invoice_is_written(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    bill = bill_of(user_id(anna), "Q-1001")
    assert bill is not None

    with pytest.raises(ValueError, match="issued elsewhere"):
        invoice_view_of(bill, "en")


def test_yen_have_no_parts(cast: Cast) -> None:
    view = view_for(charged(cast, price="price_year_jpy", country="JP"))

    assert (view.currency, view.total_minor) == ("JPY", 9_800)
    assert invoice_page(view).totals[-1].amount == "¥0"
