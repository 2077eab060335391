"""Eight clicks at the same moment: one effect, the same answer for all, and clean books."""

from collections.abc import Callable

import pytest

from fairwell.actions.billing.record_refund_outcome import record_refund_outcome
from fairwell.actions.billing.submit_refund_attempt import submit_refund_attempt
from fairwell.actions.outbox.claim_promises import claim_promises
from fairwell.actions.steps.promise import promise
from fairwell.domain.payments import GatewayAnswer
from fairwell.domain.refusal import RefusedError
from fairwell.models import (
    CancellationRequest,
    CreditNote,
    Notice,
    PaymentAttempt,
    Refund,
    Statement,
)
from tests import deeds
from tests.cast import NOW, Cast
from tests.threads import at_once

EIGHT = range(8)


def codes(answers: list[object]) -> list[str]:
    """What each got: the kind of row, or the code of a refusal; any other error is raised."""
    said = []
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, RefusedError):
            raise answer
        refused = isinstance(answer, RefusedError)
        said.append(answer.refusal.code if refused else type(answer).__name__)
    return said


@pytest.mark.parametrize("quotes", ["each its own", "all the same"])
@pytest.mark.parametrize("choice", ["now", "end_of_term"])
def test_eight_cancels(committed_cast: Cast, quotes: str, choice: str) -> None:
    anna = committed_cast.subscriber("anna", payments=(7_999, 1_500))
    same = deeds.quote(anna, choice=choice)
    own = quotes == "each its own"
    quoted = [deeds.quote(anna, choice=choice) if own else same for _ in EIGHT]

    answers = at_once([lambda q=q: deeds.confirm(q) for q in quoted])

    assert set(codes(answers)) == {"CancellationRequest"}
    assert set(answers) == {CancellationRequest.objects.get()}
    assert Statement.objects.count() == Notice.objects.count() == 1
    assert Refund.objects.count() == (choice == "now")
    deeds.history(anna)
    assert deeds.violations() == []


@pytest.mark.parametrize("ends_service", [True, False])
def test_eight_refund_requests_for_one_order(committed_cast: Cast, ends_service: bool) -> None:
    over = {} if ends_service else {"renewal": "ended", "service": "terminated", "ended_at": NOW}
    anna = committed_cast.subscriber("anna", **over)
    quoted = [deeds.quote_order(anna, "Q-1001") for _ in EIGHT]

    answers = at_once([lambda q=q: deeds.confirm_order(q) for q in quoted])

    assert set(codes(answers)) == {"Refund"}
    assert set(answers) == {Refund.objects.get()}
    assert CancellationRequest.objects.count() == ends_service
    assert Statement.objects.count() == 1
    deeds.history(anna)
    assert deeds.violations() == []


def test_four_cancels_and_four_refund_requests(committed_cast: Cast) -> None:
    anna = committed_cast.subscriber("anna")
    acts: list[Callable[[], object]] = []
    for _ in range(4):
        ending, order = deeds.quote(anna, choice="now"), deeds.quote_order(anna, "Q-1001")
        acts += [lambda q=ending: deeds.confirm(q), lambda q=order: deeds.confirm_order(q)]

    answers = at_once(acts)

    assert set(codes(answers)) == {"CancellationRequest", "Refund"}
    request, refund = CancellationRequest.objects.get(), Refund.objects.get()
    assert set(answers) == {request, refund}
    assert refund.cancellation == request
    deeds.history(anna)
    assert deeds.violations() == []


def test_eight_withdrawals(committed_cast: Cast) -> None:
    elsa = committed_cast.subscriber("elsa", price="price_year_eur", country="DE", charged=NOW)
    quoted = [deeds.quote(elsa, verb="withdraw") for _ in EIGHT]

    answers = at_once([lambda q=q: deeds.confirm(q) for q in quoted])

    assert set(answers) == {CancellationRequest.objects.get()}
    assert deeds.violations() == []


def test_cancel_against_turning_renewal_off(committed_cast: Cast) -> None:
    """Whoever comes second meets what the first left, and neither leaves half of anything."""
    for key in ("anna", "ben", "cleo", "dora"):
        subscription = committed_cast.subscriber(key)
        quoted = deeds.quote(subscription, choice="end_of_term")

        said = codes(
            at_once(
                [
                    lambda q=quoted: deeds.confirm(q),
                    lambda s=subscription: deeds.switch(s, "off"),
                ]
            )
        )

        assert said in (
            ["CancellationRequest", "cancelled_undo_first"],
            ["quote_changed", "Statement"],  # renewal went off first: the charge dropped is none
        )
        subscription.refresh_from_db()
        assert subscription.renewal == "non_renewing"
        deeds.history(subscription)
    assert deeds.violations() == []


def test_cancel_against_undo(committed_cast: Cast) -> None:
    for key in ("anna", "ben", "cleo", "dora"):
        subscription = committed_cast.subscriber(key)
        again = deeds.quote(subscription, choice="end_of_term")
        first = deeds.leave(subscription, "end_of_term")

        confirmed, undone = at_once(
            [
                lambda q=again: deeds.confirm(q),
                lambda s=subscription, r=first.reference: deeds.undo(s, r),
            ]
        )

        assert codes([confirmed, undone]) == ["CancellationRequest", "Statement"]
        subscription.refresh_from_db()
        standing = CancellationRequest.objects.filter(
            subscription=subscription, state="confirmed"
        ).first()
        assert (subscription.ends_at is None) == (standing is None)
        deeds.history(subscription)
    assert deeds.violations() == []


def test_eight_undos_are_one(committed_cast: Cast) -> None:
    anna = committed_cast.subscriber("anna")
    reference = deeds.leave(anna, "end_of_term").reference

    answers = at_once([lambda: deeds.undo(anna, reference) for _ in EIGHT])

    assert set(codes(answers)) == {"Statement"}
    assert len(set(answers)) == 1
    deeds.history(anna)
    assert deeds.violations() == []


def test_eight_switches_are_one(committed_cast: Cast) -> None:
    anna = committed_cast.subscriber("anna")

    answers = at_once([lambda: deeds.switch(anna, "off") for _ in EIGHT])

    assert set(answers) == {Statement.objects.get()}
    assert deeds.history(anna) == ["subscription_imported", "renewal_turned_off"]


def test_one_of_eight_workers_may_send_an_attempt(committed_cast: Cast) -> None:
    attempt = deeds.attempt_of(deeds.leave(committed_cast.subscriber("anna")).refund)

    orders = at_once([lambda: submit_refund_attempt(attempt_id=attempt.pk, at=NOW) for _ in EIGHT])

    assert sorted((order.send, order.ask) for order in orders) == [(False, True)] * 7 + [
        (True, False)
    ]
    assert deeds.violations() == []


def test_eight_records_of_one_outcome_settle_it_once(committed_cast: Cast) -> None:
    refund = deeds.leave(committed_cast.subscriber("anna")).refund
    attempt = deeds.sent(refund)
    done = GatewayAnswer(outcome="succeeded", gateway_ref="re_1")

    answers = at_once(
        [lambda: record_refund_outcome(attempt_id=attempt.pk, news=done, at=NOW) for _ in EIGHT]
    )

    assert answers == [None] * 8
    assert refund.statements.count() == 1
    assert deeds.violations() == []


def test_both_parts_of_a_refund_settle_at_the_same_moment(committed_cast: Cast) -> None:
    refund = deeds.leave(committed_cast.subscriber("anna", payments=(7_999, 1_500))).refund
    attempts = list(PaymentAttempt.objects.filter(kind="refund"))

    def settle(number: int) -> object:
        attempt = attempts[number]
        submit_refund_attempt(attempt_id=attempt.pk, at=NOW)
        done = GatewayAnswer(outcome="succeeded", gateway_ref=f"re_{number}")
        return record_refund_outcome(attempt_id=attempt.pk, news=done, at=NOW)

    assert at_once([lambda n=n: settle(n) for n in range(2)]) == [None, None]

    refund.refresh_from_db()
    assert (refund.state, refund.statements.count()) == ("succeeded", 1)
    assert deeds.violations() == []


def test_eight_credit_notes_have_gapless_numbers(committed_cast: Cast) -> None:
    quoted = [deeds.quote(committed_cast.subscriber(f"nr{n}"), choice="now") for n in EIGHT]

    answers = at_once([lambda q=q: deeds.confirm(q) for q in quoted])

    assert len(set(answers)) == 8
    numbers = sorted(CreditNote.objects.values_list("number", flat=True))
    assert numbers == [f"CN-{n:06d}" for n in range(1, 9)]
    assert deeds.violations() == []


def test_eight_workers_share_the_outbox(committed_cast: Cast) -> None:
    for n in range(40):
        promise("mail", n, key=f"p{n}", at=NOW)

    taken = at_once([lambda: claim_promises(at=NOW, limit=5) for _ in EIGHT])

    keys = [entry.key for entries in taken for entry in entries]
    assert sorted(keys) == sorted(f"p{n}" for n in range(40))
