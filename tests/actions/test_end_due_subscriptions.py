"""Access stops at the stated instant, and ending fifty costs as many queries as ending one."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.models import CancellationRequest, OutboxEntry, Subscription, SubscriptionEvent
from tests import deeds
from tests.cast import NOW, Cast


def test_not_a_moment_before_and_not_a_moment_after(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    request = deeds.leave(anna, "end_of_term")
    before = deeds.rows()

    assert end_due_subscriptions(at=request.ends_at - timedelta(microseconds=1)) == 0
    assert deeds.rows() == before
    assert end_due_subscriptions(at=request.ends_at + timedelta(hours=3)) == 1

    anna.refresh_from_db()
    request.refresh_from_db()
    assert (anna.renewal, anna.service) == ("ended", "terminated")
    assert anna.ended_at == request.ends_at, "the stated instant, however late the worker is"
    assert request.state == "effective"
    assert deeds.history(anna)[-1] == "subscription_ended"
    given = anna.entitlements.values_list("feature", "ends_at")
    assert list(given) == [("devices", request.ends_at)]
    OutboxEntry.objects.update(done_at=NOW)
    assert deeds.violations(request.ends_at + timedelta(hours=3)) == []


def test_ended_once_it_is_done(cast: Cast) -> None:
    request = deeds.leave(cast.subscriber("anna"), "end_of_term")
    end_due_subscriptions(at=request.ends_at)
    before = deeds.rows()

    assert end_due_subscriptions(at=request.ends_at + timedelta(days=9)) == 0
    assert deeds.rows() == before


def test_with_renewal_off_it_ends_without_a_cancellation(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    deeds.switch(anna, "off")
    anna.refresh_from_db()

    assert end_due_subscriptions(at=anna.ends_at) == 1

    assert not CancellationRequest.objects.exists()
    assert deeds.history(anna)[-1] == "subscription_ended"


def test_what_renews_or_was_undone_goes_on(cast: Cast) -> None:
    cast.subscriber("anna")
    ben = cast.subscriber("ben")
    deeds.undo(ben, deeds.leave(ben, "end_of_term").reference)

    assert end_due_subscriptions(at=NOW + timedelta(days=900)) == 0


@pytest.mark.parametrize("count", [1, 50])
def test_the_number_of_queries_does_not_grow(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    first = cast.subscriber("nr0", signed_up=False)
    Subscription.objects.exclude(pk=first.pk).delete()
    for number in range(1, count):
        cast.subscriber(f"nr{number}", signed_up=False)
    for subscription in Subscription.objects.all():
        deeds.switch(subscription, "off")
    end = Subscription.objects.latest("ends_at").ends_at

    with django_assert_num_queries(11):  # the savepoint, its release, and nine statements
        assert end_due_subscriptions(at=end) == count

    assert Subscription.objects.filter(renewal="ended").count() == count
    ended = SubscriptionEvent.objects.filter(kind="subscription_ended")
    assert ended.count() == count
    OutboxEntry.objects.update(done_at=NOW)
    assert deeds.violations(end) == []


def test_a_long_queue_is_ended_chunk_by_chunk(cast: Cast) -> None:
    for key in ("anna", "ben", "cleo"):
        deeds.switch(cast.subscriber(key), "off")
    end = Subscription.objects.latest("ends_at").ends_at

    assert [end_due_subscriptions(at=end, limit=2) for _ in range(3)] == [2, 1, 0]
