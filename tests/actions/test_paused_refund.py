"""Leaving in or after a pause: its days were not used, whatever is reckoned by days."""

from datetime import timedelta

from fairwell.domain.term import local_date
from fairwell.models import CreditNote, Subscription
from fairwell.queries.account import subscription_of
from fairwell.queries.pauses import pauses_of
from tests import changing, deeds
from tests.actions.charges import SOFT, newest, record, renewed, wrong
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


def emil(cast: Cast) -> Subscription:
    """He had his yearly vault started at once four days ago, and may withdraw for ten more."""
    return cast.subscriber(
        "emil", price="price_vault_usd", country="DE", early_start=True, charged=NOW - 4 * DAY
    )


def rests(cast: Cast, subscription: Subscription) -> None:
    """Pauses now, for a month at most."""
    until = local_date(NOW, cast.vendor.zone) + 30 * DAY
    changing.change(subscription, verb="pause", when="now", until=until)


def test_a_withdrawal_in_a_pause_keeps_the_days_before_it_alone(cast: Cast) -> None:
    subscription = emil(cast)
    rests(cast, subscription)
    at = NOW + 6 * DAY

    request = deeds.withdraw(subscription, at=at)

    assert request.refund.total_minor == 2_400 - 26  # 4 of 365 days, not 10
    assert deeds.history(subscription)[-1] == "refund_instructed"
    subscription.refresh_from_db()
    assert [pause.length for pause in pauses_of(subscription)] == [6 * DAY]
    assert wrong(at) == []


def test_after_the_pause_as_well_and_the_page_says_the_same(cast: Cast) -> None:
    subscription = emil(cast)
    rests(cast, subscription)
    changing.change(subscription, verb="resume", at=NOW + 6 * DAY)
    at = NOW + 7 * DAY
    held = subscription_of(subscription.customer.user_id, subscription.pk, at=at)
    assert held is not None
    assert [pause.length for pause in held.facts.pauses] == [6 * DAY]

    request = deeds.withdraw(subscription, at=at)

    assert request.refund.total_minor == 2_400 - 33  # 5 days
    assert wrong(at) == []


def test_who_has_not_paid_owes_nothing_for_the_pause_either(cast: Cast) -> None:
    """The charge failed only after she had paused and gone on."""
    anna = renewed(cast, price="price_vault_usd")
    at = anna.current_period_start
    until = local_date(at, cast.vendor.zone) + 30 * DAY
    changing.change(anna, verb="pause", when="now", until=until, at=at + 10 * DAY)
    changing.change(anna, verb="resume", at=at + 25 * DAY)
    record(at + 25 * DAY, every=SOFT)

    deeds.leave(anna, at=at + 30 * DAY)

    invoice = newest(anna)
    assert invoice.total_minor - invoice.credited_minor == 98  # 15 of 366 days, not 30
    assert CreditNote.objects.get().kind == "waiver"
    assert wrong(at + 30 * DAY) == []


def test_a_subscription_that_was_taken_over_in_a_pause_knows_it_once_it_is_over(cast: Cast) -> None:
    paula = cast.subscriber("paula", service="paused", charged=NOW - 20 * DAY)
    assert pauses_of(paula) == ()

    changing.change(paula, verb="resume", at=NOW)

    (pause,) = pauses_of(paula)
    assert (pause.start, pause.end) == (NOW - 20 * DAY, NOW)
