"""Lock and re-read: what an action decides on is what it will write to."""

from fairwell.domain.subscription import SubscriptionFacts
from fairwell.models import Subscription, Vendor
from fairwell.queries.facts import subscription_facts


def locked_subscription(subscription_id: int) -> Subscription:
    """The subscription, locked for this transaction, with customer and price.

    Raises Subscription.DoesNotExist. SQLite has no row locks; there the transaction is IMMEDIATE.
    Locked first and joined after: PostgreSQL joins before it waits, and finds no row at all where
    the one it waited for has another price by then.
    """
    Subscription.objects.select_for_update().only("pk").get(pk=subscription_id)
    return Subscription.objects.select_related("customer__user", "price__plan__product").get(
        pk=subscription_id
    )


def facts_now(subscription: Subscription) -> SubscriptionFacts:
    """The facts of a locked subscription, read in this transaction."""
    return subscription_facts(subscription, the_vendor())


def the_vendor() -> Vendor:
    """The one vendor; raises Vendor.DoesNotExist where none was set up."""
    return Vendor.objects.get(pk=1)
