"""An ending says what becomes of credit, in its preview and in its sealed confirmation."""

import pytest

from fairwell.models import Payment, Subscription
from fairwell.queries.credit_left import credit_at_end
from tests import changing, deeds
from tests.actions.disputing import unpaid
from tests.actions.leaving import ANNAS_CREDIT, settle, with_credit
from tests.cast import Cast

ALL = "57.51 USD"


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    return with_credit(cast)


def told(subscription: Subscription, choice: str = "end_of_term") -> dict[str, object]:
    """What the confirmation of leaving says of credit."""
    statement = deeds.leave(subscription, choice).statements.get()
    credit: dict[str, object] = deeds.verified(statement)["credit"]
    return {name: said for name, said in credit.items() if said}


def test_it_goes_back_the_way_it_was_paid(anna: Subscription) -> None:
    shown = credit_at_end(anna)

    assert shown is not None
    assert (shown.total_minor, shown.back_minor, shown.stays) == (ANNAS_CREDIT, ANNAS_CREDIT, False)
    assert told(anna) == {"total": ALL, "paid_back": ALL}


def test_turning_renewal_off_says_it_too(anna: Subscription) -> None:
    said = deeds.verified(deeds.switch(anna, "off"))["credit"]

    assert (said["total"], said["paid_back"]) == (ALL, ALL)


def test_it_stays_for_another_subscription(cast: Cast, anna: Subscription) -> None:
    other = cast.subscriber("ben")
    Subscription.objects.filter(pk=other.pk).update(customer=anna.customer)

    assert told(anna) == {"total": ALL, "stays": True}


def test_with_a_bill_open_a_person_looks_at_both(anna: Subscription) -> None:
    unpaid(anna, number="X-1", series="")

    said = told(anna)

    assert (said["total"], said["bills_open"]) == (ALL, True)


def test_what_no_payment_can_take_back_is_named(anna: Subscription) -> None:
    Payment.objects.update(refunded_minor=3_000, refunded_before_import_minor=3_000)

    assert told(anna) == {"total": ALL, "paid_back": "49.99 USD", "by_hand": "7.52 USD"}


def test_without_credit_nothing_is_said(cast: Cast) -> None:
    ben = cast.subscriber("ben")

    assert credit_at_end(ben) is None
    assert "credit" not in deeds.verified(deeds.leave(ben).statements.get())


def test_credit_that_a_refund_gives_back_is_not_promised_twice(cast: Cast) -> None:
    """The year's payment goes back in full, and what was credited of it with it."""
    sold, ben = changing.sell_tiers(cast), cast.subscriber("ben")
    changing.either(ben)
    changing.change(ben, sold["three"], when="now")
    assert changing.credit(ben) > 0

    request = deeds.leave(ben)

    assert request.refund.total_minor == 7_999
    assert "credit" not in deeds.verified(request.statements.get())
    assert settle() == []
    assert deeds.violations() == []


def test_what_was_promised_is_what_comes(anna: Subscription) -> None:
    """At her monthly price nothing is refunded for leaving at once; the credit is hers."""
    request = deeds.leave(anna)
    assert request.state == "effective"

    (refund,) = settle()

    said = deeds.verified(request.statements.get())["credit"]
    assert (said["paid_back"], refund.total_minor) == (ALL, ANNAS_CREDIT)
