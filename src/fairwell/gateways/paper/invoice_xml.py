"""An invoice for machines: UN/CEFACT Cross Industry Invoice, profile EN 16931 of Factur-X 1.0."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from xml.etree.ElementTree import (  # it only writes here
    Element,
    SubElement,
    indent,
    register_namespace,
    tostring,
)

from django.utils import translation
from django.utils.translation import gettext as _

from fairwell.domain.money import to_major
from fairwell.gateways.paper.invoice_en16931 import (
    fits_en16931,
    is_eu_vat_number,
    plain_vat_number,
)
from fairwell.gateways.paper.invoice_notes import legal_notes, reason_for
from fairwell.gateways.paper.invoice_view import InvoiceView, LineView, Party, TaxView

PROFILE = "urn:cen.eu:en16931:2017"

_SPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
for _prefix, _uri in _SPACES.items():
    register_namespace(_prefix, _uri)

_TYPE_CODES = {"invoice": "380", "credit_note": "381"}  # UNTDID 1001
_PIECE = "C62"  # UN/ECE recommendation 20: one
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def invoice_xml(view: InvoiceView) -> bytes:
    """The invoice as UTF-8 XML; ValueError for one that EN 16931 cannot express."""
    if not fits_en16931(view):
        raise ValueError(f"{view.number} is nothing that EN 16931 can express.")
    root = Element(_name("rsm:CrossIndustryInvoice"))
    context = _in(root, "rsm:ExchangedDocumentContext")
    _in(_in(context, "ram:GuidelineSpecifiedDocumentContextParameter"), "ram:ID", PROFILE)
    with translation.override(view.language):
        _document(root, view)
        transaction = _in(root, "rsm:SupplyChainTradeTransaction")
        for number, line in enumerate(view.lines, start=1):
            _line(transaction, number, line, view.currency)
        _agreement(transaction, view)
        _in(transaction, "ram:ApplicableHeaderTradeDelivery")
        _settlement(transaction, view)
    indent(root)
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def _document(root: Element, view: InvoiceView) -> None:
    document = _in(root, "rsm:ExchangedDocument")
    _in(document, "ram:ID", view.number)
    _in(document, "ram:TypeCode", _TYPE_CODES[view.kind])
    _day(document, "ram:IssueDateTime", view.issued_on)
    categories: set[str] = {tax.category for tax in view.taxes}
    for words in legal_notes(categories, view.notes, view.language):
        _in(_in(document, "ram:IncludedNote"), "ram:Content", words)


def _line(transaction: Element, number: int, line: LineView, currency: str) -> None:
    item = _in(transaction, "ram:IncludedSupplyChainTradeLineItem")
    _in(_in(item, "ram:AssociatedDocumentLineDocument"), "ram:LineID", str(number))
    product = _in(item, "ram:SpecifiedTradeProduct")
    _in(product, "ram:Name", line.description)
    if line.detail:
        _in(product, "ram:Description", line.detail)
    quantity, price = _quantity_and_net_price(line, currency)
    agreement = _in(item, "ram:SpecifiedLineTradeAgreement")
    _in(_in(agreement, "ram:NetPriceProductTradePrice"), "ram:ChargeAmount", price)
    delivery = _in(item, "ram:SpecifiedLineTradeDelivery")
    _in(delivery, "ram:BilledQuantity", quantity, unitCode=_PIECE)
    settlement = _in(item, "ram:SpecifiedLineTradeSettlement")
    tax = _in(settlement, "ram:ApplicableTradeTax")
    _in(tax, "ram:TypeCode", "VAT")
    _in(tax, "ram:CategoryCode", line.tax_category)
    if line.tax_category != "O":  # BR-O-05
        _in(tax, "ram:RateApplicablePercent", _percent(line.tax_rate_ppm))
    _period(settlement, line.first_day, line.last_day)
    summation = _in(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    _in(summation, "ram:LineTotalAmount", to_major(line.net_minor, currency))


def _quantity_and_net_price(line: LineView, currency: str) -> tuple[str, str]:
    """As text; the price has up to six decimals and is never below zero (BR-27)."""
    quantity = line.quantity or 1
    net = Decimal(to_major(line.net_minor, currency))
    price = (abs(net) / quantity).quantize(Decimal("1.000000"), ROUND_HALF_UP)
    plain = f"{price:f}".rstrip("0").rstrip(".")
    return str(-quantity if net < 0 else quantity), plain or "0"


def _agreement(transaction: Element, view: InvoiceView) -> None:
    agreement = _in(transaction, "ram:ApplicableHeaderTradeAgreement")
    # BR-O-02: where nothing is subject to VAT, no VAT number may stand as one.
    as_vat = all(tax.category != "O" for tax in view.taxes)
    _party(agreement, "ram:SellerTradeParty", view.seller, as_vat=as_vat)
    _party(agreement, "ram:BuyerTradeParty", view.buyer, as_vat=as_vat)


def _party(agreement: Element, name: str, party: Party, *, as_vat: bool) -> None:
    element = _in(agreement, name)
    number = plain_vat_number(party.vat_number)
    as_vat = as_vat and is_eu_vat_number(number)
    if number and not as_vat:
        _in(element, "ram:ID", number)
    _in(element, "ram:Name", party.name)
    phone, email = party.contact("phone"), party.contact("email")
    if phone or email:
        contact = _in(element, "ram:DefinedTradeContact")
        _in(contact, "ram:DepartmentName", party.name)
        if phone:
            by_phone = _in(contact, "ram:TelephoneUniversalCommunication")
            _in(by_phone, "ram:CompleteNumber", phone)
        if email:
            _in(_in(contact, "ram:EmailURIUniversalCommunication"), "ram:URIID", email)
    address = _in(element, "ram:PostalTradeAddress")
    # Lines as they are printed; which of them holds the postcode, each country has its own rules.
    printed = [*party.address[:2], ", ".join(party.address[2:])]
    for line, words in zip(("One", "Two", "Three"), filter(None, printed), strict=False):
        _in(address, f"ram:Line{line}", words)
    _in(address, "ram:CountryID", party.country)
    if email:
        _in(_in(element, "ram:URIUniversalCommunication"), "ram:URIID", email, schemeID="EM")
    if as_vat:
        _in(_in(element, "ram:SpecifiedTaxRegistration"), "ram:ID", number, schemeID="VA")


def _settlement(transaction: Element, view: InvoiceView) -> None:
    settlement = _in(transaction, "ram:ApplicableHeaderTradeSettlement")
    _in(settlement, "ram:PaymentReference", view.number)
    _in(settlement, "ram:InvoiceCurrencyCode", view.currency)
    if view.payment_words:
        means = _in(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
        _in(means, "ram:TypeCode", view.payment_code)
        _in(means, "ram:Information", view.payment_words)
    for tax in view.taxes:
        _tax(settlement, tax, view)
    _period(settlement, *(view.service_days or (None, None)))
    if view.due_on or view.due_minor > 0:  # BR-CO-25
        terms = _in(settlement, "ram:SpecifiedTradePaymentTerms")
        if view.due_on:
            _day(terms, "ram:DueDateDateTime", view.due_on)
        else:
            words = _("Due at once") if view.kind == "invoice" else _("Nothing to pay")
            _in(terms, "ram:Description", words)
    _totals(settlement, view)
    if view.corrects:
        original = _in(settlement, "ram:InvoiceReferencedDocument")
        _in(original, "ram:IssuerAssignedID", view.corrects)
        if view.corrects_issued_on:
            _day(original, "ram:FormattedIssueDateTime", view.corrects_issued_on, space="qdt")


def _tax(settlement: Element, tax: TaxView, view: InvoiceView) -> None:
    element = _in(settlement, "ram:ApplicableTradeTax")
    reason = reason_for(tax.category, view.notes)
    _in(element, "ram:CalculatedAmount", to_major(tax.tax_minor, view.currency))
    _in(element, "ram:TypeCode", "VAT")
    if reason:
        _in(element, "ram:ExemptionReason", reason.in_language(view.language))
    _in(element, "ram:BasisAmount", to_major(tax.taxable_minor, view.currency))
    _in(element, "ram:CategoryCode", tax.category)
    if reason and reason.code:
        _in(element, "ram:ExemptionReasonCode", reason.code)
    if tax.category != "O":
        _in(element, "ram:RateApplicablePercent", _percent(tax.rate_ppm))


def _totals(settlement: Element, view: InvoiceView) -> None:
    """The amounts that BR-CO-10 and BR-CO-13 to BR-CO-16 tie to each other."""
    prepaid = view.credit_applied_minor + view.credited_minor + view.paid_minor
    element = _in(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    amounts: list[tuple[str, int | None]] = [
        ("LineTotalAmount", view.net_minor),
        ("TaxBasisTotalAmount", view.net_minor),
        ("TaxTotalAmount", view.tax_minor),
        ("RoundingAmount", view.rounding_minor or None),
        ("GrandTotalAmount", view.total_minor),
        ("TotalPrepaidAmount", prepaid or None),
        ("DuePayableAmount", view.due_minor),
    ]
    for name, minor in amounts:
        if minor is not None:
            currency = {"currencyID": view.currency} if name == "TaxTotalAmount" else {}
            _in(element, f"ram:{name}", to_major(minor, view.currency), **currency)


def _period(parent: Element, first: date | None, last: date | None) -> None:
    if first or last:
        period = _in(parent, "ram:BillingSpecifiedPeriod")
        if first:
            _day(period, "ram:StartDateTime", first)
        if last:
            _day(period, "ram:EndDateTime", last)


def _day(parent: Element, name: str, day: date, *, space: str = "udt") -> None:
    """UNTDID 2379, format 102: CCYYMMDD."""
    _in(_in(parent, name), f"{space}:DateTimeString", f"{day:%Y%m%d}", format="102")


def _percent(rate_ppm: int) -> str:
    return f"{(Decimal(rate_ppm) / 10_000).normalize():f}"


def _in(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    element = SubElement(parent, _name(name), attributes)
    if text:
        element.text = _NOT_XML.sub("", text)
    return element


def _name(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{_SPACES[prefix]}}}{local}"
