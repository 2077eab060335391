"""Cancelling: one decision, one request, one promise of money, one sealed confirmation."""

from datetime import timedelta

import pytest

from fairwell.actions.subscriptions.cancel_subscription import cancel_subscription
from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.domain.refusal import RefusedError
from fairwell.models import (
    CancellationRequest,
    Notice,
    Refund,
    RefundQuote,
    Statement,
    Subscription,
)
from tests.cast import NOW, Cast


def quote(subscription: Subscription, **options: object) -> RefundQuote:
    return quote_ending(
        subscription_id=subscription.pk,
        user_id=None,
        at=options.pop("at", NOW),
        actor="subscriber",
        channel="portal",
        **options,
    )


def confirm(quoted: RefundQuote, **options: object) -> CancellationRequest:
    return cancel_subscription(
        subscription_id=quoted.subscription_id,
        quote_token=quoted.token,
        **{
            "expected": quoted.digest,
            "at": NOW,
            "actor": "subscriber",
            "channel": "portal",
            "idempotency_key": quoted.token,
            **options,
        },
    )


def test_an_annual_plan_cancelled_on_day_57_ends_now_and_is_refunded_in_full(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    request = confirm(quote(anna, choice="now"))

    anna.refresh_from_db()
    assert (anna.renewal, anna.service, anna.ended_at) == ("ended", "terminated", NOW)
    assert request.state == "effective"
    refund = Refund.objects.get(cancellation=request)
    assert (refund.total_minor, refund.currency, refund.state) == (7_999, "USD", "approved")
    part = refund.allocations.get()
    assert part.payment.refund_reserved_minor == 7_999
    assert part.rule_id == "vendor-60-annual/annual-60-days"
    assert refund.credit_notes.get().number == "CN-000001"
    statement = Statement.objects.get(cancellation=request)
    assert statement.reference == request.reference
    assert Notice.objects.get(statement=statement).to_email == "anna@mail.example"


def test_a_double_click_does_nothing_twice(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    quoted = quote(anna, choice="now")

    first, second = confirm(quoted), confirm(quoted)

    assert first == second
    assert Refund.objects.count() == CancellationRequest.objects.count() == 1


def test_an_expired_quote_is_refused_and_nothing_is_written(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    quoted = quote(anna, choice="now")

    with pytest.raises(RefusedError) as refused:
        confirm(quoted, at=NOW + timedelta(minutes=30))

    assert refused.value.refusal.code == "quote_expired"
    assert not CancellationRequest.objects.exists()


def test_a_quote_given_on_the_last_day_is_honoured_minutes_after_midnight(cast: Cast) -> None:
    charged = NOW - timedelta(days=60)
    anna = cast.subscriber("anna", charged=charged)
    evening = NOW.replace(hour=4, minute=45) + timedelta(days=1)  # 23:45 in New York, still day 60
    quoted = quote(anna, choice="now", at=evening)

    request = confirm(quoted, at=evening + timedelta(minutes=20))

    assert request.refund.total_minor == 7_999
