"""While a charge is disputed, at the bank or with us, the clock of collecting it stands still."""

from collections.abc import Callable
from datetime import datetime

import pytest

from fairwell.actions.billing.claim_charges import claim_charges
from fairwell.domain.collecting import Collecting, decide_collecting
from fairwell.models import Invoice, Payment, PaymentAttempt, Subscription
from fairwell.queries.collecting import collect_facts, collecting_policies
from tests import deeds
from tests.actions.disputing import DAY, answer, decided, dispute, shown, unpaid
from tests.cast import NOW, Cast


def at_the_bank(anna: Subscription, order: Invoice) -> None:
    """Ten days long the bank looks at it, and then the payment stands."""
    Payment.objects.update(invoice=order)
    shown()
    decided("won", days=10)


def with_us(anna: Subscription, order: Invoice) -> None:
    """Ten days long we look at it, and then the charge stands."""
    answer(dispute(anna, order.number), upheld=False, at=NOW + 10 * DAY)


@pytest.mark.parametrize("disputed", [at_the_bank, with_us])
def test_either_dispute_stops_the_clock_of_collecting_for_as_long_as_it_lasts(
    cast: Cast, disputed: Callable[[Subscription, Invoice], None]
) -> None:
    anna = cast.subscriber("anna", standing="grace")
    order = unpaid(anna)
    policy = collecting_policies([anna.pk])[anna.pk]

    def looked_at(at: datetime) -> Collecting:
        anna.refresh_from_db()
        order.refresh_from_db()
        facts = collect_facts([order], {anna.pk: anna}, zone=cast.vendor.zone, at=at)
        return decide_collecting(policy, facts[order.pk], at=at)

    before = looked_at(NOW)
    disputed(anna, order)
    after = looked_at(NOW + 10 * DAY)

    assert (order.collection, order.collect_at) == ("retrying", NOW + 10 * DAY)
    assert before.next_step_at is not None
    assert after.next_step_at == before.next_step_at + 10 * DAY
    assert (after.standing, after.action) == (before.standing, before.action)
    kinds_told = deeds.history(anna)
    assert kinds_told.count("collection_paused") == kinds_told.count("collection_resumed") == 1


def test_of_two_disputes_at_once_the_later_end_counts(cast: Cast) -> None:
    anna = cast.subscriber("anna", standing="grace")
    order = unpaid(anna)
    Payment.objects.update(invoice=order)
    case = dispute(anna, order.number)
    shown()

    decided("won", days=4)
    order.refresh_from_db()
    assert order.collection == "paused", "we still look at it"
    answer(case, upheld=False, at=NOW + 9 * DAY)

    order.refresh_from_db()
    assert (order.collection, order.collect_at) == ("retrying", NOW + 9 * DAY)


def test_a_charge_that_was_not_sent_is_not_sent_while_the_bank_decides(cast: Cast) -> None:
    anna = cast.subscriber("anna", standing="grace")
    order = unpaid(anna, collection="due", collect_at=None)
    Payment.objects.update(invoice=order)
    waiting = PaymentAttempt.objects.create(
        kind="charge", invoice=order, gateway="sandbox", idempotency_key="charge-1",
        currency="USD", amount_minor=7_999, created_at=NOW, ask_at=NOW,
    )  # fmt: skip

    shown()

    waiting.refresh_from_db()
    assert (waiting.state, waiting.failure_code) == ("failed", "not_sent")
    assert claim_charges(at=NOW + DAY, limit=10) == []
