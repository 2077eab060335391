"""Reads the gateway's list of a span beside our own books, in batches, and finds what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched, chain, islice
from typing import Final

from fairwell.domain.reconciliation import (
    Difference,
    OurAttempt,
    Seen,
    compare_batch,
    missing_there,
)
from fairwell.gateways.payments.interface import PaymentGateway
from fairwell.queries.reconciliation import attempt_range, attempts_within, matching

BATCH: Final = 500
# A request may arrive long after it was sent; what is found near the span counts as seen.
MARGIN: Final = timedelta(days=2)
# If everything differs, the first ones tell enough.
MOST_KEPT: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How much was compared in [since, until); `count` is of all differences, kept or not."""

    since: datetime
    until: datetime
    theirs: int
    ours: int
    count: int
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class _Reading:
    """One reading of both sides, which counts what passes."""

    gateway: PaymentGateway
    name: str
    since: datetime
    until: datetime
    at: datetime
    seen: Seen
    theirs: int = 0
    ours: int = 0

    def of_theirs(self) -> Iterator[Difference]:
        """What differs of the objects that were made in the span."""
        listed = self.gateway.list_objects(
            since=self.since - MARGIN, until=self.until + MARGIN, at=self.at
        )
        for batch in batched(listed, BATCH):
            self.theirs += sum(self.since <= one.created_at < self.until for one in batch)
            ours = matching(self.name, batch)
            for one in compare_batch(batch, ours.by_key, ours.by_ref, self.seen):
                if self.since <= one.at < self.until:
                    yield one

    def of_ours(self) -> Iterator[OurAttempt]:
        """The attempts that were sent in the span."""
        for one in attempts_within(self.name, self.since, self.until):
            self.ours += 1
            yield one


def compare_books(
    gateway: PaymentGateway, name: str, *, since: datetime, until: datetime, at: datetime
) -> Comparison:
    """Both ways, with memory that does not grow with the span.

    Raises GatewayUnknown or GatewayRejected where the gateway cannot be asked: half a list would
    make the other half look missing.
    """
    seen = Seen(*attempt_range(name, since, until))
    reading = _Reading(gateway, name, since, until, at, seen)
    found = chain(reading.of_theirs(), missing_there(reading.of_ours(), seen))
    first = tuple(islice(found, MOST_KEPT))
    rest = sum(1 for _ in found)
    return Comparison(
        since=since,
        until=until,
        theirs=reading.theirs,
        ours=reading.ours,
        count=len(first) + rest,
        differences=first,
    )
