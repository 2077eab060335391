"""Orders in the account: the list, each invoice and credit note, and its paper."""

import subprocess
from io import BytesIO

import pytest
from django.http import HttpResponse
from pypdf import PdfReader

from fairwell.models import CreditNote, Invoice, SellerCard
from tests import deeds
from tests.cast import Cast
from tests.queries.test_order_history import with_subscriptions
from tests.web.portal.billed import LATER, LENA, charged, invoice_of, tax_europe
from tests.web.portal.browsing import SignIn, text


def on_paper(answer: HttpResponse) -> str:
    """The words of a PDF."""
    told = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=answer.content, capture_output=True, check=True
    )
    return " ".join(told.stdout.decode().split())


def test_the_list_says_when_what_how_much_and_how_it_stands(cast: Cast, sign_in: SignIn) -> None:
    lena = charged(cast)

    said = text(sign_in(lena).get("/account/orders/"))

    assert "2 orders" in said
    assert (
        "Guard Plus €120.00 November 21, 2026 · INV-000001 Paid View invoice PDF "
        "Why was I charged?" in said
    )
    assert "November 21, 2025 · Q-1001 Paid View order Why was I charged?" in said


def test_fifty_a_page_and_the_choice_is_kept_on_the_next(cast: Cast, sign_in: SignIn) -> None:
    anna = with_subscriptions(cast, 2, months=60)
    browser = sign_in(anna)

    page = browser.get(f"/account/orders/?subscription={anna.pk}")
    body = page.content.decode()

    assert "Page 1 of 2" in text(page)
    assert f'href="/account/orders/?subscription={anna.pk}&amp;page=2" rel="next"' in body
    assert 'rel="prev"' not in body
    last = text(browser.get(f"/account/orders/?subscription={anna.pk}&page=2"))
    assert "Page 2 of 2" in last
    assert "Newer orders" in last


@pytest.mark.parametrize(
    "asked", ["page=x", "year=abc", "year=999999", "subscription=-1", "page=٣", "year=0"]
)
def test_nonsense_in_the_address_asks_for_nothing(cast: Cast, sign_in: SignIn, asked: str) -> None:
    answer = sign_in(cast.subscriber("anna")).get(f"/account/orders/?{asked}")

    assert answer.status_code == 200
    assert "1 order " in text(answer)


def test_a_choice_without_orders_says_so(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.subscriber("anna"))

    assert "Nothing was charged that fits" in text(browser.get("/account/orders/?year=1999"))
    Invoice.objects.update(state="draft")
    assert "Nothing has been charged." in text(browser.get("/account/orders/"))


def test_the_invoice_reads_as_on_paper(cast: Cast, sign_in: SignIn) -> None:
    tax_europe()
    lena = charged(cast, bill_to=LENA)
    browser, number = sign_in(lena), invoice_of(lena).number

    page = text(browser.get(f"/account/orders/{number}/"))
    paper = browser.get(f"/account/orders/{number}/invoice.pdf")

    assert paper["Content-Disposition"] == f'attachment; filename="{number}.pdf"'
    assert paper["Content-Type"] == "application/pdf"
    for words in (
        "Lena Brandt", "04109 Leipzig", "Quillfort Security Inc.", "VAT 19% on €100.84", "€19.16",
        "Nov 21, 2026 – Nov 20, 2027", "5 devices", "Visa •••• 4242", "Still to pay",
    ):  # fmt: skip
        assert words.replace("\u2009", " ") in page.replace("\u2009", " ")
        assert words in on_paper(paper).replace("\u2009", " ")


def test_the_paper_carries_its_xml_where_the_seller_has_a_number(
    cast: Cast, sign_in: SignIn
) -> None:
    tax_europe()
    SellerCard.objects.create(
        legal_name="Quillfort Security Inc.", address="1 Harbour Row", country="DE",
        vat_number="DE123456789", created_at=LATER,
    )  # fmt: skip
    lena = charged(cast, bill_to=LENA)

    paper = sign_in(lena).get(f"/account/orders/{invoice_of(lena).number}/invoice.pdf").content

    assert list(PdfReader(BytesIO(paper)).attachments) == ["factur-x.xml"]


def test_an_order_from_elsewhere_has_a_page_and_no_paper(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.subscriber("anna"))

    said = text(browser.get("/account/orders/Q-1001/"))

    assert "issued by our former system" in said
    assert "$79.99, Visa" in said
    assert "Download PDF" not in said
    assert browser.get("/account/orders/Q-1001/invoice.pdf").status_code == 404


def test_a_number_with_a_slash_has_its_pages_too(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    Invoice.objects.update(number="2025/11/7")
    browser = sign_in(anna)

    for page in ("", "why/"):
        assert "2025/11/7" in text(browser.get(f"/account/orders/2025/11/7/{page}"))


def test_a_credit_note_reads_as_on_paper(cast: Cast, sign_in: SignIn) -> None:
    anna = cast.subscriber("anna")
    deeds.leave(anna)
    number, browser = CreditNote.objects.get().number, sign_in(anna)

    page = text(browser.get(f"/account/credit-notes/{number}/"))
    paper = browser.get(f"/account/credit-notes/{number}/credit-note.pdf")

    for words in ("invoice Q-1001 of September 25, 2026", "We pay $79.99 back", "Amount credited"):
        assert words in page
        assert words in on_paper(paper)
    assert f"Credit note {number}" in text(browser.get("/account/orders/"))


def test_the_subscription_leads_to_its_orders(cast: Cast, sign_in: SignIn) -> None:
    lena = charged(cast)
    number = invoice_of(lena).number

    body = sign_in(lena).get(f"/account/subscriptions/{lena.pk}/").content.decode()

    # Once from the order's card, and from the timeline for the renewal and its payment.
    assert body.count(f'href="/account/orders/{number}/why/"') == 3
    assert f'href="/account/orders/{number}/"' in body
