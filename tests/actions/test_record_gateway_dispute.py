"""How a dispute stands at the bank is written down, with all that follows, and only once."""

from datetime import timedelta

import pytest

from fairwell.actions.billing.submit_refund_attempt import submit_refund_attempt
from fairwell.actions.cases.close_case import CaseNotOpenError, close_case
from fairwell.models import Case, Dispute, OutboxEntry, Payment, PaymentMethod, Subscription
from tests import deeds
from tests.actions.disputing import DAY, OFFICE, balance, decided, kinds, shown, unpaid
from tests.cast import NOW, Cast


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    """Of one payment of 79.99 USD."""
    return cast.subscriber("anna")


def test_a_new_dispute_holds_the_money_freezes_refunds_and_is_a_persons(anna: Subscription) -> None:
    dispute = shown()

    assert dispute is not None
    assert (dispute.state, dispute.respond_by) == ("needs_response", NOW + 7 * DAY)
    assert kinds(dispute) == [("dispute_held", 7_999)]
    assert Payment.objects.get().disputed
    assert dispute.case is not None
    assert (dispute.case.kind, dispute.case.due_at) == ("gateway_dispute", NOW + 7 * DAY)
    assert dispute.case.message == "fraudulent: 79.99 USD of order Q-1001"
    assert deeds.history(anna)[-1] == "dispute_opened"
    refused = deeds.refusal(lambda: deeds.quote_order(anna, "Q-1001"))
    assert refused.code == "payment_disputed"
    assert deeds.violations() == []


def test_the_same_news_again_and_older_news_change_nothing(anna: Subscription) -> None:
    shown()
    shown(2, state="under_review", respond_by=None)
    before = deeds.rows()

    shown(2, state="under_review", respond_by=None)
    shown(1)

    assert deeds.rows() == before


def test_won_the_money_comes_back_and_the_payment_is_as_before(anna: Subscription) -> None:
    shown()

    dispute = decided("won")

    assert kinds(dispute) == [("dispute_held", 7_999), ("dispute_won", 7_999)]
    payment = Payment.objects.get()
    assert (payment.disputed, payment.refundable_minor) == (False, 7_999)
    assert Case.objects.get().state == "closed"
    assert deeds.history(anna)[-1] == "dispute_closed"
    assert balance("disputes") == 0
    assert balance("cash") == 7_999


def test_lost_it_counts_as_given_back_and_a_person_decides_about_the_service(
    anna: Subscription,
) -> None:
    shown()

    dispute = decided("lost")

    assert kinds(dispute) == [("dispute_held", 7_999), ("dispute_lost", 7_999)]
    payment = Payment.objects.get()
    assert (payment.disputed, payment.refunded_minor, payment.refundable_minor) == (False, 7_999, 0)
    assert (balance("disputes"), balance("cash")) == (0, 0)
    case = Case.objects.get()
    assert case.state == "open"
    assert "decide whether the service goes on" in case.message
    assert PaymentMethod.objects.get().refused_at is not None, "its owner says they never paid"
    anna.refresh_from_db()
    assert anna.service == "active"
    assert deeds.violations() == []


def test_a_dispute_of_a_part_leaves_the_rest_refundable(anna: Subscription) -> None:
    shown(amount_minor=5_000, reason="general")
    shown(20, amount_minor=5_000, state="lost", respond_by=None)

    assert Payment.objects.get().refundable_minor == 2_999
    assert PaymentMethod.objects.get().refused_at is None


def test_an_early_warning_takes_nothing_and_leaves_the_refund_that_ends_it(
    anna: Subscription,
) -> None:
    dispute = shown(state="early_warning", respond_by=None)

    assert kinds(dispute) == []
    assert not Payment.objects.get().disputed
    assert deeds.quote_order(anna, "Q-1001").decision["refund"]["total_minor"] == 7_999
    shown(1)
    assert kinds(dispute) == [("dispute_held", 7_999)]
    assert deeds.history(anna)[-2:] == ["dispute_opened", "dispute_changed"]


def test_a_refund_on_its_way_waits_and_is_promised_again_when_it_is_decided(
    anna: Subscription,
) -> None:
    attempt = deeds.attempt_of(deeds.leave(anna).refund)
    shown(amount_minor=1_000)

    order = submit_refund_attempt(attempt_id=attempt.pk, at=NOW)

    assert (order.send, order.ask, order.held) == (False, False, True)
    attempt.refresh_from_db()
    assert attempt.state == "init"
    OutboxEntry.objects.filter(topic="refund").update(done_at=NOW)
    shown(20, amount_minor=1_000, state="won", respond_by=None)
    promised = OutboxEntry.objects.get(topic="refund")
    assert (promised.done_at, promised.due_at) == (None, NOW + 20 * DAY)


def test_what_a_refund_promised_already_is_not_lost_twice(anna: Subscription) -> None:
    deeds.leave(anna)
    shown()

    dispute = decided("lost")

    # All of it is promised as a refund: the refund will be recorded as paid from cash.
    assert kinds(dispute) == [("dispute_held", 7_999), ("dispute_won", 7_999)]
    payment = Payment.objects.get()
    assert (payment.refunded_minor, payment.refund_reserved_minor) == (0, 7_999)


def test_a_contradiction_changes_no_state_and_goes_into_the_case(anna: Subscription) -> None:
    shown()
    dispute = decided("won")

    shown(30, state="needs_response", respond_by=NOW + 40 * DAY)

    assert dispute is not None
    dispute.refresh_from_db()
    assert dispute.state == "won"
    case = Case.objects.get()
    assert case.state == "open"
    assert "A dispute that is won cannot become needs_response" in case.message


def test_a_dispute_of_no_payment_of_ours_is_a_case_once(anna: Subscription) -> None:
    for day in (0, 1):
        assert shown(day, payment_ref="ch_nobody") is None

    case = Case.objects.get()
    assert (case.kind, case.subscription) == ("gateway_dispute", None)
    assert "ch_nobody, not on the books" in case.message
    assert not Dispute.objects.exists()


def test_an_open_order_with_a_disputed_part_is_not_collected_meanwhile(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    order = unpaid(anna)
    Payment.objects.update(invoice=order)

    shown()
    order.refresh_from_db()
    assert order.collection == "paused"
    decided("won")

    order.refresh_from_db()
    assert (order.collection, order.collect_at) == ("retrying", NOW + 20 * DAY)


def test_the_bank_closes_its_case_not_a_person(anna: Subscription) -> None:
    dispute = shown()
    assert dispute is not None
    assert dispute.case is not None

    def close() -> Case:
        assert dispute.case is not None
        reference = dispute.case.reference
        return close_case(
            reference=reference, resolution="The service goes on.", at=NOW + timedelta(days=30),
            idempotency_key="k", **OFFICE,
        )  # fmt: skip

    with pytest.raises(CaseNotOpenError, match="not decided"):
        close()
    decided("lost")

    assert close().state == "closed"
