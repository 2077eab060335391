"""Plans the notices that the calendar brings about: what, when at the earliest, and for which law.

The windows come from the packs; where none speaks, from the vendor's courtesy (`windows.py`).
A notice is due at 09:00 in the vendor's zone on the first day of its window, or at once when that
is past. A window that a rule requires and that was missed is still owed: at once, and `late`. Where
a later notice about the same thing can already be sent, that one speaks for the missed one too.
A missed courtesy is let go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fairwell.domain.notices import windows as courtesy
from fairwell.domain.notices.kinds import ALWAYS_SENT, CONTENTS, NoticeKind, may_skip
from fairwell.domain.notices.profile import NoticeProfile, Undecided, notice_profile
from fairwell.domain.notices.subject import ANNIVERSARY_OPEN_DAYS, NoticeSubject, named_facts
from fairwell.domain.policy import NoticeWindow, Pack
from fairwell.domain.policy.decide_money import whole_number
from fairwell.domain.policy.expressions import date_fact, term_fact
from fairwell.domain.policy.facts import Facts
from fairwell.domain.term import days_between, local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedNotice:
    """One notice to send at `due_at` (UTC); days are the vendor's calendar dates.

    `key` is the same whenever the same notice is planned: kind, subscription, the day it announces
    (`about_on`) and how many days before it the last day is. So a renewal that moves, or a law that
    wants an earlier last day, is a notice of its own.
    `required_by` are (pack id, rule id) pairs; none for a courtesy.
    """

    kind: NoticeKind
    key: str
    due_at: datetime
    about_on: date
    opens_on: date
    last_day: date
    required_by: tuple[tuple[str, str], ...]
    contents: tuple[str, ...]
    late: bool = False


@dataclass(frozen=True, slots=True)
class _Topic:
    """Something that is announced: its day, and the courtesy where no law speaks of it."""

    kind: NoticeKind
    about_on: date
    courtesy: tuple[NoticeWindow, ...] = ()


def plan_notices(
    subject: NoticeSubject, packs: Sequence[Pack], *, at: datetime
) -> tuple[PlannedNotice, ...]:
    """The notices still to be planned for this subscription, the earliest first.

    Leaves out those in `subject.planned` and those that `may_skip`, unless a law about them cannot
    be decided yet: then the notice is sent.
    """
    facts = named_facts(subject, at)
    today = local_date(at, subject.facts.zone)
    planned: list[PlannedNotice] = []
    for topic in _topics(subject, facts, at):
        profile = notice_profile(packs, topic.kind, facts, on=today)
        for notice in _plan(subject, topic, profile, at=at, today=today):
            wished_away = may_skip(notice.kind, notice.required_by, subject.preferences)
            if profile.undecided or not wished_away:
                planned.append(notice)
    return tuple(sorted(planned, key=lambda notice: (notice.due_at, notice.key)))


def undecided_notices(
    subject: NoticeSubject, packs: Sequence[Pack], *, at: datetime
) -> tuple[Undecided, ...]:
    """Rules that may ask for one of these notices, but for facts that a person must supply."""
    facts = named_facts(subject, at)
    today = local_date(at, subject.facts.zone)
    return tuple(
        undecided
        for topic in _topics(subject, facts, at)
        for undecided in notice_profile(packs, topic.kind, facts, on=today).undecided
    )


def _topics(subject: NoticeSubject, named: Facts, at: datetime) -> Iterator[_Topic]:
    charge = subject.next_charge
    if charge is not None and charge.at > at:
        yield _trial(charge.on, named) if subject.in_trial else _renewal(charge.on, named)
    if not subject.goes_on:
        return
    facts = subject.facts
    if subject.price_change is not None:
        day = subject.price_change.effective_on
        yield _Topic(NoticeKind.PRICE_CHANGE, day, courtesy.before(day, courtesy.PRICE_DAYS))
    if subject.card_expires is not None:
        day = courtesy.card_last_day(*subject.card_expires)
        yield _Topic(NoticeKind.CARD_EXPIRY, day, courtesy.before_expiry(day))
    if facts.service == "paused" and subject.resumes_at is not None and subject.resumes_at > at:
        day = local_date(subject.resumes_at, facts.zone)
        yield _Topic(NoticeKind.PAUSE_ENDING, day, courtesy.before(day, courtesy.PAUSE_DAYS))
    if facts.service == "active":
        yield _anniversary(named)


def _renewal(renews_on: date, named: Facts) -> _Topic:
    decide_by = date_fact("cancel_deadline", named)
    seldom = courtesy.is_seldom(term_fact("term", named))
    windows = courtesy.before(decide_by, courtesy.RENEWAL_DAYS) if seldom else ()
    return _Topic(NoticeKind.RENEWAL_REMINDER, renews_on, windows)


def _trial(ends_on: date, named: Facts) -> _Topic:
    long = whole_number("trial_days", named) >= courtesy.SHORTEST_TRIAL_DAYS
    windows = courtesy.before(ends_on, courtesy.TRIAL_DAYS) if long else ()
    return _Topic(NoticeKind.TRIAL_END, ends_on, windows)


def _anniversary(named: Facts) -> _Topic:
    day = date_fact("anniversary_on", named)
    seldom = courtesy.is_seldom(term_fact("term", named))
    windows = () if seldom else courtesy.following(day, ANNIVERSARY_OPEN_DAYS)
    return _Topic(NoticeKind.ANNUAL_SUMMARY, day, windows)


def _plan(
    subject: NoticeSubject, topic: _Topic, profile: NoticeProfile, *, at: datetime, today: date
) -> Iterator[PlannedNotice]:
    windows = profile.windows or topic.courtesy
    keys = [_key(subject, topic, window) for window in windows]
    # Merged windows never overlap: of those that have opened, all but the last were missed.
    opened = sum(courtesy.opening(window) <= today for window in windows)
    for n in range(max(0, opened - 1), len(windows)):
        if keys[n] in subject.planned:
            continue
        missed = [
            w for w, key in zip(windows[:n], keys, strict=False) if key not in subject.planned
        ]
        window, spoken_for = windows[n], missed if n < opened else []
        owed = bool(window.rules) or topic.kind in ALWAYS_SENT
        over = window.last_day < today
        if over and not owed:
            continue
        together = (*spoken_for, window)
        rules = [rule for each in together for rule in each.rules]
        contents = [content for each in together for content in each.contents]
        opens_on = courtesy.opening(window)
        due_at = courtesy.nine_o_clock(max(opens_on, today), subject.facts.zone)
        yield PlannedNotice(
            kind=topic.kind,
            key=keys[n],
            due_at=at if over else max(due_at, at),
            about_on=topic.about_on,
            opens_on=opens_on,
            last_day=window.last_day,
            required_by=tuple(dict.fromkeys(rules)),
            contents=tuple(dict.fromkeys((*contents, *CONTENTS[topic.kind]))),
            late=over or any(each.rules for each in spoken_for),
        )


def _key(subject: NoticeSubject, topic: _Topic, window: NoticeWindow) -> str:
    ahead = days_between(window.last_day, topic.about_on)
    return f"{topic.kind}:{subject.facts.subscription_id}:{topic.about_on}:{ahead}"
