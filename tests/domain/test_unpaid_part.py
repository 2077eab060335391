"""What Anna still owes of a period that she never paid and that she ends early."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.unpaid_part import unpaid_part_owed

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
END = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)


def owed(ends_at: datetime, *, refund: int = 0, total: int = 1_000) -> int:
    return unpaid_part_owed(
        total_minor=total,
        period_start=START,
        period_end=END,
        ends_at=ends_at,
        refund_if_paid_minor=refund,
        zone=ZONE,
    )


@pytest.mark.parametrize(
    ("days", "minor"), [(-5, 0), (0, 0), (1, 33), (5, 167), (15, 500), (29, 967), (30, 1_000)]
)
def test_the_days_before_the_end_are_owed_half_up(days: int, minor: int) -> None:
    assert owed(START + timedelta(days=days)) == minor


def test_days_are_those_of_the_vendors_zone() -> None:
    midnight_in_new_york = datetime(2026, 11, 3, 5, 0, tzinfo=UTC)

    assert owed(midnight_in_new_york - timedelta(seconds=1)) == 0
    assert owed(midnight_in_new_york) == 33


def test_nobody_owes_more_than_a_payer_would_be_left_without() -> None:
    assert owed(START + timedelta(days=15), refund=1_000) == 0
    assert owed(START + timedelta(days=15), refund=600) == 400
    assert owed(START + timedelta(days=15), refund=400) == 500


def test_a_refund_above_the_total_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="cannot be refunded"):
        owed(START, refund=1_001)


@given(
    total=st.integers(0, 10**7),
    hours=st.tuples(st.integers(-100, 900), st.integers(-100, 900)).map(sorted),
    share=st.integers(0, 100),
)
def test_a_later_end_never_owes_less_and_never_above_what_is_kept(
    total: int, hours: list[int], share: int
) -> None:
    refund = total * share // 100
    early, late = (
        owed(START + timedelta(hours=hour), refund=refund, total=total) for hour in hours
    )

    assert 0 <= early <= late <= total - refund
