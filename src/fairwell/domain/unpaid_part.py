"""What is still owed of an unpaid period when the subscription ends within it."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from fairwell.domain.proration import Stretch, used_minor


def unpaid_part_owed(
    *,
    total_minor: int,
    period_start: datetime,
    period_end: datetime,
    ends_at: datetime,
    refund_if_paid_minor: int,
    zone: ZoneInfo,
    pauses: Iterable[Stretch] = (),
) -> int:
    """Minor units still owed of `total_minor`, for a period [start, end) cut short at `ends_at`.

    A cancellation stops collection for what lies after it: owed are the days before it in the
    vendor's zone, counted and rounded as `used_minor` does, so nothing of a period that starts at
    or after the end, nor of a pause. And never more than a payer would be left without: the total
    less what the policy would have refunded. ValueError for a refund below 0 or above the total.
    """
    if not 0 <= refund_if_paid_minor <= total_minor:
        raise ValueError(f"Of {total_minor} cannot be refunded {refund_if_paid_minor}.")
    used = used_minor(
        total_minor, period_start, period_end, ends_at, unit="day", zone=zone, pauses=pauses
    )
    return min(used, total_minor - refund_if_paid_minor)
