"""What was sent to whom, when and how it went; and what is wanted of the courtesies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce, TruncDate

from fairwell.domain.notices import undecided_notices
from fairwell.models import Customer, Notice, NoticePreference
from fairwell.models.notice import PREFERENCES
from fairwell.queries.notice_subjects import next_to_tell

# Letters whose content a copy can repeat; sealed confirmations have a way of their own.
_NOT_REPEATED = ("statement", "account", "invitation", "refund_declined", "review_asked")


def may_repeat(notice: Notice) -> bool:
    """Whether the letter went out, or failed to, and can be sent again."""
    over = notice.state in ("sent", "failed")
    return over and notice.template not in _NOT_REPEATED and bool(notice.context)


def notices_of(user_id: int, subscription_id: int) -> tuple[Notice, ...]:
    """Letters about one of the user's subscriptions, newest first; one query.

    Without those that were dropped: nothing of them was ever sent.
    """
    own = Notice.objects.filter(
        subscription__customer__user_id=user_id, subscription_id=subscription_id
    )
    sent = own.exclude(state="dropped").select_related("invoice")
    return tuple(sent.order_by(F("due_at").desc(nulls_last=True), "-pk"))


def notice_of(user_id: int, notice_id: int) -> Notice | None:
    """The user's own notice of that number; one query."""
    return Notice.objects.filter(subscription__customer__user_id=user_id, pk=notice_id).first()


def unwanted_kinds(user_id: int) -> frozenset[str]:
    """The courtesies that the user has switched off; one query."""
    rows = NoticePreference.objects.filter(customer__user_id=user_id, wanted=False)
    return frozenset(rows.values_list("kind", flat=True))


def required_kinds(user_id: int) -> frozenset[str]:
    """The kinds of courtesies that a law wanted for one of the user's notices so far; one query."""
    rows = Notice.objects.filter(
        customer__in=Customer.objects.filter(user_id=user_id), template__in=PREFERENCES
    )
    return frozenset(rows.exclude(required_by=[]).values_list("template", flat=True))


@dataclass(frozen=True, slots=True)
class DueLetters:
    """How many letters of one kind leave on one day, and the earliest of their last days."""

    day: date
    template: str
    count: int
    required: int
    last_day: date | None


def due_letters(zone: ZoneInfo) -> list[DueLetters]:
    """Queued letters by day (in the vendor's `zone`) and kind; one query."""
    rows = (
        Notice.objects.filter(state="queued")
        .annotate(day=TruncDate(Coalesce("due_at", "queued_at"), tzinfo=zone))
        .values("day", "template")
        .annotate(
            count=Count("pk"), required=Count("pk", filter=~Q(required_by=[])), last=Min("last_day")
        )
        .order_by("day", "template")
    )
    return [
        DueLetters(row["day"], row["template"], row["count"], row["required"], row["last"])
        for row in rows
    ]


def late_letters(today: date, zone: ZoneInfo) -> Iterable[Notice]:
    """Letters a law wants that are past their last day: not sent yet, refused, or sent after it.

    Days are the vendor's. The oldest first.
    """
    unsent = Q(state__in=("queued", "failed"), last_day__lt=today)
    tardy = Q(state="sent", sent_on__gt=F("last_day"))
    found = Notice.objects.annotate(sent_on=TruncDate("sent_at", tzinfo=zone))
    found = found.filter(unsent | tardy).exclude(required_by=[])
    return found.select_related("subscription").order_by("last_day", "pk").iterator()


def undecided_rules(*, at: datetime, limit: int = 1_000) -> dict[tuple[str, str, str], int]:
    """Pack, rule and missing facts of notices that cannot be decided, and for how many."""
    found: dict[tuple[str, str, str], int] = {}
    after_id = 0
    while some := next_to_tell(after_id, limit=limit, at=at):
        for one in some:
            for undecided in undecided_notices(one.subject, one.packs, at=at):
                key = (*undecided.rule, ", ".join(undecided.missing))
                found[key] = found.get(key, 0) + 1
        after_id = some[-1].subject.facts.subscription_id
    return found
