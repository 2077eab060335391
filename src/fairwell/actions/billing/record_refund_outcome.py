"""Write down what became of a refund at the gateway, and tell the subscriber when it is settled."""

from datetime import datetime, timedelta
from typing import cast

from django.db import transaction
from django.db.models import F

from fairwell.actions.steps.load import locked_subscription
from fairwell.actions.steps.move_money import move_money
from fairwell.actions.steps.open_case import open_case
from fairwell.actions.steps.settle_refund import settle_refund
from fairwell.domain.payments import (
    SETTLED,
    AttemptState,
    GatewayAnswer,
    IllegalTransitionError,
    NotDone,
    Sent,
    Unknown,
    next_state,
)
from fairwell.models import Case, Payment, PaymentAttempt, RefundAllocation, Subscription

# How long to wait before asking (again): quickly at first, then ever more patiently.
ASK_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(hours=1),
    timedelta(hours=6),
)
# What provably never left may leave again soon: nothing has to settle first.
SEND_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=5),
)
PENDING_ASK_AFTER = timedelta(hours=6)
UNKNOWN_NEEDS_CASE_AFTER = timedelta(days=7)


@transaction.atomic(durable=True)
def record_refund_outcome(
    *, attempt_id: int, news: GatewayAnswer | Unknown | NotDone, at: datetime
) -> datetime | None:
    """Record an outcome once, and return when to look again, or None when it is settled.

    Succeeded: the money leaves the books. Failed: the promise stands, a case is opened to pay it
    another way. Unknown for a week: a case is opened. News that contradicts what is known changes
    no state: a case is opened, for only a person can find out which is true.
    """
    attempt = PaymentAttempt.objects.select_related("allocation__refund").get(pk=attempt_id)
    assert attempt.allocation is not None
    subscription = locked_subscription(attempt.allocation.refund.subscription_id)
    attempt = (
        PaymentAttempt.objects.select_for_update(of=("self",))
        .select_related("allocation__payment", "allocation__refund")
        .get(pk=attempt_id)
    )
    allocation = attempt.allocation
    assert allocation is not None
    before = attempt.state
    try:
        attempt.state = next_state(cast("AttemptState", before), news)
    except IllegalTransitionError as contradiction:
        _open_once("unknown_outcome", subscription, attempt, str(contradiction), at)
        return None if before in SETTLED else at + PENDING_ASK_AFTER
    _note(attempt, news, at)
    attempt.save()
    if attempt.state == "succeeded" and before != "succeeded":
        _settle(subscription, allocation, at)
    elif attempt.state in ("failed", "declined") and before not in ("failed", "declined"):
        _fail(subscription, allocation, attempt.failure_code, at)
    elif attempt.state == "pending" and allocation.refund.state in ("approved", "submitted"):
        allocation.refund.state = "pending"
        allocation.refund.save(update_fields=["state"])
    elif attempt.state == "unknown":
        _unknown_too_long(subscription, attempt, at)
    return attempt.ask_at


def _note(
    attempt: PaymentAttempt, news: GatewayAnswer | Unknown | NotDone | Sent, at: datetime
) -> None:
    """The answer's details, and when to ask next."""
    attempt.ask_at = None
    if isinstance(news, GatewayAnswer):
        attempt.answered_at = at
        attempt.gateway_ref = news.gateway_ref or attempt.gateway_ref
        attempt.failure_code = news.failure_code
    if attempt.state == "pending":
        attempt.ask_at = at + PENDING_ASK_AFTER
    elif attempt.state in ("unknown", "init"):
        waits = ASK_AFTER if attempt.state == "unknown" else SEND_AFTER
        attempt.ask_at = at + waits[min(attempt.times_asked, len(waits) - 1)]
        attempt.times_asked += 1


def _settle(subscription: Subscription, allocation: RefundAllocation, at: datetime) -> None:
    Payment.objects.filter(pk=allocation.payment_id).update(
        refund_reserved_minor=F("refund_reserved_minor") - allocation.amount_minor,
        refunded_minor=F("refunded_minor") + allocation.amount_minor,
    )
    allocation.state, allocation.settled_at = "succeeded", at
    allocation.save(update_fields=["state", "settled_at"])
    move_money("refund_settled", allocation, at=at)
    settle_refund(subscription, allocation.refund, at=at)


def _fail(
    subscription: Subscription, allocation: RefundAllocation, code: str, at: datetime
) -> None:
    """The reservation stays: the money is still promised, it only needs another way."""
    allocation.state, allocation.failure_code = "failed", code
    allocation.save(update_fields=["state", "failure_code"])
    move_money("refund_failed", allocation, at=at)
    _failed_case(subscription, allocation, code, at)
    settle_refund(subscription, allocation.refund, at=at)


def _failed_case(
    subscription: Subscription, allocation: RefundAllocation, code: str, at: datetime
) -> None:
    """A case about money still owed; one that was about not knowing becomes it."""
    standing = Case.objects.filter(allocation=allocation).first()
    if standing is None:
        open_case("refund_failed", subscription, at=at, allocation=allocation, message=code)
        return
    standing.kind, standing.message = "refund_failed", code
    standing.state, standing.closed_at = "open", None
    standing.save(update_fields=["kind", "message", "state", "closed_at"])


def _unknown_too_long(subscription: Subscription, attempt: PaymentAttempt, at: datetime) -> None:
    if at - (attempt.submitted_at or attempt.created_at) >= UNKNOWN_NEEDS_CASE_AFTER:
        _open_once("unknown_outcome", subscription, attempt, attempt.idempotency_key, at)


def _open_once(
    kind: str, subscription: Subscription, attempt: PaymentAttempt, message: str, at: datetime
) -> None:
    """A case about the allocation; one that it has already is opened again with the news."""
    standing = Case.objects.filter(allocation_id=attempt.allocation_id).first()
    if standing is None:
        open_case(kind, subscription, at=at, allocation=attempt.allocation, message=message)
    elif message not in standing.message:
        standing.message = f"{standing.message}\n{message}".strip()
        standing.state, standing.closed_at = "open", None
        standing.save(update_fields=["message", "state", "closed_at"])
