"""Net, tax and gross: whatever the lines, they add up, and the price people saw stands."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.money import MoneyError
from fairwell.domain.tax import (
    ComponentTotal,
    TaxComponent,
    TaxedLine,
    TaxLine,
    TaxTreatment,
    split_single,
    tax_amounts,
)


def treatment(*rates_ppm: int) -> TaxTreatment:
    parts = [TaxComponent(f"tax {n}", "DE", ppm, "S") for n, ppm in enumerate(rates_ppm)]
    return TaxTreatment(tuple(parts), "local")


GERMAN = treatment(190_000)
QUEBEC = treatment(50_000, 99_750)
REVERSE = TaxTreatment(
    (TaxComponent("", "FR", 0, "AE"),), "eu_reverse_charge", note="reverse_charge"
)
UNREGISTERED = TaxTreatment((), "not_registered", "not_registered")

treatments = st.one_of(
    st.lists(st.integers(0, 300_000), min_size=1, max_size=3).map(lambda r: treatment(*r)),
    st.sampled_from([GERMAN, QUEBEC, REVERSE, UNREGISTERED]),
)
behaviours = st.sampled_from(["inclusive", "exclusive", "unspecified"])
lines = st.lists(
    st.builds(TaxLine, st.integers(-(10**9), 10**9), behaviours), min_size=1, max_size=12
)
currencies = st.sampled_from(["EUR", "JPY", "KWD"])


def test_an_inclusive_price_has_its_tax_inside() -> None:
    taxed = tax_amounts([TaxLine(12_000)], GERMAN, "EUR")
    assert taxed.lines == (TaxedLine(10_084, 1_916, 12_000, (1_916,)),)
    assert taxed.taxes == (ComponentTotal(GERMAN.components[0], 10_084, 1_916),)
    assert (taxed.net_minor, taxed.tax_minor, taxed.gross_minor) == (10_084, 1_916, 12_000)
    assert (taxed.rounding_minor, taxed.currency) == (0, "EUR")


def test_an_exclusive_price_has_its_tax_on_top() -> None:
    taxed = tax_amounts([TaxLine(7_999, "exclusive")], treatment(62_500), "USD")
    assert taxed.lines == (TaxedLine(7_999, 500, 8_499, (500,)),)


def test_a_price_that_does_not_say_is_meant_as_people_read_it() -> None:
    unsaid = tax_amounts([TaxLine(12_000, "unspecified")], GERMAN, "EUR")
    assert unsaid == tax_amounts([TaxLine(12_000, "inclusive")], GERMAN, "EUR")


def test_two_taxes_are_each_reckoned_on_the_net() -> None:
    taxed = tax_amounts([TaxLine(10_000, "exclusive")], QUEBEC, "CAD")
    assert [total.tax_minor for total in taxed.taxes] == [500, 998]
    assert taxed.gross_minor == 11_498
    inside = tax_amounts([TaxLine(11_498)], QUEBEC, "CAD")
    assert (inside.net_minor, [total.tax_minor for total in inside.taxes]) == (10_000, [500, 998])


def test_rounding_once_for_the_invoice_is_shown_beside_the_lines() -> None:
    taxed = tax_amounts([TaxLine(103, "exclusive")] * 3, treatment(50_000), "EUR")
    assert [line.tax_minor for line in taxed.lines] == [5, 5, 5]
    assert taxed.rounding_minor == 0
    taxed = tax_amounts([TaxLine(110, "exclusive")] * 3, treatment(50_000), "EUR")
    assert taxed.tax_minor == 17  # 16.5, where each line alone would have come to 6
    assert [line.tax_minor for line in taxed.lines] == [6, 6, 5]
    assert taxed.rounding_minor == -1


def test_half_a_cent_goes_up_and_back_down_for_a_credit() -> None:
    assert split_single(50, "exclusive", treatment(50_000)) == (50, 3, 53)
    assert split_single(-50, "exclusive", treatment(50_000)) == (-50, -3, -53)


def test_whole_yen_and_thousandths_of_a_dinar_need_nothing_special() -> None:
    assert tax_amounts([TaxLine(9_800)], treatment(100_000), "JPY").tax_minor == 891
    assert tax_amounts([TaxLine(1_234)], treatment(100_000), "KWD").tax_minor == 112


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(MoneyError):
        tax_amounts([TaxLine(1)], GERMAN, "EURO")


def test_an_invoice_without_lines_comes_to_nothing() -> None:
    taxed = tax_amounts([], GERMAN, "EUR")
    assert (taxed.lines, taxed.gross_minor, taxed.taxes[0].tax_minor) == ((), 0, 0)


@given(lines, treatments, currencies)
def test_lines_and_taxes_add_up_to_the_totals(
    given_lines: list[TaxLine], how: TaxTreatment, currency: str
) -> None:
    taxed = tax_amounts(given_lines, how, currency)
    assert len(taxed.lines) == len(given_lines)
    assert taxed.net_minor == sum(line.net_minor for line in taxed.lines)
    assert taxed.tax_minor == sum(line.tax_minor for line in taxed.lines)
    assert taxed.gross_minor == taxed.net_minor + taxed.tax_minor
    assert taxed.tax_minor == sum(total.tax_minor for total in taxed.taxes)
    for n, total in enumerate(taxed.taxes):
        assert total.taxable_minor == taxed.net_minor
        assert total.tax_minor == sum(line.parts_minor[n] for line in taxed.lines)
    for line in taxed.lines:
        assert line.gross_minor == line.net_minor + line.tax_minor
        assert line.tax_minor == sum(line.parts_minor)


@given(lines, treatments)
def test_what_the_price_says_never_changes(given_lines: list[TaxLine], how: TaxTreatment) -> None:
    for asked, line in zip(given_lines, tax_amounts(given_lines, how, "EUR").lines, strict=True):
        kept = line.net_minor if asked.behaviour == "exclusive" else line.gross_minor
        assert kept == asked.amount_minor


@given(lines, treatments)
def test_each_tax_is_the_exact_one_rounded_once_and_no_line_is_off_by_a_whole_unit(
    given_lines: list[TaxLine], how: TaxTreatment
) -> None:
    taxed = tax_amounts(given_lines, how, "EUR")
    for n, total in enumerate(taxed.taxes):
        rate = Fraction(total.component.rate_ppm, 1_000_000)
        exact = [
            asked.amount_minor
            * rate
            / (1 if asked.behaviour == "exclusive" else 1 + Fraction(how.total_ppm, 1_000_000))
            for asked in given_lines
        ]
        assert abs(total.tax_minor - sum(exact)) <= Fraction(1, 2)
        for share, line in zip(exact, taxed.lines, strict=True):
            assert abs(line.parts_minor[n] - share) < 1
    assert abs(taxed.rounding_minor) <= len(given_lines) * max(1, len(taxed.taxes))


@given(st.integers(-(10**9), 10**9), behaviours, st.integers(0, 300_000))
def test_the_quick_way_for_one_line_agrees_with_the_long_way(
    amount: int, behaviour: str, ppm: int
) -> None:
    how = treatment(ppm)
    line = TaxLine(amount, behaviour)  # type: ignore[arg-type]
    quick = tax_amounts([line], how, "EUR")
    long = tax_amounts([line, TaxLine(0)], how, "EUR")
    assert quick.lines == long.lines[:1]
    assert (quick.taxes, quick.rounding_minor) == (long.taxes, long.rounding_minor)


@given(lines, st.sampled_from([REVERSE, UNREGISTERED]))
def test_the_reverse_charge_and_no_registration_tax_nothing(
    given_lines: list[TaxLine], how: TaxTreatment
) -> None:
    taxed = tax_amounts(given_lines, how, "EUR")
    assert taxed.tax_minor == 0
    assert taxed.net_minor == taxed.gross_minor == sum(line.amount_minor for line in given_lines)
