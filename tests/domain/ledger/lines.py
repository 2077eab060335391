"""Invoice lines that pay for days of service, for the tests of what they earn."""

from datetime import date, timedelta

from hypothesis import strategies as st

from fairwell.domain.ledger.recognition import Deferral
from fairwell.domain.money import LARGEST_MINOR

NEW_YEAR = date(2026, 1, 1)


def day(n: int) -> date:
    """The day `n` days after the new year of 2026."""
    return NEW_YEAR + timedelta(days=n)


@st.composite
def deferrals(draw: st.DrawFn, *, touched: bool = True, most: int = LARGEST_MINOR) -> Deferral:
    """A line of up to 512 days; with `touched` perhaps released in part and cut short."""
    net = draw(st.integers(0, 500) | st.integers(0, most))
    start = draw(st.integers(-40, 40))
    length = draw(st.integers(0, 40) | st.integers(0, 512))
    return Deferral(
        net_minor=net,
        starts_on=day(start),
        ends_on=day(start + length),
        released_minor=draw(st.integers(0, net)) if touched else 0,
        cut_on=draw(st.none() | st.integers(-60, 560).map(day)) if touched else None,
        pauses=draw(pauses(start)) if touched else (),
    )


@st.composite
def pauses(draw: st.DrawFn, start: int) -> tuple[tuple[date, date], ...]:
    """Up to three pauses from the day `start` on, one after the other."""
    made, first = [], start
    for _ in range(draw(st.integers(0, 3))):
        first += draw(st.integers(0, 60))
        back = first + draw(st.integers(0, 40))
        made.append((day(first), day(back)))
        first = back
    return tuple(made)


moments = st.integers(-60, 560).map(day)
