"""Claim charges that are due: written down as sent before they are, so that none is sent twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from fairwell.actions.steps.close_attempts import close_unsent
from fairwell.actions.steps.move_money import transfer
from fairwell.domain.paying import BOUGHT, PAID_NOW
from fairwell.models import Invoice, PaymentAttempt, Transfer

# Longer than any batch takes; what a dead worker held is asked about when its lease runs out.
LEASE = timedelta(minutes=10)
# Gateways forget keys after a day: what waited long, perhaps in a restored backup, is asked first.
ASK_FIRST_AFTER = timedelta(hours=12)


_ASKED = (
    ~Q(state="init")
    | Q(idempotency_key__startswith=PAID_NOW)
    | Q(idempotency_key__startswith=BOUGHT)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeOrder:
    """What the worker takes to the gateway; `order_ref` is the invoice's number.

    `send`: it was just written down as submitted, so it may be sent. Else it was sent before and is
    to be asked about. `refused`: its card was declined for good meanwhile, so neither is done.
    """

    attempt_id: int
    gateway: str
    method_ref: str
    gateway_ref: str | None
    order_ref: str
    amount_minor: int
    currency: str
    idempotency_key: str
    send: bool
    refused: bool


@transaction.atomic(durable=True)
def claim_charges(*, at: datetime, limit: int, asked_only: bool = False) -> list[ChargeOrder]:
    """Lease up to `limit` due charges, oldest first, in a fixed number of statements.

    With `asked_only` none is sent but those that a subscriber asked for, by paying, buying or
    changing; what was sent before is asked about all the same. A charge of an invoice that is not
    owed as it was, or is not to be collected now, is closed unsent. Other workers skip what this
    one holds.
    """
    due = list(
        PaymentAttempt.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(_ASKED if asked_only else Q(), kind="charge", ask_at__lte=at)
        .select_related("invoice", "method")
        .order_by("ask_at", "pk")[:limit]
    )
    fresh = [attempt for attempt in due if attempt.state == "init"]
    stale = {attempt.pk for attempt in fresh if not _still_wanted(attempt)}
    if stale:
        _close([attempt for attempt in fresh if attempt.pk in stale], at)
        due = [attempt for attempt in due if attempt.pk not in stale]
        fresh = [attempt for attempt in fresh if attempt.pk not in stale]
    PaymentAttempt.objects.filter(pk__in=[attempt.pk for attempt in fresh]).update(
        state="submitted", submitted_at=at
    )
    PaymentAttempt.objects.filter(pk__in=[attempt.pk for attempt in due]).update(ask_at=at + LEASE)
    # One that provably never arrived is sent again: its money is in clearing already.
    Transfer.objects.bulk_create(
        (
            transfer(
                "charge_submitted", attempt.amount_minor, attempt.currency, at=at, attempt=attempt
            )
            for attempt in fresh
        ),
        ignore_conflicts=True,
    )
    return list(_orders(due, at))


def _still_wanted(attempt: PaymentAttempt) -> bool:
    invoice = attempt.invoice
    assert invoice is not None
    return (
        invoice.collection not in ("paused", "stopped")
        and invoice.owed_minor == attempt.amount_minor
    )


def _close(stale: list[PaymentAttempt], at: datetime) -> None:
    """Close them, and have looked at anew what is still to be collected, in another amount.

    Everybody else locks an invoice before its attempts. Those that somebody holds are left for the
    next claim: to wait for them here could wait for ever.
    """
    held = list(
        Invoice.objects.select_for_update(skip_locked=True)
        .filter(pk__in=[attempt.invoice_id for attempt in stale])
        .order_by("pk")
    )
    ids = {invoice.pk for invoice in held}
    close_unsent([attempt for attempt in stale if attempt.invoice_id in ids], at=at)
    open_ones = [
        invoice.pk
        for invoice in held
        if invoice.state == "finalized" and invoice.collection not in ("paused", "stopped")
    ]
    if open_ones:
        Invoice.objects.filter(pk__in=open_ones).update(collection="waiting", collect_at=at)


def _orders(due: Iterable[PaymentAttempt], at: datetime) -> Iterable[ChargeOrder]:
    for attempt in due:
        assert attempt.invoice is not None, "a charge has an invoice"
        known_at = attempt.ask_at or attempt.created_at
        send = attempt.state == "init" and at - known_at < ASK_FIRST_AFTER
        method = attempt.method
        yield ChargeOrder(
            attempt_id=attempt.pk,
            gateway=attempt.gateway,
            method_ref=method.method_ref if method else "",
            gateway_ref=attempt.gateway_ref,
            order_ref=attempt.invoice.number,
            amount_minor=attempt.amount_minor,
            currency=attempt.currency,
            idempotency_key=attempt.idempotency_key,
            send=send,
            refused=send and method is not None and method.refused_at is not None,
        )
