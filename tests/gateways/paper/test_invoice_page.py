"""What people read of an invoice, in their language, on a page that a screen reader can follow."""

import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from fairwell.gateways.paper.invoice_page import InvoicePage, invoice_page
from fairwell.gateways.paper.invoice_view import InvoiceView
from tests.gateways.paper import bills


def body_of(view: InvoiceView) -> str:
    page = render_to_string("paper/invoice_body.html", {"page": invoice_page(view)})
    return page.replace("\xa0", " ")


def totals(view: InvoiceView) -> list[tuple[str, str]]:
    return [(total.label, total.amount) for total in invoice_page(view).totals]


def facts(view: InvoiceView) -> dict[str, str]:
    return {row.label: row.value for row in invoice_page(view).facts}


def test_a_paid_invoice_says_when_and_with_what() -> None:
    view = bills.invoice()

    assert invoice_page(view).title == "Invoice R-2026-000017"
    assert facts(view)["Paid on"] == "November 21, 2026"
    assert facts(view)["Paid with"] == "Visa •••• 4242"
    assert "Due on" not in facts(view)
    assert totals(view) == [
        ("Net amount", "€100.00"),
        ("VAT 19% on €100.00", "€19.00"),
        ("Total", "€119.00"),
        ("Paid", "-€119.00"),
        ("Still to pay", "€0.00"),
    ]


def test_credit_alone_pays_without_naming_a_card() -> None:
    view = bills.invoice(credit_applied_minor=11_900)

    assert "Paid with" not in facts(view)
    assert "To be paid with" not in facts(view)
    assert totals(view)[-2:] == [("Taken from your credit", "-€119.00"), ("Still to pay", "€0.00")]


def test_rounding_has_a_line_of_its_own() -> None:
    assert ("Rounding", "€0.01") in totals(bills.invoice(paid_minor=11_901, rounding_minor=1))


def test_a_credit_note_says_what_it_corrects_and_asks_for_nothing() -> None:
    view = bills.credit_note()

    assert invoice_page(view).title == "Credit note G-2026-000003"
    assert facts(view)["Corrects"] == "invoice R-2026-000017 of November 21, 2026"
    assert totals(view)[-1] == ("Amount credited", "€119.00")
    assert "Still to pay" not in body_of(view)
    assert "To be paid with" not in body_of(view)


@pytest.mark.parametrize(
    ("settlement", "words"),
    [
        ("refund", "We pay €119.00 back to: Visa •••• 4242."),
        ("credit_balance", "€119.00 has been added to your credit."),
        ("receivable", "What you owe on invoice R-2026-000017 is less by €119.00."),
    ],
)
def test_a_credit_note_says_where_its_money_goes(settlement: str, words: str) -> None:
    assert invoice_page(bills.credit_note(settlement=settlement)).settled == words


def test_prices_say_whether_tax_is_in_them() -> None:
    assert "Unit price incl. tax" in body_of(bills.invoice())
    assert "incl. tax" not in body_of(bills.invoice(price_behaviour="exclusive"))


def test_a_state_s_tax_names_the_state() -> None:
    tax = bills.tax(10_000, 825, 82_500, name="Sales tax", jurisdiction="US-CA")
    view = bills.invoice(lines=(bills.line(10_000, 82_500),), taxes=(tax,), currency="USD")

    assert totals(view)[1] == ("Sales tax (US-CA) 8.25% on $100.00", "$8.25")


def test_what_is_outside_the_scope_of_vat_shows_no_rate() -> None:
    view = bills.invoice(lines=(bills.line(10_000, 0, "O"),), taxes=(bills.tax(10_000, 0, 0, "O"),))

    assert invoice_page(view).lines[0].tax == "–"
    assert [label for label, _ in totals(view)][:2] == ["Net amount", "Total"]
    assert "the place of supply is outside the European Union" in body_of(view)


@pytest.mark.parametrize(
    ("language", "same"), [("de", set()), ("fr", {"Total", "Date"}), ("es", {"Total"})]
)
def test_no_word_of_an_invoice_is_english_in_another_language(
    language: str, same: set[str]
) -> None:
    for bill in (bills.invoice(), bills.credit_note(), bills.many_lines(), bills.reverse_charge()):
        english, other = invoice_page(bill), invoice_page(replace(bill, language=language))

        def said(page: InvoicePage) -> list[str]:
            labels = [*page.facts, *page.totals]
            return [
                *(page.kind_words, page.title, page.unit_title, *page.notes),
                *(page.seller.title, page.buyer.title, *(one.label for one in labels)),
                *filter(None, (page.settled,)),
            ]

        pairs = zip(said(english), said(other), strict=True)
        assert {here for there, here in pairs if there == here} <= same


def test_dates_and_countries_are_in_the_invoice_s_language() -> None:
    view = bills.reverse_charge(language="de")

    body = body_of(view)
    assert '<div class="stack invoice" lang="de">' in body
    for words in ("21. November 2026", "Frankreich", "300,00 €", "Steuerschuldnerschaft"):
        assert words in body


def test_every_cell_has_a_header_and_every_table_a_name() -> None:
    body = body_of(bills.many_lines())

    assert body.count("<table") == body.count("<caption") == 2
    for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL):
        assert "<th scope=" in row
    assert len(re.findall(r'<th scope="col"', body)) == 5
    assert "style=" not in body


def test_a_name_cannot_write_into_the_page() -> None:
    script = "<script src=//evil.example>"
    buyer = bills.Party(name=script, address=(script,), country="DE", vat_number=script)
    line = bills.line(10_000, description=script, detail=script)

    body = body_of(bills.invoice(buyer=buyer, lines=(line,)))

    assert "<script" not in body
    assert body.count("&lt;script") == 5
