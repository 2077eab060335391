"""Money that no rule gives: granted by the vendor's people, promised and kept like any other."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from fairwell.actions.billing.grant_refund import grant_refund
from fairwell.actions.cases.ask_for_review import ask_for_review
from fairwell.models import Case, Notice, Refund, Subscription
from tests import deeds
from tests.cast import NOW, Cast

LONG_AGO = NOW - timedelta(days=90)


def grant(
    subscription: Subscription, minor: int, order: str | None = None, **said: object
) -> Refund:
    usual = {
        "note": "Sorry for the trouble.",
        "at": NOW,
        "actor": "operator",
        "channel": "shell",
        "idempotency_key": "grant-1",
    }
    return grant_refund(
        subscription_id=subscription.pk,
        amount_minor=minor,
        order_number=order,
        **(usual | said),
    )


def test_part_of_an_order_goes_back_and_the_service_goes_on(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=LONG_AGO)

    refund = grant(anna, 2_000, "Q-1001")

    anna.refresh_from_db()
    assert (anna.renewal, anna.service) == ("auto_renewing", "active")
    assert (refund.total_minor, refund.state, refund.actor) == (2_000, "approved", "operator")
    assert (refund.reason_code, refund.reason_text) == ("goodwill", "Sorry for the trouble.")
    said = deeds.verified(refund.statements.get())
    assert (said["asked_by"], said["refund"]["total"]) == ("operator", "20.00 USD")
    assert said["refund"]["lines"][0]["rule"] is None
    assert Notice.objects.count() == 1
    assert refund.credit_notes.get().total_minor == 2_000
    assert deeds.history(anna)[-1] == "refund_instructed", "nobody had asked for a review"
    assert deeds.violations() == []


def test_it_comes_out_of_the_latest_payments_first(cast: Cast) -> None:
    anna = cast.subscriber("anna", payments=(7_999, 1_500))

    refund = grant(anna, 2_500)

    parts = refund.allocations.values_list("payment__invoice__number", "amount_minor")
    assert dict(parts) == {"Q-1002": 1_500, "Q-1001": 1_000}
    assert deeds.violations() == []


def test_granted_again_by_the_same_key_it_is_the_same_refund(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=LONG_AGO)
    first = grant(anna, 2_000)
    before = deeds.rows()

    assert grant(anna, 2_000) == first
    assert deeds.rows() == before
    assert grant(anna, 2_000, idempotency_key="grant-2") != first


def test_a_key_of_another_subscription_answers_nothing_about_it(cast: Cast) -> None:
    anna, ben = cast.subscriber("anna"), cast.subscriber("ben")
    grant(anna, 100)
    before = deeds.rows()

    with pytest.raises(IntegrityError, match="idempotency_key"):
        grant(ben, 100)

    assert deeds.rows() == before


def test_it_answers_the_review_that_was_asked_for(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=LONG_AGO)
    case = ask_for_review(
        subscription_id=anna.pk,
        order_number="Q-1001",
        message="Please.",
        at=NOW,
        idempotency_key="ask",
        **deeds.PORTAL,
    )

    refund = grant(anna, 7_999, "Q-1001", at=NOW + timedelta(hours=1))

    case.refresh_from_db()
    assert (case.state, case.resolution) == ("closed", refund.reference)
    assert deeds.history(anna)[-2:] == ["refund_instructed", "refund_granted"]
    told = {"case": case.reference, "order": "Q-1001", "refund": refund.reference}
    assert anna.events.latest("no").data == told
    assert not Case.objects.filter(state="open").exists()


@pytest.mark.parametrize(
    ("minor", "order", "code"),
    [
        (100, "Q-9999", "order_unknown"),
        (0, None, "amount_not_positive"),
        (-5, None, "amount_not_positive"),
        (5_000, None, "amount_above_rest"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, minor: int, order: str | None, code: str) -> None:
    anna = cast.subscriber("anna", refunded_minor=3_000)

    refused = deeds.refusal(lambda: grant(anna, minor, order))

    assert refused.code == code
    if code == "amount_above_rest":
        assert dict(refused.params) == {"available": 4_999}


def test_what_was_granted_is_not_given_back_again_on_cancelling(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    grant(anna, 2_000)

    assert deeds.leave(anna).refund.total_minor == 5_999
    assert deeds.violations() == []
