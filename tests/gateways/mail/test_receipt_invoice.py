"""A receipt brings its invoice, where there is one of ours and the operator wants it to."""

import io

import pytest
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from fairwell.actions.notices.prepare_notice import prepare_notice
from fairwell.gateways.mail.compose import compose
from fairwell.gateways.mail.letter import Letter
from fairwell.models import Invoice, Notice
from tests.cast import Cast
from tests.gateways.mail.told import letter_about
from tests.web.portal.billed import RENEWAL, charged, invoice_of


def receipt_of(order: Invoice) -> Letter:
    """The receipt that was promised with the charge, as it leaves."""
    notice = Notice.objects.get(template="receipt", invoice=order)
    ready = prepare_notice(notice_id=notice.pk, at=RENEWAL)
    assert ready is not None
    return compose(ready)


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("en", "Invoice", "Your invoice is attached."),
        ("de-AT", "Rechnung", "Ihre Rechnung ist beigefügt."),
    ],
)
def test_the_invoice_comes_as_pdf_in_the_letters_language(
    cast: Cast, language: str, title: str, said: str
) -> None:
    lena = charged(cast, language=language)
    order = invoice_of(lena)

    letter = receipt_of(order)

    (invoice,) = letter.enclosures
    assert (invoice.name, invoice.media_type) == (f"{order.number}.pdf", "application/pdf")
    page = PdfReader(io.BytesIO(invoice.content)).pages[0].extract_text()
    assert f"{title} {order.number}" in page
    assert said in letter.text
    assert len(invoice.content) < 100_000


def test_the_operator_may_leave_it_out(cast: Cast, settings: Settings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"attach_invoices": False})
    lena = charged(cast)

    letter = receipt_of(invoice_of(lena))

    assert letter.enclosures == ()
    assert "attached" not in letter.text
    assert f"/account/orders/{invoice_of(lena).number}/" in letter.text


def test_an_order_from_another_system_has_no_invoice_of_ours(cast: Cast) -> None:
    letter = letter_about("receipt", cast.subscriber("anna"))

    assert letter.enclosures == ()
    assert "attached" not in letter.text
