"""The invoice on paper: a tagged PDF/A-3b with the XML for machines inside it (Factur-X)."""

import hashlib
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from fairwell.gateways.paper.invoice_en16931 import fits_en16931
from fairwell.gateways.paper.invoice_page import invoice_html, invoice_page
from fairwell.gateways.paper.invoice_view import InvoiceView
from fairwell.gateways.paper.invoice_xml import invoice_xml

# Factur-X 1.0, 6.2.2: the name is fixed, and readers look for it.
ATTACHED_NAME = "factur-x.xml"

_TEMPLATES = Path(__file__).parent / "templates" / "paper"
_STYLES = ("statement.css", "invoice.css")
_END_OF_RDF = b"</rdf:RDF>"


def invoice_pdf(view: InvoiceView) -> bytes:
    """The PDF in the invoice's language, with `factur-x.xml` where EN 16931 can express it.

    Nothing in it depends on when it is made: the same view gives the same bytes, as long as fonts
    and libraries stay. It is archival (ISO 19005-3, level B) and tagged for screen readers.
    """
    # Loads Pango and takes half a second: only processes that print should pay for it.
    from weasyprint import CSS, HTML, Attachment  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    page = invoice_html(view)
    issued_at = datetime.combine(view.issued_on, time(), tzinfo=UTC)
    attachments = []
    if fits_en16931(view):
        attachments.append(
            Attachment(
                string=invoice_xml(view).decode(),
                name=ATTACHED_NAME,
                description=invoice_page(view).title,
                created=issued_at,
                modified=issued_at,
                relationship="Alternative",
            )
        )
    html = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=()))
    styles = [CSS(string=(_TEMPLATES / name).read_text(encoding="utf-8")) for name in _STYLES]
    written: bytes = html.write_pdf(
        stylesheets=styles,
        attachments=attachments,
        pdf_variant="pdf/a-3b",
        pdf_tags=True,
        pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
        finisher=_say_factur_x if attachments else None,
    )
    return written


def _say_factur_x(document: object, pdf: Any) -> None:
    """Adds to the metadata which XML is attached, and lists that attachment once.

    WeasyPrint's own `xmp_metadata` would write it as a second RDF, where XMP (ISO 16684-1, 7.4) has
    room for one; and it lists each attachment twice.
    """
    del document
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])].stream
    metadata: bytes = stream.pop()
    if metadata.count(_END_OF_RDF) != 1:
        raise ValueError("The metadata isn't one RDF.")
    said = (_TEMPLATES / "invoice_factur_x.xmp").read_bytes()
    stream.append(metadata.replace(_END_OF_RDF, said + _END_OF_RDF))
    pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
