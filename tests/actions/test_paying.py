"""Paying an open order at once: one charge at a time, with a card of one's own."""

from datetime import datetime, timedelta

import pytest

from fairwell.actions.billing.pay_invoice import pay_invoice
from fairwell.models import Invoice, PaymentAttempt, Subscription
from tests import deeds
from tests.actions.bills import newest
from tests.actions.charges import HARD, SOFT, another_card, record, renewed, state_of, wrong
from tests.cast import Cast

DAY = timedelta(days=1)


def pay(owner: Subscription, at: datetime, **options: object) -> PaymentAttempt:
    """Press the button on the page."""
    said = {"order_number": newest(owner).number, "method_id": None, "idempotency_key": "page-1"}
    said |= options
    return pay_invoice(subscription_id=owner.pk, at=at, **deeds.PORTAL, **said)


def overdue(cast: Cast, **options: object) -> tuple[Subscription, datetime]:
    """Somebody whose bank refused, and the day after."""
    owner = renewed(cast, **options)
    record(owner.current_period_start, every=SOFT)
    return owner, owner.current_period_start + DAY


def test_an_overdue_order_is_paid_at_once(cast: Cast) -> None:
    anna, at = overdue(cast)

    attempt = pay(anna, at)

    assert (attempt.method, attempt.state) == (anna.method, "init")
    assert record(at) == {"succeeded": 1}
    assert state_of(newest(anna)) == ("paid", "none")
    assert deeds.history(anna)[-2:] == ["charge_asked", "charge_succeeded"]
    assert anna.standing == "current"
    assert wrong(at) == []


def test_pressed_twice_it_is_one_charge(cast: Cast) -> None:
    anna, at = overdue(cast)

    assert pay(anna, at) == pay(anna, at)

    assert newest(anna).attempts.count() == 2
    record(at, every=SOFT)
    assert pay(anna, at + DAY).state == "declined", "the old page does not charge again"


def test_another_card_of_ones_own_pays_this_once(cast: Cast) -> None:
    anna, at = overdue(cast)
    other = another_card(anna)

    assert pay(anna, at, method_id=other.pk).method == other

    anna.refresh_from_db()
    assert anna.method != other


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": "paid", "collection": "none", "collect_at": None}, "order_paid"),
        ({"state": "voided", "collection": "none", "collect_at": None}, "order_not_owed"),
        ({"collection": "paused", "collect_at": None}, "order_disputed"),
        ({"collection": "stopped", "collect_at": None}, "order_not_owed"),
    ],
)
def test_what_is_not_to_be_paid_is_refused(
    cast: Cast, change: dict[str, object], code: str
) -> None:
    anna, at = overdue(cast)
    Invoice.objects.filter(pk=newest(anna).pk).update(**change)
    order = anna.invoices.latest("pk").number

    assert deeds.refusal(lambda: pay(anna, at, order_number=order)).code == code


def test_what_is_being_charged_is_not_charged_beside_it(cast: Cast) -> None:
    anna = renewed(cast)

    refusal = deeds.refusal(lambda: pay(anna, anna.current_period_start))

    assert refusal.code == "being_charged"


def test_other_peoples_cards_and_orders_are_unknown(cast: Cast) -> None:
    anna, at = overdue(cast)
    ben = cast.subscriber("ben")

    assert deeds.refusal(lambda: pay(anna, at, method_id=ben.method_id)).code == "pay_card_needed"
    theirs = ben.invoices.latest("pk").number
    assert deeds.refusal(lambda: pay(anna, at, order_number=theirs)).code == "order_unknown"


def test_a_card_that_was_refused_for_good_is_not_tried(cast: Cast) -> None:
    anna = renewed(cast)
    record(anna.current_period_start, every=HARD)

    refusal = deeds.refusal(lambda: pay(anna, anna.current_period_start + DAY))

    assert refusal.code == "pay_card_unusable"


def test_who_left_may_still_pay_what_was_used(cast: Cast) -> None:
    anna, at = overdue(cast, price="price_vault_usd")
    deeds.leave(anna, at=at + 10 * DAY)
    left = newest(anna).owed_minor

    assert pay(anna, at + 11 * DAY).amount_minor == left
    record(at + 11 * DAY, every=SOFT)
    assert state_of(newest(anna)) == ("finalized", "stopped")
    pay(anna, at + 12 * DAY, idempotency_key="page-2")
    record(at + 12 * DAY)

    assert state_of(newest(anna)) == ("paid", "none")
    assert wrong(at + 12 * DAY) == []
