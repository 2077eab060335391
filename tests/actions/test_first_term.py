"""Contracts with a first term: nobody ends them earlier, and no change begins another one."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.domain.term import last_day
from fairwell.models import Price, Subscription
from tests import changing, deeds
from tests.actions.bills import bill
from tests.actions.charges import record, wrong
from tests.actions.contracts import BEGAN, bind, bound
from tests.actions.starting import buyer, start
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def first_end(cast: Cast, subscription: Subscription) -> str:
    """The last day of its first term, as it stands."""
    subscription.refresh_from_db()
    assert subscription.first_term_end is not None
    return last_day(subscription.first_term_end, cast.vendor.zone).isoformat()


def test_ending_at_once_is_refused_and_says_from_when_it_could_be(cast: Cast) -> None:
    anna = bound(cast)

    refused = deeds.refusal(lambda: deeds.quote(anna, choice="now"))

    assert (refused.code, dict(refused.params)) == (
        "first_term_binds",
        {"earliest": first_end(cast, anna)},
    )
    day = last_day(anna.first_term_end, cast.vendor.zone)
    early = deeds.refusal(lambda: deeds.quote(anna, choice="on_date", on_date=day - DAY))
    assert early == refused


def test_the_end_of_the_contract_is_charged_up_to_and_then_it_ends(cast: Cast) -> None:
    anna = bound(cast)

    request = deeds.leave(anna, "end_of_term")

    anna.refresh_from_db()
    assert request.ends_at == anna.ends_at == anna.first_term_end
    said = deeds.verified(request.statements.get())["ending"]
    assert len(said["charges_still_due"]) == 8
    for _ in range(8):
        bill(anna.bill_at)
        record(anna.bill_at)
        anna.refresh_from_db()
    assert anna.bill_at is None
    assert end_due_subscriptions(at=request.ends_at) == 1
    assert anna.invoices.count() == 9
    assert wrong(request.ends_at) == []


def test_a_contract_within_the_vendors_refund_window_may_end_at_once(cast: Cast) -> None:
    """A year for a year: sixty days of money back are the vendor's own promise."""
    bind("price_year_usd")
    anna = cast.subscriber("anna", charged=NOW - 20 * DAY)
    Subscription.objects.filter(pk=anna.pk).update(first_term_end=anna.current_period_end)

    assert deeds.leave(anna, "now").refund.total_minor == 7_999


def test_a_withdrawal_is_never_held_up(cast: Cast) -> None:
    emil = bound(cast, "emil", began=NOW - 5 * DAY, country="DE", price="price_month_eur")
    assert deeds.refusal(lambda: deeds.switch(emil, "on")).code == "already_on"

    request = deeds.withdraw(emil)

    emil.refresh_from_db()
    assert (emil.service, request.verb) == ("terminated", "withdraw")
    assert request.refund.total_minor == 999
    assert wrong(NOW) == []


def test_a_quote_from_the_last_day_of_a_refund_is_honoured_and_a_new_one_is_not(
    cast: Cast,
) -> None:
    bind("price_year_usd")
    anna = cast.subscriber("anna", charged=NOW - 60 * DAY)
    Subscription.objects.filter(pk=anna.pk).update(first_term_end=anna.current_period_end)
    quoted = deeds.quote(anna, choice="now")

    tomorrow = deeds.refusal(lambda: deeds.quote(anna, choice="now", at=NOW + DAY))

    assert tomorrow.code == "first_term_binds"
    assert deeds.confirm(quoted, at=NOW + timedelta(minutes=5)).refund.total_minor == 7_999


@pytest.mark.parametrize("choice", ["now", "end_of_term"])
def test_a_trial_of_such_a_contract_can_be_left_for_nothing(cast: Cast, choice: str) -> None:
    bind("price_year_usd", trial="P14D")
    tess = start(buyer("tess"), trial=True)
    assert tess.first_term_end is not None

    request = deeds.leave(tess, choice, at=NOW + DAY)

    tess.refresh_from_db()
    if choice == "end_of_term":
        assert request.ends_at == tess.trial_end
        assert bill(tess.trial_end).counts == {}
        end_due_subscriptions(at=tess.trial_end)
    tess.refresh_from_db()
    assert (tess.service, tess.invoices.count()) == ("terminated", 0)


def plans(cast: Cast) -> dict[str, Price]:
    """Premium is sold with a first term of two years, Plus with one of a year or with none."""
    sold = changing.sell_tiers(cast)
    bind("price_premium", first_term="P2Y")
    bind("price_year_usd")
    return {key: Price.objects.get(pk=price.pk) for key, price in sold.items()}


def free(cast: Cast) -> Subscription:
    """Anna, whose contract never had a least length."""
    return cast.subscriber("anna")


def in_first_year(cast: Cast) -> Subscription:
    """Anna, in the first year of a yearly contract; too late for a refund."""
    anna = cast.subscriber("anna", charged=BEGAN)
    Subscription.objects.filter(pk=anna.pk).update(first_term_end=anna.current_period_end)
    anna.refresh_from_db()
    return anna


def in_second_year(cast: Cast) -> Subscription:
    """Anna, whose first year was over before the term that runs."""
    anna = cast.subscriber("anna")
    Subscription.objects.filter(pk=anna.pk).update(first_term_end=anna.current_period_start)
    anna.refresh_from_db()
    return anna


@pytest.mark.parametrize("when", ["now", "at_renewal"])
@pytest.mark.parametrize("to", ["premium", "premium_month"])
@pytest.mark.parametrize("who", [free, in_first_year, in_second_year])
def test_no_change_begins_a_first_term_or_moves_the_end_of_one(
    cast: Cast, who: Callable[[Cast], Subscription], to: str, when: str
) -> None:
    sold = plans(cast)
    anna = who(cast)
    before = anna.first_term_end

    changing.change(anna, sold[to], when=when)

    anna.refresh_from_db()
    assert anna.first_term_end == before
    at = NOW
    if when == "at_renewal":
        at = anna.current_period_end
        bill(at)
    record(at)
    anna.refresh_from_db()
    assert (anna.price, anna.first_term_end) == (sold[to], before)
    assert wrong(at) == []


def test_who_took_more_within_the_first_term_is_held_to_the_end_of_the_old_one(cast: Cast) -> None:
    sold, anna = plans(cast), in_first_year(cast)
    changing.change(anna, sold["premium"])

    refused = deeds.refusal(lambda: deeds.quote(anna, choice="now"))

    assert dict(refused.params) == {"earliest": first_end(cast, anna)}
    request = deeds.leave(anna, "end_of_term")
    assert request.ends_at == anna.first_term_end
    assert request.decision["further_charges"] == []


def test_who_never_had_a_first_term_may_leave_at_once_after_the_change_too(cast: Cast) -> None:
    sold, anna = plans(cast), free(cast)
    changing.change(anna, sold["premium"])

    assert deeds.leave(anna, "now").refund is not None
