"""The deeds of the cast that end in a sealed statement, one function for each kind."""

from datetime import timedelta
from typing import Any

from fairwell.actions.billing.quote_refund import quote_refund
from fairwell.actions.billing.record_refund_outcome import record_refund_outcome
from fairwell.actions.billing.request_refund import request_refund
from fairwell.actions.billing.reroute_refund import reroute_refund
from fairwell.actions.billing.submit_refund_attempt import submit_refund_attempt
from fairwell.actions.subscriptions.cancel_subscription import cancel_subscription
from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.actions.subscriptions.turn_off_renewal import turn_off_renewal
from fairwell.actions.subscriptions.turn_on_renewal import turn_on_renewal
from fairwell.actions.subscriptions.undo_cancellation import undo_cancellation
from fairwell.actions.subscriptions.withdraw_from_contract import withdraw_from_contract
from fairwell.domain.payments import GatewayAnswer
from fairwell.models import Case, PaymentAttempt, Refund, Statement, Subscription
from tests.cast import NOW, Cast

DONE = {"at": NOW, "actor": "subscriber", "channel": "portal"}
LATER = NOW + timedelta(days=3)


def cancelled(
    subscription: Subscription, choice: str = "now", actor: str = "subscriber", **options: Any
) -> Statement:
    done = {**DONE, "actor": actor}
    quote = quote_ending(
        subscription_id=subscription.pk, user_id=None, choice=choice, **done, **options
    )
    request = cancel_subscription(
        subscription_id=subscription.pk,
        quote_token=quote.token,
        expected=quote.digest,
        idempotency_key=quote.token,
        **done,
    )
    return Statement.objects.get(reference=request.reference)


def withdrawn(subscription: Subscription) -> Statement:
    quote = quote_ending(subscription_id=subscription.pk, user_id=None, verb="withdraw", **DONE)
    request = withdraw_from_contract(
        subscription_id=subscription.pk,
        quote_token=quote.token,
        expected=quote.digest,
        idempotency_key=quote.token,
        **DONE,
    )
    return Statement.objects.get(reference=request.reference)


def undone(subscription: Subscription) -> Statement:
    told = cancelled(subscription, "end_of_term")
    return undo_cancellation(
        subscription_id=subscription.pk, reference=told.reference, idempotency_key="", **DONE
    )


def renewal_off(subscription: Subscription) -> Statement:
    return turn_off_renewal(subscription_id=subscription.pk, idempotency_key="", **DONE)


def renewal_on(subscription: Subscription) -> Statement:
    renewal_off(subscription)
    return turn_on_renewal(subscription_id=subscription.pk, idempotency_key="", **DONE)


def refund_instructed(subscription: Subscription) -> Statement:
    """A refund alone, asked for when the service had ended already."""
    end = NOW + timedelta(hours=20)  # midnight in New York
    cancelled(subscription, "on_date", on_date=NOW.date())
    end_due_subscriptions(at=end)
    order = subscription.invoices.get().number
    done = {**DONE, "at": end}
    quote = quote_refund(subscription_id=subscription.pk, order_number=order, user_id=None, **done)
    refund = request_refund(
        subscription_id=subscription.pk,
        quote_token=quote.token,
        expected=quote.digest,
        idempotency_key=quote.token,
        **done,
    )
    return Statement.objects.get(reference=refund.reference)


def outcome_of(refund: Refund, *outcomes: str) -> Statement:
    """Send the refund's parts, oldest payment first, and record what the gateway says of each."""
    attempts = PaymentAttempt.objects.filter(allocation__refund=refund)
    for attempt, outcome in zip(
        attempts.order_by("allocation__payment__captured_at"), outcomes, strict=True
    ):
        submit_refund_attempt(attempt_id=attempt.pk, at=LATER)
        news = GatewayAnswer(
            outcome=outcome,
            gateway_ref=f"re_{attempt.pk}",
            failure_code="card_closed" if outcome == "failed" else "",
        )
        record_refund_outcome(attempt_id=attempt.pk, news=news, at=LATER)
    return refund.statements.order_by("pk").last()


def refund_settled(subscription: Subscription) -> Statement:
    return outcome_of(cancelled(subscription).cancellation.refund, "succeeded")


def refund_failed(subscription: Subscription) -> Statement:
    return outcome_of(cancelled(subscription).cancellation.refund, "failed")


def refund_rerouted(subscription: Subscription) -> Statement:
    refund = refund_failed(subscription).refund
    reroute_refund(
        case_reference=Case.objects.get(kind="refund_failed").reference,
        evidence="SEPA 4711",
        at=LATER,
        actor="operator",
        channel="shell",
        idempotency_key="",
    )
    return refund.statements.get(kind="refund_settled")


def one_of_each(cast: Cast) -> dict[str, Statement]:
    """A statement of every kind, each by another subscriber."""
    year = {"country": "US"}
    return {
        "cancellation": cancelled(cast.subscriber("anna")),
        "cancellation later": cancelled(cast.subscriber("bert"), "end_of_term"),
        "cancellation on date": cancelled(
            cast.subscriber("carl", price="price_month_usd", charged=NOW - timedelta(days=3)),
            "on_date",
            on_date=(NOW + timedelta(days=70)).date(),
        ),
        "withdrawal": withdrawn(
            cast.subscriber(
                "lena", price="price_year_eur", country="DE", language="de",
                charged=NOW - timedelta(days=5), early_start=True,
            )
        ),
        "cancellation_undone": undone(cast.subscriber("dora", **year)),
        "renewal_off": renewal_off(cast.subscriber("emil", **year)),
        "renewal_on": renewal_on(cast.subscriber("fred", **year)),
        "refund_instructed": refund_instructed(cast.subscriber("gina", **year)),
        "refund_settled": refund_settled(cast.subscriber("hana", price="price_year_jpy")),
        "refund_failed": refund_failed(cast.subscriber("iris", **year)),
    }  # fmt: skip
