"""A service that ended early earns what is left of its lines on the day of its end."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from fairwell.domain.term import local_date
from fairwell.models import InvoiceLine, LinePause


def cut_service(subscription_ids: Sequence[int], *, at: datetime, zone: ZoneInfo) -> None:
    """Cut the lines that run past `at`, on its day in the vendor's `zone`; one statement.

    One that a pause has moved may run on though the time it was billed for is over; a cut of one
    that is over changes nothing. Call it after the credit notes of the same ending: on the day of
    the cut all is earned, and nothing is left that they could take out of what is deferred.
    """
    paused = Exists(LinePause.objects.filter(line=OuterRef("pk")))
    InvoiceLine.objects.filter(
        Q(service_end__gt=at) | paused,
        invoice__subscription_id__in=subscription_ids,
        cut_on__isnull=True,
    ).update(cut_on=local_date(at, zone))
