"""A card to buy with: left at the bank's page, kept on file, and charged for nothing yet."""

from datetime import timedelta
from typing import Any

import pytest

from fairwell.actions.billing.keep_buyers_card import keep_buyers_card
from fairwell.actions.billing.start_buyers_card import start_buyers_card
from fairwell.domain.payments import CardSetupAnswer, MethodAnswer
from fairwell.models import CardSetup, Customer, PaymentMethod
from tests.cast import NOW, Cast
from tests.deeds import PORTAL

CARD = MethodAnswer(
    method_ref="pm_new", brand="visa", last4="1881", expires_month=3, expires_year=2030
)
DONE = CardSetupAnswer("done", CARD)


def visit(customer: Customer, token: str = "t", **more: Any) -> CardSetup:
    said = {"at": NOW, "idempotency_key": token, **PORTAL, **more}
    return start_buyers_card(customer_id=customer.pk, **said)


def keep(setup: CardSetup, answer: CardSetupAnswer) -> CardSetup:
    return keep_buyers_card(setup_id=setup.pk, answer=answer, at=NOW, idempotency_key="t", **PORTAL)


def test_the_card_is_kept_and_nothing_else_changes(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    before = anna.method
    setup = visit(anna.customer)

    kept = keep(setup, DONE)

    assert (kept.state, kept.closed_at, kept.subscription) == ("done", NOW, None)
    assert kept.method is not None
    assert (kept.method.last4, kept.method.customer) == ("1881", anna.customer)
    anna.refresh_from_db()
    assert anna.method == before


def test_the_same_visit_is_one(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    assert visit(anna.customer) == visit(anna.customer, at=NOW + timedelta(hours=1))
    for _ in range(2):
        keep(visit(anna.customer), DONE)
    assert PaymentMethod.objects.filter(method_ref="pm_new").count() == 1


@pytest.mark.parametrize("state", ["open", "cancelled", "expired"])
def test_a_visit_without_a_card_brings_none(cast: Cast, state: Any) -> None:
    setup = visit(cast.subscriber("anna").customer)

    kept = keep(setup, CardSetupAnswer(state))

    assert (kept.state, kept.method) == (state, None)
    assert not PaymentMethod.objects.filter(method_ref="pm_new").exists()
