"""Plans the notice of something that just happened: it is due at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fairwell.domain.notices.kinds import CONTENTS, NoticeKind, may_skip
from fairwell.domain.notices.plan import PlannedNotice
from fairwell.domain.notices.profile import notice_profile
from fairwell.domain.notices.subject import NoticeSubject, named_facts
from fairwell.domain.policy import Pack
from fairwell.domain.term import local_date

EVENT_KINDS: Final = frozenset(
    {NoticeKind.RECEIPT, NoticeKind.CHARGE_FAILED, NoticeKind.REFUND, NoticeKind.FIRST}
)


def event_notice(
    kind: NoticeKind, subject: NoticeSubject, packs: Sequence[Pack], *, cause: str, at: datetime
) -> PlannedNotice | None:
    """The notice of `cause` (a reference unique in its kind, such as a payment's), which is now.

    None if it is planned already or the subscriber does not want it. ValueError for a kind that
    the calendar brings about: those come from `plan_notices`.
    """
    if kind not in EVENT_KINDS:
        raise ValueError(f"A {kind} comes with the calendar: plan_notices plans it.")
    key = f"{kind}:{subject.facts.subscription_id}:{cause}"
    if key in subject.planned:
        return None
    today = local_date(at, subject.facts.zone)
    facts = {**named_facts(subject, at), "charged_on": today}
    profile = notice_profile(packs, kind, facts, on=today)
    rules = [rule for window in profile.windows for rule in window.rules]
    if not profile.undecided and may_skip(kind, rules, subject.preferences):
        return None
    contents = [content for window in profile.windows for content in window.contents]
    last = min((window.last_day for window in profile.windows), default=today)
    return PlannedNotice(
        kind=kind,
        key=key,
        due_at=at,
        about_on=today,
        opens_on=today,
        last_day=last,
        required_by=tuple(dict.fromkeys(rules)),
        contents=tuple(dict.fromkeys((*contents, *CONTENTS[kind]))),
        late=last < today,
    )
