"""Keeps promises: claims what is due in the outbox, carries it out, and writes down how it went."""

from collections.abc import Callable
from datetime import datetime

import structlog

from fairwell.actions.outbox.claim_promises import claim_promises
from fairwell.actions.outbox.close_promise import close_promise
from fairwell.models import OutboxEntry
from fairwell.worker.carry_evidence import carry_evidence
from fairwell.worker.carry_mail import carry_mail
from fairwell.worker.carry_refund import carry_refund
from fairwell.worker.carry_vat_check import carry_vat_check
from fairwell.worker.outcome import Carried, later

log = structlog.get_logger(__name__)

CARRIERS: dict[str, Callable[[OutboxEntry, datetime], Carried]] = {
    "mail": carry_mail,
    "refund": carry_refund,
    "evidence": carry_evidence,
    "vat_number": carry_vat_check,
}


def carry_due(clock: Callable[[], datetime], *, limit: int = 20) -> int:
    """Carry out up to `limit` due promises, one lease after the other, and return how many.

    A carrier that fails unexpectedly is logged and tried again later; the others go on.
    """
    tried = 0
    # One at a time: the last of a batch would outlive its lease while the first ones wait for a
    # slow server, and another worker would carry it too.
    while tried < limit and (claimed := claim_promises(at=clock(), limit=1)):
        for entry in claimed:
            _carry(entry, clock())
        tried += 1
    return tried


def _carry(entry: OutboxEntry, at: datetime) -> None:
    try:
        carried = CARRIERS[entry.topic](entry, at)
    except Exception as failure:  # one promise's failure must not stop the rest
        log.exception("promise_failed", topic=entry.topic, key=entry.key)
        carried = later(entry.tries, at, f"{type(failure).__name__}: {failure}")
    close_promise(entry_id=entry.pk, again_at=carried.again_at, error=carried.error, at=at)
    log.info(
        "promise_carried", topic=entry.topic, key=entry.key, again_at=carried.again_at,
        error=carried.error,
    )  # fmt: skip
