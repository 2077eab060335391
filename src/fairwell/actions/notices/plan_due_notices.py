"""Queue the notices that will soon have to leave, by ranges of subscriptions, each exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.queue_notice import TEMPLATE_VERSIONS, letter_language
from fairwell.actions.steps.write_rows import reserve_ids
from fairwell.domain.notices import NoticeKind, PlannedNotice, plan_notices
from fairwell.models import Notice, OutboxEntry, Vendor
from fairwell.queries.notice_subjects import ToTell, next_to_tell

RANGE: Final = 1_000
# A worker that was down for less misses nothing; planned much earlier, more would be dropped again.
LEAD: Final = timedelta(days=3)
# Hundreds of thousands may be due at one hour; each is in time while it leaves on its day.
LEAVES_WITHIN: Final = timedelta(hours=12)
_ABOUT_THE_NEXT_PERIOD: Final = (
    NoticeKind.RENEWAL_REMINDER,
    NoticeKind.TRIAL_END,
    NoticeKind.PRICE_CHANGE,
)


@dataclass(frozen=True, slots=True)
class PlannedRange:
    """Where to go on (`last_id`), how many subscriptions were looked at, and notices queued."""

    last_id: int
    subscriptions: int
    notices: int


@transaction.atomic(durable=True)
def plan_due_notices(*, after_id: int, at: datetime, limit: int = RANGE) -> PlannedRange | None:
    """Queue what falls due within `LEAD` for the next `limit` subscriptions; None: none is left.

    A notice whose key is on the books is left as it is, so that a range can be planned again, and
    by two workers at once. No subscription is locked: before it leaves, each notice is asked again
    whether it still applies (`prepare_notice`).
    """
    found = next_to_tell(after_id, limit=limit, at=at)
    if not found:
        return None
    vendor = the_vendor()
    due = [
        (one, notice)
        for one in found
        for notice in plan_notices(one.subject, one.packs, at=at)
        if notice.due_at <= at + LEAD and not _misses_its_day(notice)
    ]
    return PlannedRange(
        found[-1].subject.facts.subscription_id, len(found), _queue(due, vendor, at)
    )


def _misses_its_day(notice: PlannedNotice) -> bool:
    """A new price that was not told in time does not hold, so there is nothing to tell late."""
    return notice.kind is NoticeKind.PRICE_CHANGE and notice.late


def _queue(due: Sequence[tuple[ToTell, PlannedNotice]], vendor: Vendor, at: datetime) -> int:
    if not due:
        return 0
    numbers = reserve_ids(Notice, len(due))
    leaves_at = {number: notice.due_at for number, (_, notice) in zip(numbers, due, strict=True)}
    Notice.objects.bulk_create(
        (
            _row(number, one, notice, vendor, at=at)
            for number, (one, notice) in zip(numbers, due, strict=True)
        ),
        ignore_conflicts=True,
    )
    written = Notice.objects.filter(pk__in=numbers).values_list("pk", flat=True)
    return len(
        OutboxEntry.objects.bulk_create(
            OutboxEntry(
                topic="mail",
                key=f"mail:{number}",
                subject_id=number,
                promised_at=at,
                due_at=leaves_at[number],
                objective_at=leaves_at[number] + LEAVES_WITHIN,
            )
            for number in written
        )
    )


def _row(
    number: int, one: ToTell, notice: PlannedNotice, vendor: Vendor, *, at: datetime
) -> Notice:
    facts, template = one.subject.facts, str(notice.kind)
    about_period = notice.kind in _ABOUT_THE_NEXT_PERIOD
    return Notice(
        pk=number,
        key=notice.key,
        template=template,
        template_version=TEMPLATE_VERSIONS[template],
        language=letter_language(one.customer, vendor),
        to_email=one.customer.email,
        customer=one.customer,
        subscription_id=facts.subscription_id,
        period_no=facts.current_period_no + 1 if about_period else None,
        required_by=[list(rule) for rule in notice.required_by],
        due_at=notice.due_at,
        last_day=notice.last_day,
        queued_at=at,
    )
