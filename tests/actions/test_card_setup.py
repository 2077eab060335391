"""Another card: taken on when the gateway says so, and overdue orders are charged to it at once."""

from datetime import datetime, timedelta

import pytest

from fairwell.actions.billing.finish_card_setup import finish_card_setup
from fairwell.actions.billing.name_card_setup import name_card_setup
from fairwell.actions.billing.start_card_setup import start_card_setup
from fairwell.actions.catalog.import_payments import import_payments
from fairwell.domain.imports import ImportedMethod, ImportedPayment
from fairwell.domain.payments import CardSetupAnswer, MethodAnswer
from fairwell.models import CardSetup, Invoice, PaymentMethod, Subscription
from tests import deeds
from tests.actions.bills import newest
from tests.actions.charges import HARD, collect, record, renewed, state_of, wrong
from tests.cast import NOW, Cast

NEW = CardSetupAnswer(
    "done",
    MethodAnswer(
        method_ref="pm_new", brand="visa", last4="1881", expires_month=12, expires_year=2035
    ),
)

# A charge that the former system could not make.
REFUSED = ImportedPayment(
    external_id="ch_refused",
    order_number="Q-2000",
    customer_external_id="cus_anna",
    subscription_external_id="sub_anna",
    amount_minor=7_999,
    refunded_minor=0,
    currency="USD",
    charged_at=NOW - timedelta(days=3),
    status="failed",
    method=ImportedMethod("pm_anna", "visa", "4242", 12, 2029),
)


def visit(owner: Subscription, *, at: datetime = NOW, for_all: bool = False) -> CardSetup:
    """Begin a visit to the bank's page."""
    said = {"idempotency_key": f"visit-{owner.pk}", **deeds.PORTAL}
    setup = start_card_setup(subscription_id=owner.pk, for_all=for_all, at=at, **said)
    name_card_setup(setup_id=setup.pk, setup_ref=f"cs_{setup.pk}", at=at, **said)
    setup.refresh_from_db()
    return setup


def back(setup: CardSetup, answer: CardSetupAnswer = NEW, *, at: datetime = NOW) -> CardSetup:
    """Come back from it and agree."""
    return finish_card_setup(
        setup_id=setup.pk, answer=answer, at=at, idempotency_key="k", **deeds.PORTAL
    )


def test_the_new_card_pays_what_is_overdue_at_once_at_any_hour(cast: Cast) -> None:
    anna = renewed(cast)
    at = anna.current_period_start
    record(at, every=HARD)
    night = at.replace(hour=6, day=at.day + 1)

    back(visit(anna, at=night), at=night)
    collect(night)

    assert record(night) == {"succeeded": 1}
    assert state_of(newest(anna)) == ("paid", "none")
    deeds.history(anna)
    assert (anna.standing, anna.method.method_ref) == ("current", "pm_new")
    assert wrong(night) == []


def test_the_new_card_pays_what_was_taken_over_unpaid(cast: Cast) -> None:
    anna = cast.subscriber("anna", standing="grace")
    import_payments(rows=[(1, REFUSED)], file="payments", gateway="sandbox", at=NOW)
    order = Invoice.objects.get(number=REFUSED.order_number)
    assert state_of(order) == ("finalized", "none")

    back(visit(anna))
    collect(NOW)

    assert record(NOW) == {"succeeded": 1}
    order.refresh_from_db()
    assert state_of(order) == ("paid", "none")
    assert order.attempts.count() == 2


def test_it_is_for_one_subscription_or_for_all(cast: Cast) -> None:
    anna, vault = cast.subscriber("anna"), cast.subscriber("vera")
    vault.customer = anna.customer
    vault.save()

    back(visit(anna))
    vault.refresh_from_db()
    assert vault.method.method_ref == "pm_vera"

    back(visit(vault, for_all=True))
    for owner in (anna, vault):
        owner.refresh_from_db()
        assert owner.method.method_ref == "pm_new"
        assert deeds.history(owner)[-1] == "card_changed"


def test_told_twice_it_happens_once(cast: Cast) -> None:
    setup = visit(cast.subscriber("anna"))
    back(setup)
    before = deeds.rows()

    back(setup)

    assert deeds.rows() == before


@pytest.mark.parametrize("state", ["expired", "cancelled"])
def test_a_visit_without_a_card_changes_nothing_but_itself(cast: Cast, state: str) -> None:
    anna = cast.subscriber("anna")
    setup = visit(anna)

    assert back(setup, CardSetupAnswer(state)).state == state

    assert deeds.refusal(lambda: back(setup)).code == "card_setup_over"
    assert not PaymentMethod.objects.filter(method_ref="pm_new").exists()


def test_a_visit_that_still_goes_on_is_left_open(cast: Cast) -> None:
    setup = visit(cast.subscriber("anna"))

    assert back(setup, CardSetupAnswer("open")).state == "open"
    assert back(setup).state == "done"


def test_the_name_of_a_visit_is_given_once(cast: Cast) -> None:
    setup = visit(cast.subscriber("anna"))

    name_card_setup(
        setup_id=setup.pk, setup_ref="cs_other", at=NOW, idempotency_key="k", **deeds.PORTAL
    )

    setup.refresh_from_db()
    assert setup.setup_ref == f"cs_{setup.pk}"
