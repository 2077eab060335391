"""The evidence of a disputed payment as one PDF, for the bank that decides about it."""

import hashlib
from datetime import UTC
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from fairwell.gateways.paper.evidence_page import evidence_rows, evidence_tables
from fairwell.queries import wording
from fairwell.queries.evidence import EvidenceView

# Card networks read English everywhere; the operator may choose another for a bank at home.
LANGUAGE = "en"

_TEMPLATES = Path(__file__).parent / "templates" / "paper"
_STYLES = ("statement.css", "evidence.css")


def evidence_pdf(view: EvidenceView, language: str = LANGUAGE) -> bytes:
    """The PDF, A4, with a table of contents and page numbers; the same view gives the same bytes.

    It is archival (ISO 19005-3, level B) and tagged for screen readers, and fetches nothing.
    """
    # Loads Pango and takes half a second: only processes that print should pay for it.
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    with translation.override(language):
        page = render_to_string(
            "paper/evidence_pdf.html",
            {
                "view": view,
                "language": language,
                "title": _title(view, language),
                "rows": evidence_rows(view, language),
                "tables": evidence_tables(view, language),
                "as_of": view.as_of.astimezone(UTC).isoformat(timespec="seconds"),
            },
        )
    html = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=()))
    written: bytes = html.write_pdf(
        stylesheets=[
            CSS(string=(_TEMPLATES / name).read_text(encoding="utf-8")) for name in _STYLES
        ],
        pdf_variant="pdf/a-3b",
        pdf_tags=True,
        pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
    )
    return written


def evidence_summary(view: EvidenceView, language: str = LANGUAGE) -> str:
    """The same at a glance, as the plain text that goes with the PDF."""
    with translation.override(language):
        rows = evidence_rows(view, language)
        counted = [f"{table.title}: {len(table.rows)}" for table in evidence_tables(view, language)]
        said = [f"{row.label}: {row.value}" for row in rows]
        return "\n".join([_title(view, language), *said, "", _("Enclosed:"), *counted])


def _title(view: EvidenceView, language: str) -> str:
    dispute = view.dispute
    return _("Evidence for the payment of %(amount)s, order %(order)s") % {
        "amount": wording.money(dispute.payment.captured_minor, dispute.currency, language),
        "order": dispute.payment.invoice.number,
    }
