"""What the vendor file says of taxes and of the seller holds from now on; old bills stay."""

from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest

from fairwell.actions.catalog.set_up_vendor import TaxRecord, set_up_vendor
from fairwell.domain.tax import RatesError
from fairwell.models import Invoice, SellerCard, TaxRates, TaxRegistration, Vendor
from fairwell.queries.taxes import tax_table
from tests import deeds
from tests.cast import NOW, VENDOR, Cast
from tests.web.portal.billed import charged, invoice_of

LATER = NOW + timedelta(days=2)
OSS = TaxRecord(country="DE", scheme="oss", number="EU276000000", valid_from=date(2021, 7, 1))
RATES = (files("fairwell.domain.tax.rates") / "us.toml").read_text(encoding="utf-8")


def test_the_seller_gets_a_new_card_only_when_something_on_it_changed(db: None) -> None:
    for record in (VENDOR, VENDOR, replace(VENDOR, name="Quillfort")):
        set_up_vendor(record=record, at=NOW)
    assert SellerCard.objects.count() == 1

    set_up_vendor(record=replace(VENDOR, vat_number="DE123456789"), at=LATER)

    assert list(SellerCard.objects.order_by("pk").values_list("vat_number", "created_at")) == [
        ("", NOW), ("DE123456789", LATER),
    ]  # fmt: skip


def test_going_back_to_an_old_card_is_a_version_of_its_own(db: None) -> None:
    for name in ("One Ltd.", "Two Ltd.", "One Ltd."):
        set_up_vendor(record=replace(VENDOR, legal_name=name), at=NOW)

    names = SellerCard.objects.order_by("pk").values_list("legal_name", flat=True)
    assert list(names) == ["One Ltd.", "Two Ltd.", "One Ltd."]


def test_new_invoices_name_the_new_card_and_old_ones_keep_theirs(cast: Cast) -> None:
    old = invoice_of(charged(cast))
    set_up_vendor(record=replace(VENDOR, legal_name="Another Name Ltd."), at=LATER)
    new = invoice_of(charged(cast, "otto"))

    assert old.seller is not None
    assert new.seller is not None
    assert old.seller.legal_name == "Quillfort Security Inc."
    assert new.seller.legal_name == "Another Name Ltd."


def test_invoices_from_before_there_were_cards_keep_the_vendor_of_then(cast: Cast) -> None:
    invoice = invoice_of(charged(cast))
    Invoice.objects.update(seller=None)

    set_up_vendor(record=replace(VENDOR, legal_name="Another Name Ltd."), at=LATER)

    invoice.refresh_from_db()
    assert invoice.seller is not None
    assert invoice.seller.legal_name == "Quillfort Security Inc."
    # What another system issued has no seller's card of ours.
    assert Invoice.objects.get(series="").seller is None


def test_registrations_are_those_of_the_file_and_no_others(db: None) -> None:
    new_york = TaxRecord(
        country="US", subdivision="US-NY", scheme="domestic", valid_from=date(2020, 1, 1)
    )
    set_up_vendor(record=replace(VENDOR, tax=(OSS, new_york)), at=NOW)
    set_up_vendor(record=replace(VENDOR, tax=(OSS,)), at=NOW)

    assert [row.number for row in TaxRegistration.objects.all()] == ["EU276000000"]
    table = tax_table(Vendor.objects.get(), at=NOW)
    assert table.tax(11_900, "inclusive", ("DE", "", True, False), "software", "EUR")[:3] == (
        10_000, 1_900, 11_900,
    )  # fmt: skip


def test_rates_are_those_of_the_file_in_its_order(db: None) -> None:
    own = RATES.replace('percent = "5.6"', 'percent = "9"')
    set_up_vendor(record=replace(VENDOR, rates={"a.toml": RATES, "b.toml": own}), at=NOW)
    set_up_vendor(record=replace(VENDOR, rates={"a.toml": RATES, "b.toml": own}), at=LATER)
    rows = TaxRates.objects.order_by("published_at", "pk")
    assert list(rows.values_list("name", "published_at")) == [("a.toml", NOW), ("b.toml", NOW)]

    set_up_vendor(record=replace(VENDOR, rates={"b.toml": own, "a.toml": RATES}), at=LATER)

    assert list(rows.values_list("name", flat=True)) == ["b.toml", "a.toml"]
    set_up_vendor(record=VENDOR, at=LATER)
    assert not TaxRates.objects.exists()


def test_rates_that_cannot_be_read_change_nothing_at_all(cast: Cast) -> None:
    before = deeds.rows()
    broken = replace(VENDOR, legal_name="Another Name Ltd.", rates={"own.toml": "schema = 7"})

    with pytest.raises(RatesError, match=r"own\.toml"):
        set_up_vendor(record=broken, at=LATER)

    assert deeds.rows() == before
