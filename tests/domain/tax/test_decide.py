"""Which tax a sale bears, told by who sells to whom."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.policy.regions import EU_MEMBERS
from fairwell.domain.tax import (
    RULE_SOURCES,
    BuyerTax,
    MissingRateError,
    RateTable,
    Registration,
    SellerTax,
    shipped_rates,
)
from tests.domain.tax.trade import (
    BERLIN_SHOP,
    GRETA,
    LUC,
    LYON_LTD,
    MAPLE,
    QUILLFORT,
    SMALL_BERLIN_SHOP,
    rates,
    taxed,
)


def test_at_home_everybody_pays_the_tax_of_the_country() -> None:
    at_home = taxed(BERLIN_SHOP, GRETA)
    assert rates(at_home) == [("DE", 190_000, "S")]
    assert (at_home.rule, at_home.note) == ("local", "")
    firm = BuyerTax("DE", consumer=False, vat_number_valid=True)
    assert rates(taxed(BERLIN_SHOP, firm)) == [("DE", 190_000, "S")]


def test_a_consumer_in_another_member_state_pays_the_tax_of_that_state() -> None:
    sold = taxed(BERLIN_SHOP, LUC)
    assert rates(sold) == [("FR", 200_000, "S")]
    assert sold.rule == "eu_destination"


def test_without_the_one_stop_shop_a_small_seller_charges_its_own_rate() -> None:
    sold = taxed(SMALL_BERLIN_SHOP, LUC)
    assert rates(sold) == [("DE", 190_000, "S")]
    assert sold.rule == "eu_small_seller"


def test_a_business_with_a_checked_number_owes_the_tax_itself() -> None:
    sold = taxed(BERLIN_SHOP, LYON_LTD)
    assert rates(sold) == [("FR", 0, "AE")]
    assert (sold.rule, sold.note) == ("eu_reverse_charge", "reverse_charge")
    assert rates(taxed(QUILLFORT, LYON_LTD)) == [("FR", 0, "AE")]


def test_a_business_whose_number_was_not_found_valid_is_taxed_as_a_consumer() -> None:
    unchecked = replace(LYON_LTD, vat_number_valid=False)
    assert taxed(BERLIN_SHOP, unchecked) == taxed(BERLIN_SHOP, LUC)


def test_a_consumer_never_gets_the_reverse_charge() -> None:
    assert taxed(BERLIN_SHOP, replace(LYON_LTD, consumer=True)) == taxed(BERLIN_SHOP, LUC)


def test_where_the_vendor_is_established_there_is_no_reverse_charge() -> None:
    branch = SellerTax("US", (Registration("FR"),))
    assert rates(taxed(branch, LYON_LTD)) == [("FR", 200_000, "S")]
    from_abroad = SellerTax("US", (Registration("FR", scheme="foreign"),))
    assert rates(taxed(from_abroad, LYON_LTD)) == [("FR", 0, "AE")]
    assert rates(taxed(from_abroad, LUC)) == [("FR", 200_000, "S")]


def test_a_registration_in_one_member_state_says_nothing_of_another() -> None:
    only_france = SellerTax("US", (Registration("FR", scheme="foreign"),))
    sold = taxed(only_france, GRETA)
    assert rates(sold) == [("DE", 0, "O")]
    assert (sold.rule, sold.note) == ("outside_registrations", "outside_scope")


def test_no_registration_at_all_means_no_tax() -> None:
    sold = taxed(SellerTax("DE"), GRETA)
    assert sold.components == ()
    assert (sold.rule, sold.note, sold.total_ppm) == ("not_registered", "not_registered", 0)


def test_abroad_outside_the_union_what_counts_is_the_registration() -> None:
    assert rates(taxed(QUILLFORT, BuyerTax("GB"))) == [("GB", 200_000, "S")]
    assert rates(taxed(QUILLFORT, BuyerTax("IM"))) == [("GB", 200_000, "S")]
    assert rates(taxed(QUILLFORT, BuyerTax("CH"))) == [("CH", 0, "O")]
    assert rates(taxed(BERLIN_SHOP, BuyerTax("US", "US-NY"))) == [("US", 0, "O")]
    assert rates(taxed(QUILLFORT, BuyerTax("MC"))) == [("FR", 200_000, "S")]


def test_some_countries_call_what_is_sold_abroad_an_export() -> None:
    sold = taxed(MAPLE, BuyerTax("US", "US-NY"))
    assert rates(sold) == [("US", 0, "G")]
    assert sold.note == "export"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("US-NY", ("US-NY", 40_000, "S")),
        ("US-TX", ("US-TX", 62_500, "S")),
        ("US-WA", ("US", 0, "O")),  # taxed there, but not by a vendor who isn't registered there
        ("US-CA", ("US-CA", 0, "E")),  # registered, yet California leaves downloads alone
        ("", ("US", 0, "O")),
    ],
)
def test_in_the_united_states_each_state_counts_by_itself(
    state: str, expected: tuple[str, int, str]
) -> None:
    assert rates(taxed(QUILLFORT, BuyerTax("US", state))) == [expected]


@pytest.mark.parametrize(
    ("province", "expected"),
    [
        ("CA-AB", [("CA", 50_000, "S")]),
        ("CA-ON", [("CA-ON", 130_000, "S")]),
        ("CA-QC", [("CA", 50_000, "S"), ("CA-QC", 99_750, "S")]),
        ("CA-BC", [("CA", 50_000, "S")]),  # not registered with British Columbia
        ("", [("CA", 50_000, "S")]),
    ],
)
def test_in_canada_a_province_replaces_the_federal_tax_or_comes_on_top(
    province: str, expected: list[tuple[str, int, str]]
) -> None:
    assert rates(taxed(MAPLE, BuyerTax("CA", province))) == expected


def test_parts_of_a_member_state_can_have_their_own_rate_or_none() -> None:
    assert rates(taxed(BERLIN_SHOP, BuyerTax("PT", "PT-30"))) == [("PT-30", 220_000, "S")]
    islands = taxed(BERLIN_SHOP, BuyerTax("ES", "ES-GC"))
    assert rates(islands) == [("ES-GC", 0, "O")]
    assert islands.note == "outside_scope"


def test_a_registration_counts_from_its_first_to_its_last_day() -> None:
    oss = Registration("DE", "", "oss", "", date(2026, 4, 1), date(2026, 6, 30))
    shop = SellerTax("DE", (Registration("DE"), oss))
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [rates(taxed(shop, LUC, on))[0][0] for on in days] == ["DE", "FR", "FR", "DE"]


def test_where_a_tax_is_due_but_unknown_nothing_is_billed() -> None:
    with pytest.raises(MissingRateError) as missing:
        taxed(BERLIN_SHOP, GRETA, category="concerts")
    assert str(missing.value) == (
        'There is no tax rate for "concerts" in DE on 2026-11-22. Write it in a rates file:'
        " nothing can be billed there until its tax is known."
    )
    with pytest.raises(MissingRateError, match="in US-OH on"):
        taxed(SellerTax("US", (Registration("US", "US-OH"),)), BuyerTax("US", "US-OH"))
    with pytest.raises(MissingRateError, match="in DE on 2018-12-31"):
        taxed(BERLIN_SHOP, GRETA, date(2018, 12, 31))


def test_the_least_sure_rate_says_how_sure_the_treatment_is() -> None:
    assert taxed(BERLIN_SHOP, GRETA).confidence == "S"
    assert taxed(BERLIN_SHOP, BuyerTax("PT", "PT-30")).confidence == "M"
    assert taxed(BERLIN_SHOP, LYON_LTD).confidence == "P"


def test_another_table_is_another_question() -> None:
    table = shipped_rates()
    dearer = RateTable(tuple(replace(rate, rate_ppm=500_000) for rate in table.rates))
    assert rates(taxed(BERLIN_SHOP, GRETA)) == [("DE", 190_000, "S")]
    assert rates(taxed(BERLIN_SHOP, GRETA, table=dearer)) == [("DE", 500_000, "S")]


sellers = st.sampled_from([BERLIN_SHOP, SMALL_BERLIN_SHOP, QUILLFORT, MAPLE, SellerTax("DE")])
buyers = st.builds(
    BuyerTax,
    country=st.sampled_from([*sorted(EU_MEMBERS), "US", "CA", "CH", "GB", "NO", "IN", "MC"]),
    subdivision=st.sampled_from(["", "US-NY", "US-WA", "CA-ON", "CA-QC", "PT-20", "ES-GC"]),
    consumer=st.booleans(),
    vat_number_valid=st.booleans(),
)
days = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@given(sellers, buyers, days)
def test_only_a_standard_category_is_ever_charged_and_every_treatment_has_its_rule(
    seller: SellerTax, buyer: BuyerTax, on: date
) -> None:
    treatment = taxed(seller, buyer, on)
    for component in treatment.components:
        assert (component.rate_ppm > 0) == (component.category == "S")
    assert treatment.rule in RULE_SOURCES
    assert treatment.total_ppm == sum(c.rate_ppm for c in treatment.components)
    assert bool(treatment.note) == (treatment.total_ppm == 0)
    assert hash(treatment) == hash(taxed(seller, buyer, on))


@given(sellers, buyers, days)
def test_the_reverse_charge_is_for_checked_businesses_across_a_border_inside_the_union_only(
    seller: SellerTax, buyer: BuyerTax, on: date
) -> None:
    if taxed(seller, buyer, on).rule == "eu_reverse_charge":
        assert not buyer.consumer
        assert buyer.vat_number_valid
        assert buyer.country in EU_MEMBERS | {"MC"}
        assert buyer.country != seller.country


def test_the_number_itself_decides_nothing() -> None:
    assert replace(LYON_LTD, vat_number="FR00000000000") == LYON_LTD
