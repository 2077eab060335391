"""End the pauses whose day has come: the service goes on, and each is told by a statement."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.record_change import Agreed
from fairwell.actions.steps.write_resumption import write_resumption
from fairwell.domain.pause import decide_resume
from fairwell.domain.refusal import Refusal
from fairwell.models import Subscription
from fairwell.proof.reference import new_reference
from fairwell.queries.facts import facts_of_many

# Each is sealed and told by itself, so that a batch is short.
CHUNK = 100


@transaction.atomic(durable=True)
def resume_due_subscriptions(*, at: datetime, limit: int = CHUNK) -> int:
    """Let up to `limit` paused subscriptions go on and return how many; 0 means none is left.

    A new term is billed by the billing run. One that has an end set and no paid time left does not
    go on: it stays paused up to that end.
    """
    due = list(
        Subscription.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("customer__user", "price__plan__product")
        .filter(paused_at__isnull=False, resume_at__lte=at)
        .filter(Q(ends_at__isnull=True) | Q(paused_at__lt=F("current_period_end")))
        .order_by("resume_at", "pk")[:limit]
    )
    facts = facts_of_many(due, the_vendor())
    for subscription in due:
        decided = decide_resume(
            facts[subscription.pk],
            paused_at=subscription.paused_at,
            resume_at=subscription.resume_at,
            at=at,
            next_minor=facts[subscription.pk].next_minor,
        )
        assert not isinstance(decided, Refusal), decided.code
        agreed = Agreed(
            at=at,
            actor="system",
            channel="worker",
            idempotency_key=f"resume:{subscription.pk}:{subscription.last_event_no}",
            reference=new_reference(),
        )
        write_resumption(subscription, decided, agreed, by_itself=True)
    return len(due)
