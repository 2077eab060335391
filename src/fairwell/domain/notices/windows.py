"""The vendor's courtesy: when to tell what no law speaks of, and how to use an unbounded window."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from fairwell.domain.policy import NoticeWindow
from fairwell.domain.term import Term

SENDING_TIME: Final = time(9)
# Days before what is announced.
RENEWAL_DAYS: Final = 14
TRIAL_DAYS: Final = 3
PRICE_DAYS: Final = 30
PAUSE_DAYS: Final = 7
CARD_DAYS: Final = (30, 7)
# Whoever pays this seldom has forgotten by then; whoever pays more often is told once a year.
SELDOM: Final = Term(months=6)
_SELDOM_DAYS: Final = 180
# A reminder of a trial that has just begun reminds nobody.
SHORTEST_TRIAL_DAYS: Final = 7
# A law that names no first day does not want to be obeyed half a year ahead.
UNBOUNDED_DAYS: Final = 7


def before(day: date, days: int) -> tuple[NoticeWindow, ...]:
    """From so many days before `day` to the day before it."""
    return (_window(day - timedelta(days=days), day - timedelta(days=1)),)


def following(day: date, days: int) -> tuple[NoticeWindow, ...]:
    """From `day` to so many days after it."""
    return (_window(day, day + timedelta(days=days)),)


def before_expiry(day: date) -> tuple[NoticeWindow, ...]:
    """From 30 days before a card's last day, and again from 7 days before to the day itself."""
    early, late = (day - timedelta(days=days) for days in CARD_DAYS)
    return _window(early, late - timedelta(days=1)), _window(late, day)


def card_last_day(year: int, month: int) -> date:
    """A card is good to the end of the month printed on it (ISO/IEC 7813)."""
    return Term(months=1).after(date(year, month, 1)) - timedelta(days=1)


def is_seldom(term: Term) -> bool:
    """Whether charges come half a year or more apart; 180 days count as half a year."""
    return term.months >= SELDOM.months or term.days >= _SELDOM_DAYS


def opening(window: NoticeWindow) -> date:
    """The first day on which to use the window; a week before its last day where it has none."""
    return window.opens_on or window.last_day - timedelta(days=UNBOUNDED_DAYS)


def nine_o_clock(day: date, zone: ZoneInfo) -> datetime:
    """When mail goes out on that day: 09:00 in the vendor's zone, as a UTC instant."""
    return datetime.combine(day, SENDING_TIME, tzinfo=zone).astimezone(UTC)


def _window(first: date, last: date) -> NoticeWindow:
    return NoticeWindow(opens_on=first, last_day=last)
