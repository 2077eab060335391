"""When a zone's clocks were moved, for databases that know no zones."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_STEP = timedelta(days=1)


@lru_cache(maxsize=16)
def zone_offsets(
    zone: ZoneInfo, first: date, last: date
) -> tuple[tuple[datetime | None, timedelta], ...]:
    """Offsets from UTC over the days `first` to `last`, oldest first: (until, offset).

    `until` is the UTC instant at which the clocks were moved on; None for the offset at the end.
    """
    spans: list[tuple[datetime | None, timedelta]] = []
    at = datetime(first.year, first.month, first.day, tzinfo=UTC)
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + _STEP
    offset = _offset(at, zone)
    while at < end:
        following = at + _STEP
        if _offset(following, zone) != offset:
            moved = _moved_between(at, following, zone)
            spans.append((moved, offset))
            offset = _offset(moved, zone)
            at = moved
        else:
            at = following
    return (*spans, (None, offset))


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _moved_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset stops being that of `before`."""
    old = _offset(before, zone)
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(before + timedelta(seconds=middle), zone) == old:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)
