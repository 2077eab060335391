"""When collecting an invoice was paused and resumed: read from the events that say so."""

from datetime import datetime
from typing import NamedTuple

from fairwell.models import SubscriptionEvent

PAUSING = ("collection_paused", "collection_resumed")


class Matter(NamedTuple):
    """One reason for which collecting stands or stood still, by the reference of its matter.

    `before` is the word of Invoice.collection that the pause took the place of.
    """

    reference: str
    start: datetime
    until: datetime | None
    before: str


def matters_of(subscription_id: int, invoice_id: int) -> tuple[Matter, ...]:
    """All matters for which collecting that invoice was paused, oldest first; one query."""
    found: list[Matter] = []
    events = SubscriptionEvent.objects.filter(
        subscription_id=subscription_id, kind__in=PAUSING, data__invoice=invoice_id
    )
    for event in events.order_by("no"):
        reference = event.data["matter"]
        if event.kind == "collection_paused":
            found.append(Matter(reference, event.at, None, event.data["before"]))
            continue
        found = [
            matter._replace(until=event.at)
            if matter.reference == reference and matter.until is None
            else matter
            for matter in found
        ]
    return tuple(found)
