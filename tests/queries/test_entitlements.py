"""What may be used at an instant: one query, by index, exact to the microsecond."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.models import Customer, Entitlement, Plan, Subscription
from fairwell.queries.entitlements import Entitled, devices_covered, entitlements_of
from tests import deeds
from tests.cast import NOW, Cast

TICK = timedelta(microseconds=1)


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    """Anna's yearly plan covers five devices and gives two features."""
    Plan.objects.filter(tier="Plus").update(features=["shield", "vault"])
    return cast.subscriber("anna")


def test_what_anna_may_use_from_when_to_when(anna: Subscription) -> None:
    assert entitlements_of(subscription_external_id="sub_anna", at=NOW) == (
        Entitled("sub_anna", "devices", 5, NOW, None),
        Entitled("sub_anna", "shield", 1, NOW, None),
        Entitled("sub_anna", "vault", 1, NOW, None),
    )


def test_all_that_a_customer_has(anna: Subscription, cast: Cast) -> None:
    cast.subscriber("bob")

    found = entitlements_of(customer_external_id="cus_anna", at=NOW)

    assert {one.subscription for one in found} == {"sub_anna"}
    assert [one.feature for one in found] == ["devices", "shield", "vault"]


@pytest.mark.parametrize("unknown", [{"subscription_external_id": "x"}, {}])
def test_nobody_may_use_nothing(anna: Subscription, unknown: dict[str, str]) -> None:
    assert entitlements_of(at=NOW, **unknown) == ()


def test_access_ends_at_the_stated_instant(anna: Subscription) -> None:
    deeds.leave(anna, "end_of_term")
    anna.refresh_from_db()
    end = anna.ends_at
    assert end is not None

    before = entitlements_of(subscription_external_id="sub_anna", at=end - TICK)
    assert [one.ends_at for one in before] == [end] * 3
    assert devices_covered(anna.pk, at=end - TICK) == 5
    # The worker may be late: the books end it by themselves.
    assert entitlements_of(subscription_external_id="sub_anna", at=end) == ()
    assert devices_covered(anna.pk, at=end) == 0

    end_due_subscriptions(at=end + timedelta(hours=1))
    assert entitlements_of(subscription_external_id="sub_anna", at=end) == ()
    assert len(entitlements_of(subscription_external_id="sub_anna", at=end - TICK)) == 3


def test_ending_now_ends_access_now(anna: Subscription) -> None:
    at = NOW + timedelta(days=1)
    deeds.leave(anna, "now", at=at)

    assert len(entitlements_of(subscription_external_id="sub_anna", at=at - TICK)) == 3
    assert entitlements_of(subscription_external_id="sub_anna", at=at) == ()


def test_before_it_began_there_was_nothing(anna: Subscription) -> None:
    assert entitlements_of(subscription_external_id="sub_anna", at=NOW - TICK) == ()


@pytest.mark.parametrize("who", ["subscription_external_id", "customer_external_id"])
def test_one_query_by_index_among_many(anna: Subscription, who: str) -> None:
    _crowd(anna, 3_000)
    name = "sub_anna" if who.startswith("sub") else "cus_anna"

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(entitlements_of(at=NOW, **{who: name})) == 3

    assert len(asked) == 1
    plan = _plan(asked[0]["sql"])
    once = "sqlite_autoindex_fairwell_entitlement_1"  # SQLite's own name of the constraint's
    assert ("entitlement_once" if connection.vendor == "postgresql" else once) in plan, plan
    for table in ("entitlement", "subscription", "customer"):
        assert f"SCAN fairwell_{table}" not in plan, plan
        assert f"Seq Scan on fairwell_{table}" not in plan, plan


def _crowd(like: Subscription, count: int) -> None:
    """Many others with entitlements, so that reading them all would be the worse plan."""
    customers = Customer.objects.bulk_create(
        Customer(external_id=f"cus_crowd_{n}", created_at=NOW) for n in range(count)
    )
    same = {field.attname: getattr(like, field.attname) for field in like._meta.concrete_fields}
    made = Subscription.objects.bulk_create(
        Subscription(**same | {"id": None, "external_id": f"of_{one.pk}", "customer_id": one.pk})
        for one in customers
    )
    Entitlement.objects.bulk_create(
        Entitlement(subscription=one, feature=feature, starts_at=NOW)
        for one in made
        for feature in ("devices", "shield")
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _plan(sql: str) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return "\n".join(str(row) for row in cursor.fetchall())
