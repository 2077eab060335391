"""What a subscription gives is written down at each change: from when, until when, and how much."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.entitle import entitle
from fairwell.models import Entitlement, Plan, Price, Subscription
from tests import deeds
from tests.cast import NOW, Cast

LATER, LAST = NOW + timedelta(days=3), NOW + timedelta(days=9)
type Span = tuple[str, int, datetime, datetime | None]


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    """Five devices, a vault and a firewall, since today."""
    Plan.objects.update(features=["vault", "firewall"])
    return cast.subscriber("anna")


def spans(subscription: Subscription) -> list[Span]:
    rows = subscription.entitlements.order_by("starts_at", "feature")
    return list(rows.values_list("feature", "quantity", "starts_at", "ends_at"))


def happen(subscription: Subscription, kind: str, at: datetime, **data: Any) -> None:
    """One event, and the entitlements that follow from it."""
    subscription.refresh_from_db()
    append_event(subscription, kind, at=at, actor="system", channel="worker", data=data)


def given(at: datetime, until: datetime | None = None, devices: int = 5) -> list[Span]:
    features = (("devices", devices), ("firewall", 1), ("vault", 1))
    return [(feature, quantity, at, until) for feature, quantity in features]


def test_from_the_start_it_gives_devices_and_the_features_of_its_plan(anna: Subscription) -> None:
    assert spans(anna) == given(NOW)


def test_told_again_nothing_changes(anna: Subscription) -> None:
    entitle([anna.pk], at=NOW)
    entitle([anna.pk], at=LATER)

    assert spans(anna) == given(NOW)


def test_more_devices_begin_a_span_of_their_own(anna: Subscription) -> None:
    happen(anna, "plan_changed", LATER, quantity=2)

    assert spans(anna) == [
        ("devices", 5, NOW, LATER),
        ("firewall", 1, NOW, None),
        ("vault", 1, NOW, None),
        ("devices", 10, LATER, None),
    ]


def test_another_plan_gives_its_own_and_takes_the_rest_away(anna: Subscription) -> None:
    plan = Plan.objects.create(
        product=anna.price.plan.product, tier="Max", features=["vault", "family"]
    )
    Price.objects.filter(external_id="price_year_eur").update(plan=plan, devices=20)
    dearer = Price.objects.get(external_id="price_year_eur")

    happen(anna, "plan_changed", LATER, price=dearer.pk)

    assert spans(anna) == [
        ("devices", 5, NOW, LATER),
        ("firewall", 1, NOW, LATER),
        ("vault", 1, NOW, None),
        ("devices", 20, LATER, None),
        ("family", 1, LATER, None),
    ]


def test_a_settled_end_is_written_down_and_taken_back(anna: Subscription) -> None:
    happen(anna, "renewal_turned_off", LATER, ends_at=LAST.isoformat())
    assert spans(anna) == given(NOW, LAST)

    happen(anna, "renewal_turned_on", LATER)
    assert spans(anna) == given(NOW)


def test_it_ends_when_it_was_said_to_however_late_that_is_written(anna: Subscription) -> None:
    happen(anna, "renewal_turned_off", NOW, ends_at=LATER.isoformat())
    happen(anna, "subscription_ended", LAST, ended_at=LATER.isoformat())

    assert spans(anna) == given(NOW, LATER)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("paused", {"paused_at": LATER.isoformat()}),
        ("standing_changed", {"standing": "on_hold"}),
        ("standing_changed", {"standing": "written_off"}),
    ],
)
def test_without_access_nothing_is_given(
    anna: Subscription, kind: str, data: dict[str, Any]
) -> None:
    happen(anna, kind, LATER, **data)

    assert spans(anna) == given(NOW, LATER)


def test_in_the_grace_access_is_kept(anna: Subscription) -> None:
    happen(anna, "charge_declined", LATER, standing="grace")

    assert spans(anna) == given(NOW)


def test_after_a_pause_it_is_given_anew(anna: Subscription) -> None:
    happen(anna, "paused", LATER, paused_at=LATER.isoformat())
    happen(anna, "resumed", LAST)

    assert spans(anna) == given(NOW, LATER) + given(LAST)


def test_back_and_forth_within_one_instant_is_one_span(anna: Subscription) -> None:
    happen(anna, "paused", NOW, paused_at=NOW.isoformat())
    assert spans(anna) == given(NOW, NOW)

    happen(anna, "resumed", NOW)

    assert spans(anna) == given(NOW)


@pytest.mark.parametrize(
    ("axes", "due"),
    [
        ({"service": "trialing", "trial_end": LATER}, 1),
        ({"service": "pending"}, 0),
        ({"service": "paused"}, 0),
        ({"standing": "on_hold"}, 0),
        ({"renewal": "ended", "service": "terminated", "ended_at": NOW}, 0),
    ],
)
def test_who_is_taken_over_is_given_what_their_state_gives(
    cast: Cast, axes: dict[str, Any], due: int
) -> None:
    tess = cast.subscriber("tess", **axes)

    assert tess.entitlements.count() == due


@pytest.mark.parametrize("count", [1, 40])
def test_many_cost_no_more_statements_than_one(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        cast.subscriber(f"nr{number}", signed_up=False, paid=False)
    Subscription.objects.update(quantity=3)
    ids = list(Subscription.objects.values_list("pk", flat=True))

    with django_assert_max_num_queries(7):  # two savepoints of bulk writes among them
        entitle(ids, at=LATER)

    assert Entitlement.objects.filter(ends_at=LATER, quantity=5).count() == count
    assert Entitlement.objects.filter(starts_at=LATER, quantity=15).count() == count


def test_no_subscription_asks_nothing(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        entitle([], at=NOW)


def test_a_life_with_all_of_it_keeps_the_books_whole(anna: Subscription) -> None:
    deeds.switch(anna, "off")
    deeds.switch(anna, "on")
    deeds.leave(anna)

    anna.refresh_from_db()
    assert {ends_at for _, _, _, ends_at in spans(anna)} == {NOW}
    assert deeds.violations() == []
