"""A database that knows no zones finds the vendor's day by the moves of its clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.zone_offsets import zone_offsets

FIRST, LAST = date(2019, 1, 1), date(2031, 1, 1)
BEGIN = datetime(2019, 1, 2, tzinfo=UTC)
ZONES = ("America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")


def test_new_york_moves_its_clocks_twice_a_year() -> None:
    hours = timedelta(hours=1)
    assert zone_offsets(ZoneInfo("America/New_York"), date(2026, 1, 1), date(2026, 12, 31)) == (
        (datetime(2026, 3, 8, 7, tzinfo=UTC), -5 * hours),
        (datetime(2026, 11, 1, 6, tzinfo=UTC), -4 * hours),
        (None, -5 * hours),
    )
    assert zone_offsets(ZoneInfo("Asia/Kolkata"), FIRST, LAST) == ((None, 5.5 * hours),)


@pytest.mark.parametrize("key", ZONES)
@given(at=st.integers(0, 11 * 365 * 86_400).map(lambda s: BEGIN + timedelta(seconds=s)))
def test_every_instant_has_the_offset_of_its_span(key: str, at: datetime) -> None:
    zone = ZoneInfo(key)
    spans = zone_offsets(zone, FIRST, LAST)
    found = next(offset for until, offset in spans if until is None or at < until)
    assert found == at.astimezone(zone).utcoffset()
