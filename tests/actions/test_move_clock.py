"""The test clock: forward for good, backwards only while nothing has happened."""

from datetime import timedelta

import pytest

from fairwell.actions.clock.move_clock import ClockRunsForwardError, move_clock
from fairwell.models import ClockOffset
from tests import deeds
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def test_moves_add_up(cast: Cast) -> None:
    move_clock(to=NOW + DAY, at=NOW)
    offset = move_clock(to=NOW + 3 * DAY, at=NOW + DAY)

    assert offset.seconds == 3 * 24 * 3600
    assert ClockOffset.objects.count() == 1


def test_an_empty_book_may_start_in_the_past(cast: Cast) -> None:
    assert move_clock(to=NOW - 30 * DAY, at=NOW).seconds == -30 * 24 * 3600


def test_once_something_has_happened_time_runs_forward(cast: Cast) -> None:
    cast.subscriber("anna")
    before = deeds.rows()

    with pytest.raises(ClockRunsForwardError) as refused:
        move_clock(to=NOW - timedelta(seconds=1), at=NOW)

    assert str(refused.value) == (
        "It is 2026-11-21T09:00:00+00:00 already and things have happened; "
        "time can only move forward."
    )
    assert deeds.rows() == before
    assert move_clock(to=NOW, at=NOW).seconds == 0
