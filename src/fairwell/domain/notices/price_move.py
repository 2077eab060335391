"""From which renewal on an announced price holds: the first one it can be told of in time."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from fairwell.domain.notices.kinds import NoticeKind
from fairwell.domain.notices.plan import plan_notices
from fairwell.domain.notices.subject import NoticeSubject, PriceChange
from fairwell.domain.policy import Pack
from fairwell.domain.term import Term, local_date, period_start

_TRIES: Final = 3


def with_price_change(
    subject: NoticeSubject,
    packs: Sequence[Pack],
    *,
    new_minor: int,
    effective_at: datetime,
    at: datetime,
) -> tuple[NoticeSubject, datetime] | None:
    """The subject whose `price_change` is its first renewal that can still be told of in time.

    With the instant of that renewal, at or after `effective_at`. A renewal whose last day to tell
    has passed is charged at the old price, so the next one is taken. None without a next charge.
    """
    for starts_at in _renewals(subject, effective_at):
        day = local_date(starts_at, subject.facts.zone)
        moved = replace(subject, price_change=PriceChange(new_minor, day))
        told = replace(moved, planned=frozenset())
        notices = [
            notice
            for notice in plan_notices(told, packs, at=at)
            if notice.kind is NoticeKind.PRICE_CHANGE
        ]
        if notices and not any(notice.late for notice in notices):
            return moved, starts_at
    return None


def _renewals(subject: NoticeSubject, effective_at: datetime) -> Iterator[datetime]:
    """The next few renewals at or after `effective_at`."""
    facts, charge = subject.facts, subject.next_charge
    if charge is None:
        return
    term, found, starts_at = Term.parse(facts.term), 0, charge.at
    anchored = not subject.in_trial
    no = facts.current_period_no + 1 - facts.anchor_period_no if anchored else 0
    while found < _TRIES:
        if starts_at >= effective_at:
            found += 1
            yield starts_at
        no += 1
        anchor_at = facts.anchor_at if anchored else charge.at
        starts_at = max(period_start(anchor_at, term, no, facts.zone), starts_at)
