"""With billing off the worker takes no money and sends no reminder that nobody asked for."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings

from fairwell.actions.billing.pay_invoice import pay_invoice
from fairwell.config.env import Environment
from fairwell.models import Invoice, Notice, Payment, PaymentAttempt, Subscription
from tests import changing, deeds
from tests.actions.bills import newest
from tests.actions.charges import renewed
from tests.cast import NOW
from tests.worker.stage import Stage


@pytest.fixture
def off(stage: Stage) -> Iterator[Stage]:
    """A vendor that has imported its list, and not switched billing on."""
    told = settings.ENVIRONMENT.model_copy(update={"billing": "off"})
    with override_settings(ENVIRONMENT=told):
        yield stage


def on() -> override_settings:
    """Billing is switched on."""
    told = settings.ENVIRONMENT.model_copy(update={"billing": "on"})
    return override_settings(ENVIRONMENT=told)


def test_it_is_off_unless_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAIRWELL_BILLING")

    assert Environment().billing == "off"


def test_an_imported_list_is_neither_billed_nor_charged_nor_written_to(off: Stage) -> None:
    for n, days in enumerate((20, 300, 364, 365)):
        off.cast.subscriber(f"nr{n}", charged=NOW - timedelta(days=days))
    off.adopt()

    for _ in range(12):
        off.work(days=31)

    assert not Invoice.objects.filter(series="invoices").exists()
    assert not PaymentAttempt.objects.filter(kind="charge").exclude(state="succeeded").exists()
    assert not Notice.objects.exists()
    assert off.mail.messages() == []
    assert deeds.violations(off.at) == []


def test_leaving_ending_and_refunds_go_on(off: Stage) -> None:
    refund = off.refund()
    ben = off.cast.subscriber("ben", charged=NOW - timedelta(days=365, hours=-1))
    deeds.leave(ben, "end_of_term")

    off.work(hours=2)

    refund.refresh_from_db()
    ben.refresh_from_db()
    assert (refund.state, ben.renewal) == ("succeeded", "ended")


def due(stage: Stage) -> Subscription:
    """Her next term was billed before billing was switched off."""
    anna = renewed(stage.cast, "anna", charged=NOW - timedelta(days=364))
    stage.at = anna.current_period_start
    return anna


def test_a_charge_that_waited_is_not_sent_until_billing_is_on_again(off: Stage) -> None:
    anna = due(off)

    off.work(minutes=1)
    off.work(days=40)
    attempt = PaymentAttempt.objects.get(invoice=newest(anna))
    assert (attempt.state, Payment.objects.count()) == ("init", 1)

    with on():
        off.work(minutes=1)
        off.work(minutes=1)
    attempt.refresh_from_db()
    assert attempt.state == "succeeded"


def test_what_was_sent_before_is_still_asked_about(off: Stage) -> None:
    anna = due(off)
    off.bank.order_fault("charge", "timeout_after")
    with on():
        off.work(minutes=1)
    attempt = PaymentAttempt.objects.get(invoice=newest(anna))
    assert attempt.state == "unknown"

    off.work(minutes=5)

    attempt.refresh_from_db()
    assert attempt.state == "succeeded"


def test_who_pays_an_order_is_charged(off: Stage) -> None:
    anna = due(off)
    order = newest(anna)
    PaymentAttempt.objects.filter(invoice=order).update(
        state="failed", failure_code="not_sent", ask_at=None
    )
    pay_invoice(
        subscription_id=anna.pk, order_number=order.number, method_id=None, at=off.at,
        idempotency_key="k", **deeds.PORTAL,
    )  # fmt: skip

    off.work(minutes=1)

    order.refresh_from_db()
    assert order.state == "paid"


def test_who_changes_to_more_is_charged_the_difference(off: Stage) -> None:
    sold, anna = changing.sell_tiers(off.cast), off.cast.subscriber("anna")
    changing.change(anna, sold["premium"])

    off.work(minutes=1)

    assert anna.invoices.get(kind="adjustment").state == "paid"
