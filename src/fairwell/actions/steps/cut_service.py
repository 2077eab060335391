"""A service that ended early earns what is left of its lines on the day of its end."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from fairwell.domain.term import local_date
from fairwell.models import InvoiceLine


def cut_service(subscription_ids: Sequence[int], *, at: datetime, zone: ZoneInfo) -> None:
    """Cut the lines that run past `at`, on its day in the vendor's `zone`; one statement.

    Call it after the credit notes of the same ending: on the day of the cut all is earned, and
    nothing is left that they could take out of what is deferred.
    """
    InvoiceLine.objects.filter(
        invoice__subscription_id__in=subscription_ids, service_end__gt=at, cut_on__isnull=True
    ).update(cut_on=local_date(at, zone))
