"""When a cancelled subscription ends: on a chosen date, in a trial, past due, never later."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.models import Refund, Subscription
from tests import deeds
from tests.cast import NOW, Cast

MONTHLY = {"price": "price_month_usd", "charged": datetime(2026, 11, 5, 15, tzinfo=UTC)}


def test_a_date_within_the_term_ends_with_the_last_second_of_that_day(cast: Cast) -> None:
    anna = cast.subscriber("anna")

    request = deeds.leave(anna, "on_date", on_date=date(2026, 12, 24))

    anna.refresh_from_db()
    assert anna.ends_at == datetime(2026, 12, 25, 5, tzinfo=UTC)  # midnight in New York
    assert (anna.renewal, anna.service, request.state) == ("non_renewing", "active", "confirmed")
    assert not Refund.objects.exists()
    said = deeds.verified(request.statements.get())["ending"]
    assert said["effective_on"] == "2026-12-24"
    assert said["charges_still_due"] == []
    assert deeds.violations() == []


def test_a_date_beyond_the_term_keeps_it_renewing_and_names_each_charge_to_come(
    cast: Cast,
) -> None:
    ben = cast.subscriber("ben", **MONTHLY)

    request = deeds.leave(ben, "on_date", on_date=date(2027, 1, 31))

    ben.refresh_from_db()
    assert (ben.renewal, ben.ends_at) == ("auto_renewing", datetime(2027, 2, 1, 5, tzinfo=UTC))
    said = deeds.verified(request.statements.get())["ending"]
    assert said["charges_still_due"] == [
        {"on": "2026-12-05", "amount": "9.99 USD"},
        {"on": "2027-01-05", "amount": "8.70 USD"},  # 27 days of 31
    ]
    assert said["charge_dropped"] is None
    assert deeds.violations() == []


def test_a_date_beyond_the_term_ends_the_service_when_it_comes(cast: Cast) -> None:
    ben = cast.subscriber("ben", **MONTHLY)
    request = deeds.leave(ben, "on_date", on_date=date(2027, 1, 31))

    assert end_due_subscriptions(at=request.ends_at - timedelta(microseconds=1)) == 0
    assert end_due_subscriptions(at=request.ends_at) == 1

    ben.refresh_from_db()
    assert (ben.renewal, ben.service, ben.ended_at) == ("ended", "terminated", request.ends_at)
    request.refresh_from_db()
    assert request.state == "effective"


@pytest.mark.parametrize(
    ("on_date", "code", "params"),
    [
        (None, "date_missing", {}),
        (date(2026, 11, 20), "date_past", {"earliest": "2026-11-21"}),
        (date(2027, 12, 6), "date_too_far", {"latest": "2027-12-05"}),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_the_one_that_can(
    cast: Cast, on_date: date | None, code: str, params: dict[str, str]
) -> None:
    ben = cast.subscriber("ben", **MONTHLY)

    said = deeds.refusal(lambda: deeds.quote(ben, choice="on_date", on_date=on_date))

    assert (said.code, dict(said.params)) == (code, params)


@pytest.mark.parametrize("on_date", [date(2026, 11, 21), date(2027, 12, 5)])
def test_today_and_a_year_beyond_the_term_are_the_first_and_last_date(
    cast: Cast, on_date: date
) -> None:
    ben = cast.subscriber("ben", **MONTHLY)

    request = deeds.leave(ben, "on_date", on_date=on_date)

    assert request.decision["ends_on"] == on_date.isoformat()


@pytest.mark.parametrize("card", [True, False])
def test_a_trial_ends_with_the_trial_and_is_never_charged(cast: Cast, card: bool) -> None:
    """Without a card it would have ended by itself: no charge falls away."""
    ends = NOW + timedelta(days=6)
    tess = cast.subscriber(
        "tess", charged=NOW - timedelta(days=8), service="trialing", trial_end=ends
    )
    if card:
        tess.method = tess.customer.methods.create(gateway="sandbox", method_ref="pm_tess")
        tess.save(update_fields=["method"])

    request = deeds.leave(tess, "end_of_term")

    tess.refresh_from_db()
    assert (tess.ends_at, tess.renewal, tess.service) == (ends, "non_renewing", "trialing")
    assert request.decision["further_charges"] == []
    charge = {"on": "2026-11-27", "minor": 7_999, "currency": "USD"}
    assert request.decision["dropped_charge"] == (charge if card else None)
    assert deeds.violations() == []


def test_a_trial_can_be_left_at_once_for_nothing(cast: Cast) -> None:
    tess = cast.subscriber(
        "tess",
        charged=NOW - timedelta(days=8),
        service="trialing",
        trial_end=NOW + timedelta(days=6),
    )

    request = deeds.leave(tess)

    assert request.state == "effective"
    assert not Refund.objects.exists()
    assert deeds.history(tess)[-1] == "subscription_ended"


@pytest.mark.parametrize("choice", ["now", "end_of_term"])
def test_past_due_it_ends_at_once_without_the_charge_that_is_open(cast: Cast, choice: str) -> None:
    """The term that was paid is over: leaving must not sell another one."""
    late = cast.subscriber(
        "late",
        price="price_month_usd",
        charged=NOW - timedelta(days=33),
        standing="grace",
    )

    request = deeds.leave(late, choice)

    assert request.decision["further_charges"] == []
    end_due_subscriptions(at=NOW)
    late.refresh_from_db()
    assert (late.renewal, late.service, late.ended_at) == ("ended", "terminated", NOW)
    assert deeds.violations() == []


def test_with_renewal_off_the_end_of_term_stays_where_it_is(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.switch(anna, "off")
    end = Subscription.objects.get(pk=anna.pk).ends_at

    request = deeds.leave(anna, "end_of_term")

    assert request.ends_at == end
    assert request.decision["dropped_charge"] is None


def test_a_settled_end_on_an_afternoon_is_not_put_off_to_midnight(cast: Cast) -> None:
    """The last day may be chosen, yet the service never lasts longer for it."""
    end = datetime(2026, 12, 5, 20, tzinfo=UTC)  # 15:00 in New York
    ben = cast.subscriber("ben", **MONTHLY, renewal="non_renewing", ends_at=end)

    request = deeds.leave(ben, "on_date", on_date=date(2026, 12, 5))

    assert request.ends_at == end
    assert deeds.violations() == []


def test_an_end_that_is_settled_is_the_latest_date(cast: Cast) -> None:
    end = datetime(2026, 12, 5, 20, tzinfo=UTC)
    ben = cast.subscriber("ben", **MONTHLY, renewal="non_renewing", ends_at=end)

    said = deeds.refusal(lambda: deeds.quote(ben, choice="on_date", on_date=date(2026, 12, 6)))

    assert (said.code, dict(said.params)) == ("date_too_far", {"latest": "2026-12-05"})
