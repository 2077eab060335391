"""Somebody says which courtesies they want; what must be sent is sent all the same."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from fairwell.models import Customer, NoticePreference
from fairwell.models.notice import PREFERENCES


class UnknownNoticeKindError(ValueError):
    """A kind of notice that cannot be switched off."""


@transaction.atomic(durable=True)
def set_notice_preferences(
    *,
    user_id: int,
    wanted: Collection[str],
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> int:
    """Keep the `wanted` kinds on and switch the other courtesies off; how many rows changed.

    For all customer records of the user. Raises UnknownNoticeKindError.
    """
    del actor, channel, idempotency_key  # the same choice again changes nothing
    unknown = sorted(set(wanted) - set(PREFERENCES))
    if unknown:
        raise UnknownNoticeKindError(
            f"{', '.join(unknown)} cannot be switched; {', '.join(PREFERENCES)} can."
        )
    customers = Customer.objects.select_for_update().filter(user_id=user_id).order_by("pk")
    ids = list(customers.values_list("pk", flat=True))
    held = {
        (row.customer_id, row.kind): row
        for row in NoticePreference.objects.filter(customer_id__in=ids)
    }
    new, changed = [], []
    for customer_id in ids:
        for kind in PREFERENCES:
            row, wants = held.get((customer_id, kind)), kind in wanted
            if row is None and not wants:
                new.append(
                    NoticePreference(
                        customer_id=customer_id, kind=kind, wanted=wants, changed_at=at
                    )
                )
            elif row is not None and row.wanted != wants:
                row.wanted, row.changed_at = wants, at
                changed.append(row)
    NoticePreference.objects.bulk_create(new)
    NoticePreference.objects.bulk_update(changed, ["wanted", "changed_at"])
    return len(new) + len(changed)
