"""The XML keeps the standard's own rules, and says what the invoice says."""

from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwell.domain.money import half_up, to_major
from fairwell.gateways.paper.invoice_view import InvoiceView
from fairwell.gateways.paper.invoice_xml import invoice_xml
from tests.gateways.paper import bills
from tests.gateways.paper.official_rules import broken_rules

RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
OUTSIDE = bills.invoice(
    buyer=bills.Party(name="Ann Smith", address=("1 Elm Row",), country="US"),
    lines=(bills.line(10_000, 0, "O"),),
    taxes=(bills.tax(10_000, 0, 0, "O"),),
    currency="USD",
)
CASES = {
    "paid": bills.invoice(),
    "German": bills.invoice(language="de"),
    "one of everything": bills.many_lines(),
    "credit note": bills.credit_note(),
    "credit note to the balance": bills.credit_note(settlement="credit_balance", payment_words=""),
    "reverse charge": bills.reverse_charge(),
    "reverse charge taken back": bills.reverse_charge(
        kind="credit_note", corrects="R-2026-000017", paid_minor=0
    ),
    "outside scope": OUTSIDE,
    "export": bills.invoice(
        lines=(bills.line(10_000, 0, "G"),), taxes=(bills.tax(10_000, 0, 0, "G"),)
    ),
    "exempt": bills.invoice(
        lines=(bills.line(10_000, 0, "E"),),
        taxes=(bills.tax(10_000, 0, 0, "E"),),
        notes=("small_enterprise",),
    ),
    "zero rate": bills.invoice(
        lines=(bills.line(10_000, 0, "Z"),), taxes=(bills.tax(10_000, 0, 0, "Z"),)
    ),
    "due at once": bills.invoice(paid_minor=0),
    "rounded to five": bills.invoice(paid_minor=11_901, rounding_minor=1),
    "no decimals": bills.in_currency("JPY"),
    "a rate of 8.1 %": bills.invoice(
        lines=(bills.line(10_000, 81_000),), taxes=(bills.tax(10_000, 810, 81_000),)
    ),
    "a long address": bills.invoice(
        buyer=replace(bills.LENA, address=("c/o Vogt", "Hof 2", "Gartenweg 5", "04109 Leipzig"))
    ),
}


def read(view: InvoiceView) -> ElementTree.Element:
    return ElementTree.fromstring(invoice_xml(view))


def texts(root: ElementTree.Element, path: str) -> list[str]:
    steps = "/".join(f"{RAM}{step}" for step in path.split("/"))
    return [(found.text or "").strip() for found in root.iterfind(f".//{steps}")]


def sums(root: ElementTree.Element) -> dict[str, Decimal]:
    path = f".//{RAM}SpecifiedTradeSettlementHeaderMonetarySummation"
    (found,) = root.iterfind(path)
    return {one.tag.removeprefix(RAM): Decimal(one.text or "") for one in found}


@pytest.mark.parametrize("case", CASES)
def test_it_breaks_no_official_rule(case: str) -> None:
    assert broken_rules(invoice_xml(CASES[case])) == []


def test_the_official_rules_would_notice() -> None:
    xml = invoice_xml(bills.many_lines())

    assert broken_rules(xml.replace(b"DuePayableAmount>100.00", b"DuePayableAmount>99.00")) == [
        "BR-CO-16"
    ]
    with pytest.raises(Exception, match="not valid against the official XML Schema"):
        broken_rules(xml.replace(b"ram:PaymentReference", b"ram:PaymentHint"))


@settings(max_examples=25, deadline=None)
@given(
    lines=st.lists(
        st.tuples(
            st.integers(1, 9_999_999), st.integers(1, 50), st.sampled_from([190_000, 70_000, 5_000])
        ),
        min_size=1,
        max_size=5,
    ),
    currency=st.sampled_from(["EUR", "JPY", "CHF"]),
    paid_share=st.sampled_from([0, 1, 2]),
)
def test_whatever_is_sold_the_sums_agree(
    lines: list[tuple[int, int, int]], currency: str, paid_share: int
) -> None:
    nets: dict[int, int] = {}
    for net, _, rate in lines:
        nets[rate] = nets.get(rate, 0) + net
    taxes = tuple(
        bills.tax(net, half_up(net * rate, 1_000_000), rate) for rate, net in nets.items()
    )
    total = sum(nets.values()) + sum(tax.tax_minor for tax in taxes)
    view = bills.invoice(
        currency=currency,
        lines=tuple(bills.line(net, rate, quantity=quantity) for net, quantity, rate in lines),
        taxes=taxes,
        paid_minor=total * paid_share // 2,
    )

    root = read(view)

    said = sums(root)
    of_lines = texts(root, "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount")
    assert said["LineTotalAmount"] == sum(map(Decimal, of_lines))  # BR-CO-10
    assert said["TaxBasisTotalAmount"] == said["LineTotalAmount"]  # BR-CO-13
    of_taxes = texts(root, "ApplicableTradeTax/CalculatedAmount")
    assert said["TaxTotalAmount"] == sum(map(Decimal, of_taxes))  # BR-CO-14
    assert said["GrandTotalAmount"] == said["TaxBasisTotalAmount"] + said["TaxTotalAmount"]
    paid = said.get("TotalPrepaidAmount", Decimal(0))
    assert said["DuePayableAmount"] == said["GrandTotalAmount"] - paid  # BR-CO-16
    assert said["DuePayableAmount"] == Decimal(to_major(view.due_minor, currency))
    prices = texts(root, "NetPriceProductTradePrice/ChargeAmount")
    for price, (net, quantity, _) in zip(prices, lines, strict=True):
        assert round(Decimal(price) * quantity, 2) == Decimal(to_major(net, currency))
    assert broken_rules(invoice_xml(view)) == []


def test_an_invoice_is_380_and_a_credit_note_381_that_names_its_invoice() -> None:
    invoice, note = read(bills.invoice()), read(bills.credit_note())

    assert texts(invoice, "TypeCode")[0] == "380"
    assert texts(invoice, "InvoiceReferencedDocument/IssuerAssignedID") == []
    assert texts(note, "TypeCode")[0] == "381"
    assert texts(note, "InvoiceReferencedDocument/IssuerAssignedID") == ["R-2026-000017"]
    issued = note.find(f".//{RAM}InvoiceReferencedDocument/{RAM}FormattedIssueDateTime/*")
    assert issued is not None
    assert issued.text == "20261121"
    assert sums(note)["GrandTotalAmount"] == Decimal("119.00")


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "Reverse charge"),
        ("de", "Steuerschuldnerschaft des Leistungsempfängers"),
        ("fr", "Autoliquidation"),
        ("es", "Inversión del sujeto pasivo"),
    ],
)
def test_reverse_charge_names_both_vat_numbers_and_its_reason(language: str, reason: str) -> None:
    root = read(bills.reverse_charge(language=language))

    assert texts(root, "SellerTradeParty/SpecifiedTaxRegistration/ID") == ["DE123456789"]
    assert texts(root, "BuyerTradeParty/SpecifiedTaxRegistration/ID") == ["FR83404833048"]
    assert texts(root, "ApplicableTradeTax/CategoryCode") == ["AE", "AE"]
    assert texts(root, "ApplicableTradeTax/CalculatedAmount") == ["0.00"]
    assert texts(root, "ApplicableTradeTax/ExemptionReasonCode") == ["VATEX-EU-AE"]
    (said,) = texts(root, "ApplicableTradeTax/ExemptionReason")
    assert said.startswith(reason)
    assert texts(root, "IncludedNote/Content") == [said]


def test_outside_the_scope_of_vat_no_number_stands_as_a_vat_number() -> None:
    root = read(OUTSIDE)

    assert texts(root, "SpecifiedTaxRegistration/ID") == []
    assert texts(root, "SellerTradeParty/ID") == ["DE123456789"]
    assert texts(root, "ApplicableTradeTax/RateApplicablePercent") == []


def test_amounts_have_the_decimals_of_their_currency() -> None:
    assert sums(read(bills.in_currency("JPY")))["GrandTotalAmount"].as_tuple().exponent == 0
    assert sums(read(bills.in_currency("EUR")))["GrandTotalAmount"].as_tuple().exponent == -2


def test_credit_that_was_used_counts_as_paid_before() -> None:
    said = sums(read(bills.many_lines()))

    assert said["TotalPrepaidAmount"] == Decimal("10.00")
    assert said["DuePayableAmount"] == Decimal("100.00")


def test_a_line_that_takes_back_has_a_quantity_below_zero() -> None:
    root = read(bills.many_lines())

    assert texts(root, "BilledQuantity") == ["3", "-1", "1"]
    assert texts(root, "NetPriceProductTradePrice/ChargeAmount") == ["33.613333", "25.21", "18.69"]


def test_a_name_can_neither_write_nor_break_the_xml() -> None:
    name = "Lena </ram:Name>\x0b<evil/>\x00"

    root = read(bills.invoice(buyer=replace(bills.LENA, name=name)))

    assert texts(root, "BuyerTradeParty/Name") == ["Lena </ram:Name><evil/>"]
