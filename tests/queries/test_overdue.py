"""What is overdue of a subscription: how much, for how long, and what becomes of its access."""

from datetime import date, timedelta

from fairwell.actions.cases.dispute_charge import dispute_charge
from fairwell.models import Subscription
from fairwell.queries.account import Held, subscription_of
from fairwell.queries.overdue import Overdue, overdue_of
from tests.actions.bills import newest
from tests.actions.charges import SOFT, collect, record, refused_until, renewed
from tests.cast import NOW, Cast
from tests.deeds import PORTAL
from tests.queries.test_account import NumQueries


def held(owner: Subscription, *, after: timedelta) -> Held:
    """The subscription as its owner has it so long after the renewal."""
    user = owner.customer.user
    assert user is not None
    found = subscription_of(user.pk, owner.pk, at=owner.current_period_start + after)
    assert found is not None
    return found


def overdue(owner: Subscription, *, after: timedelta) -> Overdue:
    at = owner.current_period_start + after
    return overdue_of([held(owner, after=after)], at=at)[owner.pk]


def unpaid(cast: Cast) -> Subscription:
    """A subscriber whose bank has refused the charge of the new term."""
    anna = renewed(cast)
    record(anna.current_period_start, every=SOFT)
    anna.refresh_from_db()
    return anna


def test_one_that_stands_well_costs_no_query(
    cast: Cast, django_assert_num_queries: NumQueries
) -> None:
    anna = cast.subscriber("anna")
    fine = held(anna, after=timedelta(days=1))

    with django_assert_num_queries(0):
        assert overdue_of([fine], at=NOW) == {}


def test_in_grace_it_says_how_much_when_it_is_tried_again_and_until_when_access_stays(
    cast: Cast, django_assert_num_queries: NumQueries
) -> None:
    anna = unpaid(cast)
    at, mine = anna.current_period_start + timedelta(days=1), held(anna, after=timedelta(days=1))

    with django_assert_num_queries(7):
        found = overdue_of([mine], at=at)[anna.pk]

    assert (found.order, found.orders) == (newest(anna).number, 1)
    assert (found.owed_minor, found.currency) == (7_999, "USD")
    assert found.since == date(2027, 9, 25)
    assert found.retry_on == date(2027, 9, 28)
    assert found.access_until == date(2027, 10, 9)
    assert not found.disputed
    assert not found.on_its_way


def test_on_hold_it_says_when_it_ends(cast: Cast) -> None:
    anna = renewed(cast)
    refused_until(anna, anna.current_period_start + timedelta(days=16))
    anna.refresh_from_db()
    assert anna.standing == "on_hold"

    assert overdue(anna, after=timedelta(days=17)).ends_on == date(2027, 10, 25)


def test_a_charge_on_its_way_is_told(cast: Cast) -> None:
    anna = unpaid(cast)
    collect(anna.current_period_start + timedelta(days=3, hours=6))

    assert overdue(anna, after=timedelta(days=4)).on_its_way


def test_what_is_disputed_is_not_asked_for(cast: Cast) -> None:
    anna = unpaid(cast)
    dispute_charge(
        subscription_id=anna.pk,
        order_number=newest(anna).number,
        reason_code="wrong_amount",
        message="",
        at=anna.current_period_start + timedelta(days=1),
        idempotency_key="dispute",
        language="en",
        **PORTAL,
    )

    found = overdue(anna, after=timedelta(days=2))

    assert found.disputed
    assert (found.retry_on, found.access_until) == (None, None)
