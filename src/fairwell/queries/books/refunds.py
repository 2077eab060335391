"""Refunds: each part has its transfers, and no more goes back than was captured."""

from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value

from fairwell.models import CreditNote, Payment, Refund, RefundAllocation, Transfer
from fairwell.models.payment import OPEN_ATTEMPT_STATES
from fairwell.queries.books.result import Check, Result, Violation, result
from fairwell.queries.books.sums import balances, differences, negative, total_of

# How far a part of a refund has come, by its state: the transfers that it must have once each.
_STEPS = {
    "reserved": {"refund_instructed"},
    "succeeded": {"refund_instructed", "refund_submitted", "refund_settled"},
    "failed": {"refund_instructed", "refund_submitted", "refund_failed"},
    "rerouted": {"refund_instructed", "refund_submitted", "refund_failed", "refund_rerouted"},
}
_KINDS = tuple(sorted(set[str]().union(*_STEPS.values())))


def transfers_match_refunds(at: datetime) -> Result:
    """Every part of a refund has the transfers that its state calls for, of its amount."""
    like_it = Q(transfers__amount_minor=F("amount_minor")) & Q(
        transfers__currency=F("payment__currency")
    )
    counts = {kind: Count("transfers", filter=like_it & Q(transfers__kind=kind)) for kind in _KINDS}
    right = Q()
    for state, steps in _STEPS.items():
        wanted = {kind: int(kind in steps) for kind in _KINDS}
        if state == "reserved":
            del wanted["refund_submitted"]  # it may have been sent, or not yet
        right |= Q(state=state, **wanted)
    known = sum((F(kind) for kind in _KINDS), Value(0))
    rows: QuerySet[Any, Any] = (
        RefundAllocation.objects.values("pk", "state", "payment__currency", "amount_minor")
        .annotate(moved=Count("transfers"), **counts)
        .filter(~right | ~Q(moved=known))
    )
    wrong = (
        Violation(
            f"allocation {part['pk']}",
            f"{part['state']}: of its amount it has "
            f"{', '.join(kind for kind in _KINDS if part[kind]) or 'no transfer'}; "
            f"{part['moved']} transfers in all",
        )
        for part in rows.iterator()
    )
    return result(RefundAllocation.objects.count(), wrong)


def refund_clearing_is_empty_at_rest(at: datetime) -> Result:
    """Per currency, refund clearing holds exactly what open attempts of submitted refunds hold."""
    held: dict[str, int] = {}
    for currency, amount in RefundAllocation.objects.filter(
        state="reserved",
        transfers__kind="refund_submitted",
        attempts__state__in=OPEN_ATTEMPT_STATES,
    ).values_list("payment__currency", "amount_minor"):
        held[currency] = held.get(currency, 0) + amount
    wrong = (
        Violation(currency, f"clearing holds {books}, open attempts {open_ones}")
        for currency, books, open_ones in differences(negative(balances("refunds_clearing")), held)
    )
    return result(Transfer.objects.count(), wrong)


def payments_match_refunds(at: datetime) -> Result:
    """Per payment: reserved is its allocations' sum, refunded theirs and what banks took back."""
    parts = RefundAllocation.objects.all()
    rows = Payment.objects.annotate(
        open=total_of(parts.filter(state__in=["reserved", "failed"]), "payment"),
        paid=total_of(parts.filter(state__in=["succeeded", "rerouted"]), "payment"),
        lost=total_of(Transfer.objects.filter(kind="dispute_lost"), "dispute__payment"),
    ).filter(
        ~Q(refund_reserved_minor=F("open"))
        | ~Q(refunded_minor=F("paid") + F("refunded_before_import_minor") + F("lost"))
        | Q(captured_minor__lt=F("refunded_minor") + F("refund_reserved_minor"))
    )
    wrong = (
        Violation(
            p.gateway_ref,
            f"captured {p.captured_minor}, reserved {p.refund_reserved_minor} (allocations "
            f"{p.open}), refunded {p.refunded_minor} (allocations {p.paid} + before import "
            f"{p.refunded_before_import_minor} + lost in disputes {p.lost})",
        )
        for p in rows.iterator()
    )
    return result(Payment.objects.count(), wrong)


def refunds_add_up(at: datetime) -> Result:
    """Per refund: its parts add up to its total, and so do credit notes and credit given back.

    Credit that was paid some other way has no part over a payment.
    """
    by_hand = Transfer.objects.filter(kind="credit_paid_out")
    given_back = Transfer.objects.filter(kind__in=("credit_refunded", "credit_paid_out"))
    rows = Refund.objects.annotate(
        parts=total_of(RefundAllocation.objects.all(), "refund") + total_of(by_hand, "refund"),
        notes=total_of(CreditNote.objects.all(), "refund", "total_minor")
        + total_of(given_back, "refund"),
    ).filter(~Q(total_minor=F("parts")) | ~Q(total_minor=F("notes")))
    wrong = (
        Violation(
            r.reference, f"total {r.total_minor}, allocations {r.parts}, credit notes {r.notes}"
        )
        for r in rows.iterator()
    )
    return result(Refund.objects.count(), wrong)


REFUND_CHECKS = (
    Check(
        "1 transfers",
        "Each part of a refund has its transfers, of its amount.",
        transfers_match_refunds,
    ),
    Check(
        "1 clearing",
        "Refund clearing holds only what open attempts hold.",
        refund_clearing_is_empty_at_rest,
    ),
    Check(
        "2 payments",
        "Refunds and reservations are within what was captured.",
        payments_match_refunds,
    ),
    Check("2 refunds", "A refund is the sum of its parts and of its credit notes.", refunds_add_up),
)
