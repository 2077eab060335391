"""The calendar file of a subscription's next charge, for its page and for the reminder's letter."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from fairwell.domain.notices import renewal_entry
from fairwell.domain.renewal import NextCharge
from fairwell.gateways.calendar.renewal_ics import renewal_ics
from fairwell.models import Subscription, Vendor
from fairwell.queries import wording
from fairwell.queries.facts import facts_from
from fairwell.queries.vendor import the_vendor_with_contacts


def charge_ics(
    subscription: Subscription, charge: NextCharge, *, language: str, stamped_at: datetime
) -> bytes:
    """The entry of `charge`, with a link to where renewal is turned off.

    Each later copy has a higher sequence, the number of the subscription's events.
    """
    vendor = the_vendor_with_contacts()
    assert vendor is not None, "a subscription has a vendor"
    plan = subscription.price.plan
    host = vendor.contact("domain", "web") or urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    entry = renewal_entry(
        facts_from(subscription, Vendor.objects.get(pk=1), (), None),
        charge,
        name=wording.plan_name(plan.product.name, plan.tier),
        host=host,
        link=f"{settings.PUBLIC_URL}/account/subscriptions/{subscription.pk}/renewal/",
        sequence=subscription.last_event_no,
    )
    organizer = vendor.contact("email", "support") or vendor.contact("email", "sender")
    return renewal_ics(entry, organizer=organizer, language=language, stamped_at=stamped_at)
