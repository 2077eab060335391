"""What stories of credit that is left share: somebody with credit, who goes."""

from datetime import datetime

from fairwell.actions.billing.pay_out_credit import pay_out_credit
from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.models import CreditBalance, Refund, Subscription
from fairwell.queries.credit_left import credits_to_settle
from tests import changing, deeds
from tests.cast import NOW, Cast

# 79.99 for a year that ran 57 days, less the first month of the cheaper plan.
ANNAS_CREDIT = 5_751


def with_credit(cast: Cast, key: str = "anna") -> Subscription:
    """She paid for a year, went over to the month, and has credit for what she did not use."""
    sold = changing.sell_tiers(cast) if not cast.subscriptions else None
    subscription = cast.subscriber(key)
    assert sold is not None, "the tiers are sold once"
    changing.change(subscription, sold["month"], when="now")
    subscription.refresh_from_db()
    assert changing.credit(subscription) == ANNAS_CREDIT
    return subscription


def gone(subscription: Subscription) -> datetime:
    """Cancelled, and her term is over; when that was."""
    deeds.leave(subscription, "end_of_term")
    subscription.refresh_from_db()
    assert subscription.ends_at is not None
    assert end_due_subscriptions(at=subscription.ends_at) == 1
    subscription.refresh_from_db()
    return subscription.ends_at


def settle(at: datetime = NOW) -> list[Refund]:
    """Everything that a look at credit without an owner leads to."""
    ids = list(credits_to_settle().order_by("pk").values_list("pk", flat=True))
    found = [pay_out_credit(balance_id=pk, at=at) for pk in ids]
    return [refund for refund in found if refund is not None]


def balance_of(subscription: Subscription) -> CreditBalance:
    return CreditBalance.objects.get(customer=subscription.customer)
