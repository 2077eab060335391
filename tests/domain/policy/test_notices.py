"""Several laws, as few notices as satisfy them all, and none ever dropped."""

from datetime import date, timedelta
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.policy import NoticeWindow, evaluate, merge_windows, notice_windows
from tests.domain.policy.drafts import notice, pack

FIRST = date(2027, 1, 1)


def window(opens: int | None, last: int, name: str = "law") -> NoticeWindow:
    """A window from one day of the year to another."""
    return NoticeWindow(
        opens_on=None if opens is None else FIRST + timedelta(days=opens),
        last_day=FIRST + timedelta(days=last),
        rules=((name, "rule"),),
    )


spans = st.tuples(st.one_of(st.none(), st.integers(0, 40)), st.integers(0, 20))
windows = st.lists(spans, max_size=6).map(
    lambda pairs: [
        window(opens, (opens or 0) + length, f"law{n}") for n, (opens, length) in enumerate(pairs)
    ]
)


def within(outer: NoticeWindow, inner: NoticeWindow) -> bool:
    """Whether every day of `inner` also lies in `outer`."""
    opens = inner.opens_on or date.min
    return (outer.opens_on or date.min) <= opens and inner.last_day <= outer.last_day


def test_windows_that_never_meet_are_two_notices() -> None:
    early, late = window(0, 10, "early"), window(20, 30, "late")
    assert merge_windows([late, early]) == (early, late)


def test_a_window_open_since_ever_shares_the_next_one() -> None:
    (shared,) = merge_windows([window(None, 20, "a"), window(5, 30, "b")])
    assert (shared.opens_on, shared.last_day) == (
        FIRST + timedelta(days=5),
        FIRST + timedelta(days=20),
    )
    assert shared.rules == (("a", "rule"), ("b", "rule"))


@given(windows)
def test_every_law_is_satisfied_by_the_notice_that_names_it(laws: list[NoticeWindow]) -> None:
    merged = merge_windows(laws)
    named = [rule for notice_window in merged for rule in notice_window.rules]
    assert sorted(named) == sorted(rule for law in laws for rule in law.rules)
    for law in laws:
        (holder,) = [one for one in merged if law.rules[0] in one.rules]
        assert within(law, holder)
        assert (holder.opens_on or date.min) <= holder.last_day


@given(windows)
def test_there_are_never_more_notices_than_needed(laws: list[NoticeWindow]) -> None:
    # A smallest set of days that hits every window can always be chosen among last days.
    days = {law.last_day for law in laws}
    fewest = next(
        count
        for count in range(len(laws) + 1)
        for chosen in combinations(sorted(days), count)
        if all(any((law.opens_on or date.min) <= d <= law.last_day for d in chosen) for law in laws)
    )
    assert len(merge_windows(laws)) == fewest


@given(windows, st.randoms())
def test_the_order_of_the_laws_does_not_matter(laws: list[NoticeWindow], chance: Random) -> None:
    shuffled = list(laws)
    chance.shuffle(shuffled)
    assert merge_windows(shuffled) == merge_windows(laws)


def test_a_notice_already_sent_in_time_is_not_asked_for_again() -> None:
    law = pack(notice("renewal", "renews_on - P30D", "renews_on - P10D"))
    renews = {"renews_on": date(2027, 3, 1)}
    today = date(2027, 2, 10)
    assert len(notice_windows(evaluate([law], renews, today))) == 1
    sent = renews | {"notice_sent_on": date(2027, 2, 8)}
    assert notice_windows(evaluate([law], sent, today)) == ()
    too_early = renews | {"notice_sent_on": date(2027, 1, 1)}
    assert len(notice_windows(evaluate([law], too_early, today))) == 1
