"""Grant a refund that no rule gives: an amount decided by the vendor's people."""

from datetime import datetime
from typing import Any

from django.db import transaction

from fairwell.actions.steps.append_event import append_events
from fairwell.actions.steps.confirm_ending import Asked
from fairwell.actions.steps.confirm_refund import confirm_refund
from fairwell.actions.steps.load import facts_now, locked_subscription
from fairwell.domain.goodwill import decide_goodwill
from fairwell.domain.refund_decision import RefundDecision
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Case, Refund, Subscription


@transaction.atomic(durable=True)
def grant_refund(
    *,
    subscription_id: int,
    amount_minor: int,
    order_number: str | None,
    note: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> Refund:
    """Instruct a refund of `amount_minor`, latest payment first, and return it; repeats by key.

    The service goes on. Open reviews of the orders are closed: this is their answer. Raises
    RefusedError (order_unknown, amount_not_positive, amount_above_rest); nothing is then written.
    """
    subscription = locked_subscription(subscription_id)
    standing = subscription.refunds.filter(idempotency_key=f"refund:{idempotency_key}").first()
    if standing is not None:
        return standing
    decided = decide_goodwill(
        facts_now(subscription), amount_minor=amount_minor, order_number=order_number
    )
    if isinstance(decided, Refusal):
        raise RefusedError(decided)
    asked = Asked(
        at=at,
        actor=actor,
        channel=channel,
        idempotency_key=idempotency_key,
        reason_code="goodwill",
        reason_text=note,
    )
    refund = confirm_refund(subscription, decided, (), asked)
    told = _answer_reviews(subscription, refund, decided, at)
    append_events(subscription, told, at=at, actor=actor, channel=channel)
    return refund


def _answer_reviews(
    subscription: Subscription, refund: Refund, decided: RefundDecision, at: datetime
) -> list[tuple[str, dict[str, Any]]]:
    """Close the reviews that were asked for of these orders; the events that say so."""
    asked_for = Case.objects.filter(
        subscription=subscription,
        kind="refund_review",
        state="open",
        invoice__number__in=[line.order_number for line in decided.lines],
    )
    answered = list(asked_for.order_by("pk").values_list("pk", "reference", "invoice__number"))
    Case.objects.filter(pk__in=[pk for pk, _, _ in answered], state="open").update(
        state="closed", closed_at=at, resolution=refund.reference
    )
    return [
        ("refund_granted", {"case": case, "order": order, "refund": refund.reference})
        for _, case, order in answered
    ]
