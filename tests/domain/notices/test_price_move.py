"""An announced price holds from the first renewal that it can be told of in time."""

from datetime import date, datetime

import pytest

from fairwell.domain.notices import NoticeSubject, with_price_change
from fairwell.domain.policy import Pack
from fairwell.domain.term import local_date
from tests.domain.notices import drafts
from tests.domain.notices.drafts import CA, ZONE, day, monthly, yearly


def moves_on(
    subject: NoticeSubject, effective_at: datetime, at: datetime, *packs: Pack
) -> date | None:
    found = with_price_change(subject, packs, new_minor=899, effective_at=effective_at, at=at)
    if found is None:
        return None
    moved, moves_at = found
    assert moved.price_change is not None
    assert moved.price_change.effective_on == local_date(moves_at, ZONE)
    return moved.price_change.effective_on


def test_the_first_renewal_from_the_day_on_is_told_of() -> None:
    assert moves_on(monthly("US-OH"), day(2, 15), day(1, 5)) == date(2027, 3, 1)
    assert moves_on(yearly("US-OH"), day(2, 15), day(1, 5)) == date(2027, 3, 1)


def test_the_renewal_of_that_very_instant_counts() -> None:
    subject = monthly("US-OH")
    assert subject.next_charge is not None

    assert moves_on(subject, subject.next_charge.at, day(1, 5)) == subject.next_charge.on


def test_past_a_law_s_last_day_the_next_renewal_is_taken() -> None:
    # California wants it told at least seven days before.
    assert moves_on(monthly(), day(2, 1, 0), day(1, 25), CA) == date(2027, 2, 1)
    assert moves_on(monthly(), day(2, 1, 0), day(1, 26), CA) == date(2027, 3, 1)
    assert moves_on(yearly(), day(3, 1, 0), day(2, 23), CA) == date(2028, 3, 1)


@pytest.mark.parametrize("off", ["non_renewing", "ended"])
def test_without_a_next_charge_there_is_nothing_to_tell(off: str) -> None:
    subject = drafts.monthly(renewal=off, ends_at=day(2, 1))

    assert moves_on(subject, day(2, 1), day(1, 5)) is None
