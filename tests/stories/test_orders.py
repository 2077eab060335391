"""Orders: find the charge, understand it, and take its invoice home."""

import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from fairwell.actions.catalog.set_up_vendor import TaxRecord, set_up_vendor
from fairwell.models import Invoice, Subscription
from tests.cast import VENDOR
from tests.stories.browsing import Person
from tests.stories.product import Product, wait_until

Make = Callable[..., Person]


@pytest.fixture(autouse=True)
def _taxed(product: Product) -> None:
    """The vendor of these stories sells from Germany to the whole of Europe."""
    told = {
        "country": "DE",
        "vat_number": "DE123456789",
        "tax": (TaxRecord(country="DE", scheme="domestic", valid_from=date(2020, 1, 1)),),
    }
    set_up_vendor(
        record=type(VENDOR)(**{**{n: getattr(VENDOR, n) for n in VENDOR.__slots__}, **told}),
        at=product.now,
    )


def subscribed(product: Product, key: str, **options: object) -> Subscription:
    """A subscriber whose year is over in five minutes."""
    start = product.now + timedelta(minutes=5)
    told = {"price": "price_year_eur", "country": "DE", **options}
    return product.cast.subscriber(key, charged=start.replace(year=start.year - 1), **told)


def billed(product: Product, subscription: Subscription, state: str) -> Invoice:
    """Let the product bill and charge the next year; its invoice once it stands so."""
    product.forward(hours=2)
    ours = subscription.invoices.filter(series="invoices", attempts__answered_at__isnull=False)
    wait_until(lambda: ours.filter(state=state).exists())
    return ours.get()


def test_lena_finds_the_charge_understands_it_and_takes_the_invoice_home(
    product: Product, person: Make, tmp_path: Path
) -> None:
    lena = subscribed(product, "lena")
    her = person(accept_downloads=True)
    her.sign_in("lena@mail.example")
    her.go(f"/account/details/{lena.customer_id}/billing/")
    her.look("billing-details")
    her.page.get_by_label("Name or firm").fill("Lena Brandt")
    her.page.get_by_label("Address").fill("Gartenweg 5\n04109 Leipzig")
    her.press("^save$")
    her.page.wait_for_url("**/account/details/")
    her.look("details")
    invoice = billed(product, lena, "paid")

    her.click("^orders$")
    her.look("orders")
    her.click("^why was i charged")
    her.look("why")

    said = her.text()
    assert "It is the renewal of your subscription Guard Plus" in said
    assert "VAT at 19% is in it: €19.16." in said
    assert "€120.00 paid with Visa •••• 4242" in said
    assert "Receipt" in said
    her.click("^view invoice$")
    her.look("invoice")
    with her.page.expect_download() as waiting:
        her.click("^download pdf$")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == f"{invoice.number}.pdf"
    on_paper = " ".join(_said(["pdftotext", "-layout", str(file), "-"]).split())
    for words in ("Lena Brandt", "04109 Leipzig", "VAT 19% on €100.84", "Quillfort Security Inc."):
        assert words in on_paper
    assert "factur-x.xml" in _said(["pdfdetach", "-list", str(file)])
    product.assert_books_hold()


def _said(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_otto_sees_why_a_charge_failed_and_what_he_can_do(product: Product, person: Make) -> None:
    # The sandbox bank knows his card by its name: it declines for want of money.
    otto = subscribed(product, "declined_soft")
    number = billed(product, otto, "finalized").number
    his = person()
    his.sign_in("declined_soft@mail.example")

    his.go(f"/account/orders/{number}/why/")
    his.look("declined")

    said = his.text()
    assert "declined. The bank says that there is not enough money in the account." in said
    assert "€120.00 is still to be paid." in said
    his.go(f"/account/orders/{number}/")
    his.look("unpaid-invoice")
    his.page.go_back()
    his.click("^dispute this charge$")
    assert his.page.url.endswith(f"/account/orders/{number}/dispute/")


def test_dora_sees_her_refund_and_its_credit_note(product: Product, person: Make) -> None:
    product.cast.subscriber("dora", charged=product.now - timedelta(days=20))
    product.tell_bank()
    her = person()
    her.sign_in("dora@mail.example")
    her.go("/account/refund/?order=" + Invoice.objects.latest("pk").number)
    her.press("^continue$")
    her.press("^(confirm|refund)")
    her.page.wait_for_url("**/confirmations/**")

    her.go("/account/orders/")
    her.look("refunded")
    her.click("^credit note cn-")
    her.look("credit-note")

    assert "We pay $79.99 back to: Visa •••• 4242." in her.text()
    her.page.go_back()
    her.click("^view order$")
    her.look("order-from-elsewhere")
    assert "issued by our former system" in her.text()
