"""Quotes: found by their own person, decided again, and known to be lapsed, spent or confirmed."""

from datetime import timedelta

import pytest

from fairwell.actions.billing.quote_refund import quote_refund
from fairwell.actions.billing.request_refund import request_refund
from fairwell.actions.subscriptions.cancel_subscription import cancel_subscription
from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.actions.subscriptions.undo_cancellation import undo_cancellation
from fairwell.models import Payment, RefundQuote, Subscription
from fairwell.queries.quotes import quote_of
from tests.cast import NOW, Cast
from tests.queries.test_account import user_id

ASKED = {"at": NOW, "actor": "subscriber", "channel": "portal"}


def quoted(subscription: Subscription, verb: str, **choice: object) -> RefundQuote:
    """A quote of one of the three verbs."""
    asked = {"subscription_id": subscription.pk, "user_id": None, **ASKED}
    if verb == "refund":
        return quote_refund(order_number="Q-1001", **asked)
    return quote_ending(verb=verb, **asked, **choice)


def confirmed(quote: RefundQuote) -> dict[str, object]:
    """What confirming that quote takes."""
    return {
        "subscription_id": quote.subscription_id,
        "quote_token": quote.token,
        "expected": quote.digest,
        "idempotency_key": quote.token,
        **ASKED,
    }


@pytest.mark.parametrize("verb", ["cancel", "withdraw", "refund"])
def test_a_quote_that_holds_is_decided_as_it_was_promised(cast: Cast, verb: str) -> None:
    dora = cast.subscriber(
        "dora", price="price_year_eur", country="DE", charged=NOW - timedelta(days=5)
    )
    quote = quoted(dora, verb)

    found = quote_of(user_id(dora), quote.token, at=NOW + timedelta(minutes=29))

    assert found is not None
    assert found.decided is not None
    assert found.decided.as_dict() == quote.decision
    assert found.confirmed is None


def test_somebody_elses_and_unknown_quotes_are_not_there(cast: Cast) -> None:
    anna, bob = cast.subscriber("anna"), cast.subscriber("bob")
    token = quoted(anna, "cancel").token

    assert quote_of(user_id(bob), token, at=NOW) is None
    assert quote_of(user_id(anna), "x" * 43, at=NOW) is None


def test_it_lapses_with_its_time(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    quote = quoted(anna, "cancel")

    found = quote_of(user_id(anna), quote.token, at=quote.expires_at)

    assert found is not None
    assert found.decided is None


def test_it_lapses_when_the_facts_move(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    quote = quoted(anna, "cancel")
    Payment.objects.update(refunded_minor=1)

    found = quote_of(user_id(anna), quote.token, at=NOW)

    assert found is not None
    assert found.decided is None


def test_a_confirmed_cancellation_is_known_until_it_is_undone_and_then_spent(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    quote = quoted(anna, "cancel", choice="end_of_term")
    request = cancel_subscription(**confirmed(quote))

    found = quote_of(user_id(anna), quote.token, at=NOW)
    assert found is not None
    assert found.confirmed == request.reference

    undo_cancellation(
        subscription_id=anna.pk, reference=request.reference, idempotency_key="u", **ASKED
    )
    spent = quote_of(user_id(anna), quote.token, at=NOW)
    assert spent is not None
    assert (spent.confirmed, spent.decided) == (None, None)


def test_a_confirmed_refund_leads_to_what_confirms_it(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    ends = quoted(anna, "refund")
    refund = request_refund(**confirmed(ends))

    found = quote_of(user_id(anna), ends.token, at=NOW)

    assert found is not None
    assert refund.cancellation is not None
    assert found.confirmed == refund.cancellation.reference


def test_a_refund_that_leaves_the_service_is_confirmed_by_its_own_reference(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=20))
    Payment.objects.update(captured_at=NOW - timedelta(days=20))
    anna.invoices.update(
        period_start=NOW - timedelta(days=385), period_end=NOW - timedelta(days=20)
    )
    alone = quoted(anna, "refund")
    refund = request_refund(**confirmed(alone))

    found = quote_of(user_id(anna), alone.token, at=NOW)

    assert found is not None
    assert refund.cancellation is None
    assert found.confirmed == refund.reference
