"""Rates files of a vendor: what is read, and the sentence that the author of a mistake reads."""

from datetime import date

import pytest

from fairwell.domain.tax import RatesError, parse_rates, shipped_rates

GOOD = """schema = 1

[defaults]
country = "US"
name = "Sales tax"
category = "software"
registration = "subdivision"
verified_on = 2026-11-22
confidence = "S"

[[rates]]
subdivision = "US-NY"
percent = "4"
valid_from = 2025-01-01
source = "Tax Law 1105(a)"

[[rates]]
subdivision = "US-NY"
name = "City tax"
percent = "4.875"
valid_from = 2025-01-01
valid_until = 2026-12-31
source = "NYC Administrative Code 11-2001"
confidence = "P"

[[rates]]
subdivision = "US-NH"
percent = "0"
code = "E"
valid_from = 2025-01-01
source = "No sales tax"
"""


def test_a_file_is_read_row_by_row_with_its_defaults() -> None:
    state, city, free = parse_rates(GOOD, "mine.toml")
    assert (state.jurisdiction, state.name, state.rate_ppm) == ("US-NY", "Sales tax", 40_000)
    assert (state.confidence, city.confidence) == ("S", "P")
    assert (city.name, city.rate_ppm, city.valid_until) == ("City tax", 48_750, date(2026, 12, 31))
    assert (free.rate_ppm, free.code) == (0, "E")


def test_a_vendors_rows_take_the_place_of_the_shipped_ones_for_that_place_only() -> None:
    shipped = shipped_rates()
    table = shipped.overridden_by(parse_rates(GOOD, "mine.toml"))
    today = date(2026, 11, 22)
    found = table.at("US", "US-NY", "software", today)
    assert [rate.name for rate in found] == ["Sales tax", "City tax"]
    assert table.at("US", "US-NY", "software", date(2027, 1, 1)) == found[:1]
    same = [("US", "US-TX", "software", today), ("DE", "", "software", today)]
    assert all(table.at(*place) == shipped.at(*place) != () for place in same)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("schema = 1", "schema = 2", "schema: must be a whole number from 1 to 1, not 2."),
        ("[[rates]]", "[[rate]]", "rate: is not a key that belongs here."),
        (
            'percent = "4"',
            "percent = 4",
            "rates 1 (US-NY), percent: must be a text in quotes.",
        ),
        (
            'percent = "4"',
            'percent = "4 %"',
            'rates 1 (US-NY), percent: "4 %" is not a rate below 100 in quotes, such as "25.5".',
        ),
        (
            'percent = "4"',
            'percent = "0"',
            (
                "rates 1 (US-NY), code: is S where a tax is charged, and Z, E or O where percent is"
                ' "0".'
            ),
        ),
        (
            'code = "E"\n',
            "",
            (
                "rates 3 (US-NH), code: is S where a tax is charged, and Z, E or O where percent is"
                ' "0".'
            ),
        ),
        (
            'country = "US"',
            'country = "UK"',
            'rates 1 (US-NY), country: "UK" is not an ISO code; write "GB".',
        ),
        (
            'subdivision = "US-NY"',
            'subdivision = "NY"',
            'rates 1 (NY), subdivision: "NY" is not an ISO 3166-2 code of US, as in US-CA.',
        ),
        (
            'subdivision = "US-NH"\n',
            "",
            "rates 3 (US), registration: needs a subdivision to be registered with.",
        ),
        (
            'source = "Tax Law 1105(a)"\n',
            "",
            "rates 1 (US-NY), source: is missing; give a text in quotes.",
        ),
        (
            'category = "software"',
            'category = "Soft ware"',
            'rates 1 (US-NY), category: "Soft ware" may hold small letters, digits and _ only.',
        ),
        (
            'confidence = "P"',
            'confidence = "sure"',
            'rates 2 (US-NY), confidence: "sure" is not one of P, S, R, M.',
        ),
        (
            "valid_until = 2026-12-31",
            "valid_until = 2024-12-31",
            "rates 2 (US-NY), valid_until: lies before valid_from.",
        ),
        (
            'name = "City tax"\n',
            "",
            (
                "rates (US-NY, Sales tax): the row from 2025-01-01 begins before the row from"
                " 2025-01-01 ends."
            ),
        ),
        ("percent =", "percent", "this is not TOML: "),
    ],
)
def test_a_mistake_is_named_with_its_row_and_key(old: str, new: str, problem: str) -> None:
    assert old in GOOD
    with pytest.raises(RatesError) as refused:
        parse_rates(GOOD.replace(old, new, 1), "mine.toml")
    assert refused.value.problems[0].startswith(problem)
    assert str(refused.value).startswith("mine.toml: ")


def test_a_file_without_rates_is_no_rates_file() -> None:
    with pytest.raises(RatesError) as refused:
        parse_rates("schema = 1\n", "mine.toml")
    assert refused.value.problems == ("rates: is missing; write at least one [[rates]].",)


def test_all_mistakes_are_told_at_once() -> None:
    bad = GOOD.replace('percent = "4"', 'percent = "x"').replace('code = "E"', 'code = "X"')
    with pytest.raises(RatesError) as refused:
        parse_rates(bad, "mine.toml")
    assert len(refused.value.problems) >= 2
