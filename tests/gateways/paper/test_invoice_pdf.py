"""The paper says what the invoice says, carries the XML inside, and is the same each time."""

import io
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from fairwell.gateways.paper.invoice_pdf import invoice_pdf
from fairwell.gateways.paper.invoice_view import InvoiceView
from fairwell.gateways.paper.invoice_xml import invoice_xml
from tests.gateways.paper import bills
from tests.gateways.paper.official_rules import broken_rules

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
FACTUR_X = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"


def text_of(view: InvoiceView) -> str:
    ran = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=invoice_pdf(view), capture_output=True, check=True
    )
    return " ".join(ran.stdout.decode().split())


def root_of(view: InvoiceView) -> dict:
    return PdfReader(io.BytesIO(invoice_pdf(view))).trailer["/Root"]


def test_it_says_who_what_when_and_how_much() -> None:
    text = text_of(bills.many_lines())

    for words in (
        "Invoice R-2026-000017",
        "Lena Brandt Quillfort Security GmbH",
        "VAT number: DE 123456789",
        "Date November 21, 2026",
        "Due on December 5, 2026",
        "To be paid with Visa •••• 4242",
        "Unit price incl. tax",
        "Guard Plus, yearly 3 €40.00 19% €100.84",
        "5 devices each",
        "Guard Basic, unused time 1 – 19% -€25.21",
        "Net amount €94.32",
        "VAT 19% on €75.63 €14.37",
        "VAT 7% on €18.69 €1.31",
        "Total €110.00",
        "Taken from your credit -€10.00",
        "Still to pay €100.00",
        "R-2026-000017 · Page 1 / 1",
        "Quillfort Security GmbH, Hafenzeile 1, 20457 Hamburg",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("currency", "language", "amount"),
    [
        ("JPY", "en", "¥132,000"),
        ("JPY", "de", "132.000 ¥"),
        ("EUR", "en", "€1,320.00"),
        ("EUR", "de", "1.320,00 €"),
        ("KWD", "en", "KWD 132.000"),
        ("KWD", "de", "132,000 KWD"),
    ],
)
def test_amounts_stand_as_the_language_writes_the_currency(
    currency: str, language: str, amount: str
) -> None:
    assert amount in text_of(bills.in_currency(currency, language))


@pytest.mark.parametrize(
    "view", [bills.invoice(), bills.credit_note(language="de"), bills.reverse_charge()]
)
def test_the_xml_can_be_taken_out_and_is_the_invoice_s(view: InvoiceView, tmp_path: Path) -> None:
    pdf, taken = tmp_path / "invoice.pdf", tmp_path / "taken.xml"
    pdf.write_bytes(invoice_pdf(view))

    listed = subprocess.run(["pdfdetach", "-list", pdf], capture_output=True, text=True, check=True)
    save = ["pdfdetach", "-savefile", "factur-x.xml", "-o", taken, pdf]
    subprocess.run(save, capture_output=True, check=True)

    assert listed.stdout.splitlines() == ["1 embedded files", "1: factur-x.xml"]
    assert taken.read_bytes() == invoice_xml(view)
    assert broken_rules(taken.read_bytes()) == []


def test_it_is_archival_and_says_which_xml_it_carries() -> None:
    root = root_of(bills.reverse_charge(language="de"))

    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]
    (attached,) = (one.get_object() for one in root["/AF"])
    assert attached["/AFRelationship"] == "/Alternative"
    assert attached["/EF"]["/F"].get_object()["/Subtype"] == "/text/xml"
    metadata = ElementTree.fromstring(root["/Metadata"].get_object().get_data())
    (rdf,) = metadata.findall(f"{RDF}RDF")
    described = [part.attrib for part in rdf]
    pdfa = "{http://www.aiim.org/pdfa/ns/id/}"
    assert {
        (one[f"{pdfa}part"], one[f"{pdfa}conformance"]) for one in described if pdfa in str(one)
    } == {("3", "B")}
    said = {one.tag: one.text for one in rdf.iter() if one.tag.startswith(FACTUR_X)}
    assert said == {
        f"{FACTUR_X}DocumentType": "INVOICE",
        f"{FACTUR_X}DocumentFileName": "factur-x.xml",
        f"{FACTUR_X}Version": "1.0",
        f"{FACTUR_X}ConformanceLevel": "EN 16931",
    }
    explained = {one.text for one in rdf.iter("{http://www.aiim.org/pdfa/ns/property#}name")}
    assert explained == {tag.removeprefix(FACTUR_X) for tag in said}


def test_what_the_standard_cannot_say_is_archival_all_the_same() -> None:
    root = root_of(bills.in_currency("KWD"))

    assert "/AF" not in root
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert 'part="3"' in metadata
    assert "factur-x" not in metadata


def test_every_font_is_inside() -> None:
    pages = PdfReader(io.BytesIO(invoice_pdf(bills.many_lines()))).pages

    fonts = [font for page in pages for font in page["/Resources"]["/Font"].values()]

    assert fonts
    assert all("+" in font.get_object()["/BaseFont"] for font in fonts)  # embedded subsets


def test_the_same_invoice_gives_the_same_bytes() -> None:
    assert invoice_pdf(bills.many_lines()) == invoice_pdf(bills.many_lines())


def test_a_long_invoice_runs_on_and_repeats_its_head() -> None:
    lines = tuple(bills.line(100, description=f"Seat {number}") for number in range(60))
    text = text_of(bills.invoice(lines=lines, taxes=(bills.tax(6_000, 1_140),)))

    assert text.count("Description Quantity") > 1
    assert text.count("Total €71.40") == 1
    assert "Seat 59" in text


def test_a_name_cannot_fetch_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the seal key")
    name = f'<link rel="attachment" href="file://{secret}">'
    view = bills.invoice(buyer=replace(bills.LENA, name=name))

    assert list(PdfReader(io.BytesIO(invoice_pdf(view))).attachments) == ["factur-x.xml"]
    assert "<link rel=" in text_of(view)
