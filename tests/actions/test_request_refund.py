"""Refunding one order: as quoted, once, and ending the service only where the rule says so."""

from datetime import timedelta

import pytest

from fairwell.models import CancellationRequest, Notice, Refund, Subscription
from tests import deeds
from tests.cast import NOW, Cast

RENEWED = NOW - timedelta(days=20)


def renewed(cast: Cast) -> Subscription:
    """She renewed twenty days ago, 50 days after a payment that belongs to the term before."""
    gita = cast.subscriber("gita", charged=RENEWED)
    cast.orders += 1
    cast.pay("gita", 2_000, "USD", NOW - timedelta(days=50))
    return gita


def test_the_order_of_this_term_ends_the_service_with_its_refund(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    quoted = deeds.quote_order(anna, "Q-1001")
    refund = deeds.confirm_order(quoted, reason_code="not_needed", reason_text="I moved.")

    anna.refresh_from_db()
    assert quoted.decision["ends_service"] is True
    assert (anna.renewal, anna.service, anna.ended_at) == ("ended", "terminated", NOW)
    request = CancellationRequest.objects.get()
    assert (request.refund, request.verb, request.state) == (refund, "cancel", "effective")
    assert (request.reason_code, request.reason_text) == ("not_needed", "I moved.")
    assert refund.total_minor == 7_999
    assert deeds.verified(request.statements.get())["refund"]["reference"] == refund.reference
    assert deeds.history(anna)[-3:] == [
        "cancellation_confirmed",
        "subscription_ended",
        "refund_instructed",
    ]
    assert deeds.violations() == []


def test_the_order_of_a_past_term_takes_no_paid_access_away(cast: Cast) -> None:
    gita = renewed(cast)

    refund = deeds.refund_order(gita, "Q-1002")

    gita.refresh_from_db()
    assert (gita.renewal, gita.service) == ("auto_renewing", "active")
    assert not CancellationRequest.objects.exists()
    assert (refund.total_minor, refund.cancellation) == (2_000, None)
    statement = refund.statements.get()
    said = deeds.verified(statement)
    assert (statement.kind, said["reference"]) == ("refund_instructed", refund.reference)
    assert said["refund"]["state"] == "instructed"
    assert [line["order"] for line in said["refund"]["lines"]] == ["Q-1002"]
    assert Notice.objects.get().statement == statement
    assert deeds.history(gita)[-1] == "refund_instructed"
    assert deeds.violations() == []


def test_a_second_request_for_the_same_order_gives_the_same_refund(cast: Cast) -> None:
    for subscription, order in ((cast.subscriber("anna"), "Q-1001"), (renewed(cast), "Q-1003")):
        quotes = [deeds.quote_order(subscription, order) for _ in range(2)]
        first = deeds.confirm_order(quotes[0])
        before = deeds.rows()

        assert deeds.confirm_order(quotes[0]) == first
        assert deeds.confirm_order(quotes[1]) == first
        assert deeds.rows() == before


def test_after_cancelling_the_order_has_the_refund_of_the_cancellation(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    quoted = deeds.quote_order(anna, "Q-1001")
    request = deeds.leave(anna)

    assert deeds.confirm_order(quoted) == request.refund


def test_after_the_refund_cancelling_answers_with_the_ending_that_stands(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    quoted = deeds.quote(anna, choice="now")
    refund = deeds.refund_order(anna, "Q-1001")

    assert deeds.confirm(quoted) == refund.cancellation


def test_a_refund_takes_the_place_of_a_cancellation_that_is_still_to_come(cast: Cast) -> None:
    """Money back for the term ends it now: nobody keeps a service that was paid back."""
    anna = cast.subscriber("anna")
    standing = deeds.leave(anna, "end_of_term")

    refund = deeds.refund_order(anna, "Q-1001")

    anna.refresh_from_db()
    standing.refresh_from_db()
    assert refund.total_minor == 7_999
    assert (standing.state, standing.undone_at) == ("withdrawn", NOW)
    assert (anna.renewal, anna.ended_at) == ("ended", NOW)
    assert deeds.violations() == []


def test_an_ended_subscription_is_refunded_without_ending_it_again(cast: Cast) -> None:
    over = NOW - timedelta(days=2)
    ilse = cast.subscriber(
        "ilse", renewal="ended", service="terminated", ends_at=over, ended_at=over
    )

    refund = deeds.refund_order(ilse, "Q-1001")

    assert (refund.total_minor, refund.cancellation) == (7_999, None)
    assert deeds.violations() == []


def test_one_order_of_the_term_brings_the_others_back_with_it(cast: Cast) -> None:
    anna = cast.subscriber("anna", payments=(7_999, 1_500))

    refund = deeds.refund_order(anna, "Q-1002")

    assert refund.total_minor == 9_499
    assert deeds.refusal(lambda: deeds.quote_order(anna, "Q-1001")).code == "refund_already"
    assert CancellationRequest.objects.count() == 1
    assert deeds.violations() == []


@pytest.mark.parametrize(
    ("order", "refunded", "days", "code"),
    [
        ("Q-9999", 0, 57, "order_unknown"),
        ("Q-1001", 7_999, 57, "refund_already"),
        ("Q-1001", 0, 61, "refund_none"),
    ],
)
def test_what_the_policy_does_not_give_is_refused(
    cast: Cast, order: str, refunded: int, days: int, code: str
) -> None:
    charged = NOW - timedelta(days=days)
    anna = cast.subscriber("anna", charged=charged, refunded_minor=refunded)

    refused = deeds.refusal(lambda: deeds.quote_order(anna, order))

    assert (refused.code, refused.params["order"]) == (code, order)


def test_too_late_is_refused_with_the_rule_and_its_last_day(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=61))

    refused = deeds.refusal(lambda: deeds.quote_order(anna, "Q-1001"))

    assert refused.params["rule"] == "vendor-60-annual/annual-60-days"
    assert refused.params["last_day"] == "2026-11-20"


def test_the_order_of_somebody_else_is_unknown(cast: Cast) -> None:
    cast.subscriber("anna")
    ben = cast.subscriber("ben")

    assert deeds.refusal(lambda: deeds.quote_order(ben, "Q-1001")).code == "order_unknown"


def test_forged_expired_and_borrowed_quotes_are_refused(cast: Cast) -> None:
    anna, ben = cast.subscriber("anna"), cast.subscriber("ben")
    quoted, ending = deeds.quote_order(anna, "Q-1001"), deeds.quote(anna, choice="now")
    refused = [
        deeds.refusal(lambda: deeds.confirm_order(quoted, expected="0" * 64)),
        deeds.refusal(lambda: deeds.confirm_order(quoted, at=NOW + timedelta(minutes=30))),
        deeds.refusal(lambda: deeds.confirm_order(quoted, subscription_id=ben.pk)),
        deeds.refusal(lambda: deeds.confirm_order(ending)),
    ]

    assert [r.code for r in refused] == ["quote_changed"] + ["quote_expired"] * 3
    assert not Refund.objects.exists()


def test_a_quote_is_honoured_across_midnight(cast: Cast) -> None:
    anna = cast.subscriber("anna", charged=NOW - timedelta(days=60))
    evening = NOW.replace(hour=4, minute=45) + timedelta(days=1)
    quoted = deeds.quote_order(anna, "Q-1001", at=evening)

    assert deeds.confirm_order(quoted, at=evening + timedelta(minutes=29)).total_minor == 7_999


def test_the_rest_of_a_partly_refunded_order_goes_back(cast: Cast) -> None:
    anna = cast.subscriber("anna", refunded_minor=7_000)

    assert deeds.refund_order(anna, "Q-1001").total_minor == 999
    assert deeds.violations() == []
