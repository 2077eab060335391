"""One letter of each kind of notice, with what it tells."""

from typing import Any

from fairwell.actions.notices.prepare_notice import prepare_notice
from fairwell.actions.steps.queue_notice import queue_notice
from fairwell.gateways.mail.compose import compose
from fairwell.gateways.mail.letter import Letter
from fairwell.gateways.mail.letters import LETTERS
from fairwell.models import Notice, Subscription
from tests.cast import NOW

PRICES = {"old": {"minor": 7_999, "currency": "USD"}, "new": {"minor": 8_999, "currency": "USD"}}
NEXT = {
    "at": "2026-12-07T09:00:00+00:00",
    "on": "2026-12-07",
    "until_on": "2027-12-07",
    "minor": 7_999,
    "tax_minor": 652,
    "currency": "USD",
}
OF_SUBSCRIPTION = {"plan": "Guard Plus", "term": "P1Y", "card": "Visa •••• 4242", "next": NEXT}
OF_ORDER = {
    **OF_SUBSCRIPTION,
    "order": "Q-1001",
    "currency": "USD",
    "total_minor": 7_999,
    "tax_minor": 652,
    "from_credit_minor": 0,
    "owed_minor": 7_999,
    "first_on": "2026-09-25",
    "end_on": "2027-09-25",
    "charged_to": "Visa •••• 4242",
}
TOLD: dict[str, dict[str, Any]] = {
    "receipt": {**OF_ORDER, "paid_on": "2026-11-21"},
    "charge_failed": {**OF_ORDER, "failure_code": "insufficient_funds", "retry_on": "2026-11-24"},
    "on_hold": OF_ORDER,
    "ended_unpaid": OF_ORDER,
    "renewal_reminder": OF_SUBSCRIPTION,
    "trial_end": OF_SUBSCRIPTION,
    "price_change": {**OF_SUBSCRIPTION, **PRICES, "on": "2026-12-07"},
    "card_expiry": {**OF_SUBSCRIPTION, "year": 2026, "month": 12},
    "annual_summary": {
        **OF_SUBSCRIPTION,
        "term": "P1M",
        "first_on": "2025-11-21",
        "end_on": "2026-11-21",
        "totals": [{"currency": "USD", "paid": 11_988, "refunded": 999}],
    },
    "pause_ending": {**OF_SUBSCRIPTION, "on": "2026-12-07"},
    "first": OF_SUBSCRIPTION,
    "dispute": {**OF_ORDER, "case": "FW-2222", "answer_by": "2026-11-26"},
    "disputed_settled": {
        **OF_ORDER, "case": "FW-2222", "upheld": True, "refund_minor": 999, "answer": "Sorry.",
    },
    "early_end_asked": {**OF_SUBSCRIPTION, "case": "FW-2222", "answer_by": "2026-11-26"},
    "early_end_declined": {**OF_SUBSCRIPTION, "case": "FW-2222", "answer": "Sorry."},
}  # fmt: skip
assert set(TOLD) == set(LETTERS)


def told(template: str, subscription: Subscription, language: str = "en", **changes: Any) -> Notice:
    """The notice as it is when it leaves; a change to None leaves that value out."""
    context = {**TOLD[template], **changes}
    return queue_notice(
        template,
        key=f"{template}:{language}:{Notice.objects.count()}",
        to_email=subscription.customer.email,
        language=language,
        at=NOW,
        customer=subscription.customer,
        subscription=subscription,
        context={name: value for name, value in context.items() if value is not None},
    )


def letter_of(
    template: str, subscription: Subscription, language: str = "en", **changes: Any
) -> Letter:
    """Its letter."""
    return compose(told(template, subscription, language, **changes))


def letter_about(template: str, subscription: Subscription) -> Letter:
    """The letter about the subscription's only order, with what the books say of it."""
    notice = queue_notice(
        template,
        key=f"{template}:books",
        to_email=subscription.customer.email,
        language="en",
        at=NOW,
        customer=subscription.customer,
        subscription=subscription,
        invoice=subscription.invoices.get(),
    )
    ready = prepare_notice(notice_id=notice.pk, at=NOW)
    assert ready is not None
    return compose(ready)
