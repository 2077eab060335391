"""The statement on paper: a tagged PDF/A-3b with the sealed document inside it."""

import hashlib
from datetime import UTC
from pathlib import Path

import segno
from django.template.loader import render_to_string
from django.utils import translation

from fairwell.gateways.paper.statement_view import statement_view
from fairwell.models import Statement
from fairwell.queries.vendor import the_vendor_with_contacts

_STYLE = Path(__file__).parent / "templates" / "paper" / "statement.css"


def statement_pdf(statement: Statement) -> bytes:
    """The PDF in the statement's language; the sealed JSON is attached as `<reference>.json`.

    Nothing in it depends on when it is made: the same statement gives the same bytes, as long as
    vendor contacts, fonts and libraries stay. It is archival (ISO 19005-3, level B) and tagged for
    screen readers.
    """
    # Loads Pango and takes half a second: only processes that print should pay for it.
    from weasyprint import CSS, HTML, Attachment  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    sealed_at = statement.sealed_at.astimezone(UTC)
    view = statement_view(statement, statement.language)
    qr = segno.make(view.verify_url, error="m", micro=False)
    with translation.override(statement.language):
        page = render_to_string(
            "paper/statement_pdf.html",
            {
                "view": view,
                "vendor": the_vendor_with_contacts(),
                "qr": qr.svg_data_uri(border=0, dark="#1a1f1c"),
                "sealed_at": sealed_at.isoformat(timespec="seconds"),
            },
        )
    document = Attachment(
        string=statement.document,
        name=f"{statement.reference}.json",
        description=view.title,
        created=sealed_at,
        modified=sealed_at,
        relationship="Source",
    )
    # The page needs only the QR code in its own text: nothing is fetched from disk or network.
    html = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=("data",)))
    written: bytes = html.write_pdf(
        stylesheets=[CSS(string=_STYLE.read_text(encoding="utf-8"))],
        attachments=[document],
        pdf_variant="pdf/a-3b",
        pdf_tags=True,
        pdf_identifier=hashlib.sha256(statement.document.encode()).digest()[:16],
    )
    return written
