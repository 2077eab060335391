"""Many workers and many clicks at the same moment: each charge is claimed and written once."""

from datetime import timedelta

import pytest

from fairwell.actions.billing.claim_charges import ChargeOrder, claim_charges
from fairwell.actions.billing.collect_due_invoices import collect_due_invoices
from fairwell.actions.billing.pay_invoice import pay_invoice
from fairwell.domain.refusal import RefusedError
from fairwell.models import PaymentAttempt, Transfer
from tests import deeds
from tests.actions.bills import bill, newest
from tests.actions.charges import SOFT, record, renewed, wrong
from tests.cast import Cast
from tests.threads import at_once

HOURS = timedelta(hours=1)


def test_eight_workers_claim_each_charge_once(committed_cast: Cast) -> None:
    for number in range(24):
        owner = committed_cast.subscriber(f"nr{number}", signed_up=False)
    at = owner.current_period_end
    bill(at)

    claimed = at_once([lambda: claim_charges(at=at, limit=5)] * 8)

    orders = [order for some in claimed for order in some]  # type: ignore[attr-defined]
    assert all(isinstance(order, ChargeOrder) for order in orders)
    orders += claim_charges(at=at, limit=100)
    assert len(orders) == len({order.attempt_id for order in orders}) == 24
    assert (
        Transfer.objects.filter(
            kind="charge_submitted", attempt__in=[order.attempt_id for order in orders]
        ).count()
        == 24
    )


@pytest.mark.parametrize("keys", ["same", "other"])
def test_eight_clicks_on_pay_are_one_charge(committed_cast: Cast, keys: str) -> None:
    anna = renewed(committed_cast)
    at = anna.current_period_start
    record(at, every=SOFT)
    number = newest(anna).number

    def click(key: int) -> object:
        return pay_invoice(
            subscription_id=anna.pk,
            order_number=number,
            method_id=None,
            at=at + HOURS,
            idempotency_key=f"page-{key if keys == 'other' else 0}",
            **deeds.PORTAL,
        )

    answers = at_once([lambda key=key: click(key) for key in range(8)])  # type: ignore[misc]

    made = {answer for answer in answers if isinstance(answer, PaymentAttempt)}
    refused = [answer for answer in answers if isinstance(answer, RefusedError)]
    assert len(made) == 1
    assert len(refused) == (7 if keys == "other" else 0)
    assert newest(anna).attempts.filter(state="init").count() == 1


def test_leaving_and_sending_at_once_charge_nothing_that_is_not_known(
    committed_cast: Cast,
) -> None:
    anna = renewed(committed_cast)
    at = anna.current_period_start
    quoted = deeds.quote(anna, choice="now", at=at)

    _, claimed = at_once(
        [lambda: deeds.confirm(quoted, at=at), lambda: claim_charges(at=at, limit=10)]
    )

    attempt = PaymentAttempt.objects.get(invoice=newest(anna))
    assert attempt.state == ("submitted" if claimed else "failed")
    assert wrong(at) == []


def test_a_retry_is_written_once_by_eight_collectors(committed_cast: Cast) -> None:
    anna = renewed(committed_cast)
    at = anna.current_period_start
    record(at, every=SOFT)

    later = at + 80 * HOURS
    done = at_once([lambda: collect_due_invoices(at=later)] * 8)

    assert sum(done) == 1  # type: ignore[arg-type]
    assert newest(anna).attempts.count() == 2
