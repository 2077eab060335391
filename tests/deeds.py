"""What the cast does, in one line each, and what every story checks of the books afterwards."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from fairwell.actions.billing.quote_refund import quote_refund
from fairwell.actions.billing.request_refund import request_refund
from fairwell.actions.billing.submit_refund_attempt import submit_refund_attempt
from fairwell.actions.steps.append_event import axes_of
from fairwell.actions.subscriptions.cancel_subscription import cancel_subscription
from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.actions.subscriptions.turn_off_renewal import turn_off_renewal
from fairwell.actions.subscriptions.turn_on_renewal import turn_on_renewal
from fairwell.actions.subscriptions.undo_cancellation import undo_cancellation
from fairwell.actions.subscriptions.withdraw_from_contract import withdraw_from_contract
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.timeline import fold
from fairwell.models import (
    CancellationRequest,
    PaymentAttempt,
    Refund,
    RefundQuote,
    Statement,
    Subscription,
)
from fairwell.proof.keys import KeyRing
from fairwell.proof.verify import verify_document
from fairwell.queries.books import ask_all
from tests.cast import NOW

PORTAL = {"actor": "subscriber", "channel": "portal"}


def quote(subscription: Subscription, *, at: datetime = NOW, **options: Any) -> RefundQuote:
    """Ask what leaving would do: verb=, choice=, on_date=."""
    return quote_ending(subscription_id=subscription.pk, user_id=None, at=at, **PORTAL, **options)


def quote_order(subscription: Subscription, order: str, *, at: datetime = NOW) -> RefundQuote:
    """Ask what a refund of that order would be."""
    return quote_refund(
        subscription_id=subscription.pk, order_number=order, user_id=None, at=at, **PORTAL
    )


def terms(quoted: RefundQuote, **options: Any) -> dict[str, Any]:
    """The arguments with which a person agrees to what they were quoted."""
    return {
        "subscription_id": quoted.subscription_id,
        "quote_token": quoted.token,
        "expected": quoted.digest,
        "idempotency_key": quoted.token,
        "at": NOW,
        **PORTAL,
        **options,
    }


def confirm(quoted: RefundQuote, **options: Any) -> CancellationRequest:
    """Agree to a quoted ending."""
    act = withdraw_from_contract if quoted.verb == "withdraw" else cancel_subscription
    return act(**terms(quoted, **options))


def confirm_order(quoted: RefundQuote, **options: Any) -> Refund:
    """Agree to a quoted refund of one order."""
    return request_refund(**terms(quoted, **options))


def leave(
    subscription: Subscription, choice: str = "now", *, at: datetime = NOW, **options: Any
) -> CancellationRequest:
    """Ask and agree at once."""
    return confirm(quote(subscription, choice=choice, at=at, **options), at=at)


def withdraw(subscription: Subscription, *, at: datetime = NOW) -> CancellationRequest:
    """Ask for the statutory withdrawal and agree at once."""
    return confirm(quote(subscription, verb="withdraw", at=at), at=at)


def refund_order(subscription: Subscription, order: str, *, at: datetime = NOW) -> Refund:
    """Ask for an order's refund and agree at once."""
    return confirm_order(quote_order(subscription, order, at=at), at=at)


def switch(subscription: Subscription, to: str, *, at: datetime = NOW, **options: Any) -> Statement:
    """Turn renewal "on" or "off"."""
    act = turn_on_renewal if to == "on" else turn_off_renewal
    said = {"idempotency_key": f"switch-{to}", **PORTAL, **options}
    return act(subscription_id=subscription.pk, at=at, **said)


def undo(subscription: Subscription, reference: str, *, at: datetime = NOW) -> Statement:
    """Take a cancellation back."""
    return undo_cancellation(
        subscription_id=subscription.pk,
        reference=reference,
        at=at,
        idempotency_key=f"undo-{reference}",
        **PORTAL,
    )


def order_of(subscription: Subscription) -> str:
    """The number of its latest order."""
    return subscription.invoices.order_by("-issued_at", "-pk")[0].number


def attempt_of(refund: Refund) -> PaymentAttempt:
    """The one attempt of a refund over one payment."""
    return PaymentAttempt.objects.get(allocation__refund=refund)


def sent(refund: Refund, *, at: datetime = NOW) -> PaymentAttempt:
    """The refund's attempt as it stands when the call has just been made."""
    attempt = attempt_of(refund)
    assert submit_refund_attempt(attempt_id=attempt.pk, at=at).send
    return attempt


def refusal(deed: Callable[[], object]) -> Refusal:
    """Why the deed was refused, after checking that not a single row was written."""
    before = rows()
    with pytest.raises(RefusedError) as refused:
        deed()
    assert rows() == before
    return refused.value.refusal


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to compare: nothing written means nothing changed either."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_app_config("fairwell").get_models()
    }


def verified(statement: Statement) -> dict[str, Any]:
    """What a sealed statement says, once it was proven genuine under the vendor's keys."""
    keys = KeyRing.open(settings.SEAL_KEYS_DIR, at=NOW).published()["keys"]
    verdict = verify_document(statement.document.encode(), trusted_keys=keys)
    assert verdict.status == "genuine", verdict.summary
    assert verdict.statement is not None
    assert verdict.statement["reference"] == statement.reference
    assert verdict.statement["kind"] == statement.kind
    return verdict.statement


def history(subscription: Subscription) -> list[str]:
    """The kinds of its events in order, after checking that they tell its whole state."""
    subscription.refresh_from_db()
    events = list(subscription.events.order_by("no"))
    assert [event.no for event in events] == list(range(1, subscription.last_event_no + 1))
    assert fold((event.kind, event.data) for event in events) == axes_of(subscription)
    return [event.kind for event in events]


def violations(at: datetime = NOW) -> list[str]:
    """Everything that the books' own audit finds wrong."""
    return [
        f"{check.name}: {wrong.row}: {wrong.wrong}"
        for check, found in ask_all(at)
        for wrong in found.violations
    ]
