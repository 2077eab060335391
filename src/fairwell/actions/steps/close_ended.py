"""What follows an end, whatever led to it: nothing is collected or earned for the time after it."""

from collections.abc import Sequence
from datetime import datetime

from fairwell.actions.steps.cut_service import cut_service
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.stop_collection import stop_collection
from fairwell.models import CancellationRequest, Subscription
from fairwell.models.cancellation import OPEN_STATES


def close_ended(ended: Sequence[Subscription], *, at: datetime) -> None:
    """Close what hangs on locked subscriptions whose end has just been written; call it last.

    A cancellation that was still to come has come with the end. A fixed number of statements where
    no invoice is open.
    """
    ids = [subscription.pk for subscription in ended]
    CancellationRequest.objects.filter(subscription_id__in=ids, state__in=OPEN_STATES).update(
        state="effective"
    )
    stop_collection(ended, at=at)
    cut_service(ids, at=at, zone=the_vendor().zone)
