"""State is the fold of its events: the two are read side by side, and never all at once."""

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

from django.db import connection

from fairwell.domain.timeline import (
    BEGINNINGS,
    FIELDS,
    REMARKS,
    UnknownEventError,
    told_by,
)
from fairwell.models import Subscription, SubscriptionEvent
from fairwell.queries.books.result import Check, Result, Violation, result

# Where a subscription's row keeps what its history tells.
_COLUMNS = {
    "period_no": "current_period_no",
    "period_start": "current_period_start",
    "period_end": "current_period_end",
    "price": "price_id",
}
_INSTANTS = {"ends_at", "ended_at", "period_start", "period_end", "paused_at", "resume_at"}
# What every history tells, if only by its silence.
_UNTOLD = {"renewal": "", "standing": "", "service": "", "ends_at": None, "ended_at": None}
_AT_ONCE = 5_000

type Event = tuple[int, int, str, str]


def state_is_told_by_events(at: datetime) -> Result:
    """Every subscription's state is the fold of its events, which are numbered without a gap.

    All that the history tells is compared; what an old import did not tell cannot be.
    """
    return result(Subscription.objects.count(), _wrong())


def _wrong() -> Iterator[Violation]:
    columns = [_COLUMNS.get(name, name) for name in FIELDS]
    rows = Subscription.objects.order_by("pk").values_list(
        "pk", "external_id", "last_event_no", *columns
    )
    with closing(_events()) as events:
        event = next(events, None)
        for pk, external_id, last_no, *held in rows.iterator(chunk_size=_AT_ONCE):
            while event is not None and event[0] < pk:
                event = next(events, None)  # a foreign key keeps these from being any
            history: list[Event] = []
            while event is not None and event[0] == pk:
                history.append(event)
                event = next(events, None)
            state = dict(zip(FIELDS, held, strict=True))
            for wrong in _compare(state, last_no, history):
                yield Violation(f"subscription {external_id}", wrong)


def _compare(held: dict[str, Any], last_no: int, history: list[Event]) -> Iterator[str]:
    if [no for _, no, _, _ in history] != list(range(1, last_no + 1)):
        yield "its events are not numbered 1 to the last without a gap"
        return
    told: dict[str, Any] = dict(_UNTOLD)
    try:
        for _, _, kind, data in history:
            if kind in REMARKS:
                continue
            if kind in BEGINNINGS:
                told = dict(_UNTOLD)
            told |= told_by(kind, json.loads(data))
    except UnknownEventError as unknown:
        yield str(unknown)
        return
    for name, said in told.items():
        value = datetime.fromisoformat(said) if said and name in _INSTANTS else said
        if value != held[name]:
            yield f"{_COLUMNS.get(name, name)} is {held[name]}, its events say {said}"


def _events() -> Generator[Event]:
    """All events by subscription and number, as plain rows that are not kept.

    Remarks come without what they say: it changes nothing, and need not be read.
    """
    table = SubscriptionEvent._meta.db_table
    remarks = ", ".join(f"'{kind}'" for kind in sorted(REMARKS))
    # A cursor of its own, on PostgreSQL at the server: the other one reads subscriptions meanwhile.
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT subscription_id, no, kind, CASE WHEN kind IN ({remarks}) THEN NULL"  # noqa: S608
            f" ELSE data END FROM {table} ORDER BY subscription_id, no"
        )
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows


HISTORY_CHECKS = (
    Check(
        "7 events", "Every subscription's state is the fold of its events.", state_is_told_by_events
    ),
)
