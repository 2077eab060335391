"""The rates that come with the product, on days when they changed."""

from datetime import date, timedelta

import pytest

from fairwell.domain.policy.regions import EU_MEMBERS
from fairwell.domain.tax import shipped_rates
from tests.domain.tax.trade import TODAY


def ppm(place: str, on: date) -> list[int]:
    country, _, part = place.partition("-")
    found = shipped_rates().at(country, place if part else "", "software", on)
    return [rate.rate_ppm for rate in found]


@pytest.mark.parametrize(
    ("place", "last_day", "before", "after"),
    [
        ("DE", date(2020, 6, 30), 190_000, 160_000),
        ("DE", date(2020, 12, 31), 160_000, 190_000),
        ("IE", date(2020, 8, 31), 230_000, 210_000),
        ("IE", date(2021, 2, 28), 210_000, 230_000),
        ("LU", date(2022, 12, 31), 170_000, 160_000),
        ("LU", date(2023, 12, 31), 160_000, 170_000),
        ("EE", date(2023, 12, 31), 200_000, 220_000),
        ("EE", date(2025, 6, 30), 220_000, 240_000),
        ("FI", date(2024, 8, 31), 240_000, 255_000),
        ("SK", date(2024, 12, 31), 200_000, 230_000),
        ("RO", date(2025, 7, 31), 190_000, 210_000),
        ("CH", date(2023, 12, 31), 77_000, 81_000),
        ("JP", date(2019, 9, 30), 80_000, 100_000),
        ("CA-NS", date(2025, 3, 31), 150_000, 140_000),
        ("US-SD", date(2027, 6, 30), 42_000, 45_000),
    ],
)
def test_a_change_counts_from_its_first_day(
    place: str, last_day: date, before: int, after: int
) -> None:
    assert ppm(place, last_day) == [before]
    assert ppm(place, last_day + timedelta(days=1)) == [after]


def test_every_member_state_has_one_lawful_standard_rate_on_every_day() -> None:
    first = date(2019, 1, 1)
    for country in EU_MEMBERS:
        for n in range((TODAY - first).days):
            (rate,) = ppm(country, first + timedelta(days=n))
            # Directive 2006/112/EC, art. 97: at least 15 %; Hungary's is the highest.
            assert 150_000 <= rate <= 270_000, country


@pytest.mark.parametrize(
    ("place", "rate"),
    [
        ("HU", 270_000),
        ("GB", 200_000),
        ("NO", 250_000),
        ("AU", 100_000),
        ("NZ", 150_000),
        ("CA", 50_000),
        ("CA-QC", 99_750),
        ("CA-BC", 70_000),
        ("US-NM", 48_750),
    ],
)
def test_what_is_charged_today(place: str, rate: int) -> None:
    assert ppm(place, TODAY) == [rate]


def test_each_rate_says_where_it_comes_from_and_how_sure_that_is() -> None:
    for rate in shipped_rates().rates:
        assert rate.source
        assert rate.verified_on >= date(2026, 11, 22)
        assert rate.confidence in "PSRM"
        assert rate.category == "software"


def test_the_files_are_read_once() -> None:
    assert shipped_rates() is shipped_rates()
