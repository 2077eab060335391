"""Money: transfers balance, refunds stay within what was captured, clearing is empty at rest."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from fairwell.models import (
    CreditNote,
    Invoice,
    Payment,
    PaymentAttempt,
    Refund,
    RefundAllocation,
    Transfer,
)
from fairwell.models.payment import OPEN_ATTEMPT_STATES
from fairwell.queries.books.result import Check, Result, Violation, result


def transfers_match_refunds(at: datetime) -> Result:
    """Every allocation has the transfers that its state calls for, of its amount and currency."""
    wanted = {
        "reserved": {"refund_instructed"},
        "succeeded": {"refund_instructed", "refund_submitted", "refund_settled"},
        "failed": {"refund_instructed", "refund_submitted", "refund_failed"},
        "rerouted": {
            "refund_instructed", "refund_submitted", "refund_failed", "refund_rerouted",
        },
    }  # fmt: skip

    def wrong() -> Iterator[Violation]:
        rows = RefundAllocation.objects.annotate(
            bad=Count(
                "transfers",
                filter=~Q(transfers__amount_minor=F("amount_minor"))
                | ~Q(transfers__currency=F("payment__currency")),
            )
        ).prefetch_related("transfers")
        for part in rows.iterator(chunk_size=2_000):
            kinds = {transfer.kind for transfer in part.transfers.all()}
            missing = wanted[part.state] - kinds
            extra = kinds - wanted[part.state] - {"refund_submitted"}
            if missing or extra or part.bad:
                yield Violation(
                    f"allocation {part.pk}",
                    f"{part.state}: missing {sorted(missing)}, too many {sorted(extra)}, "
                    f"{part.bad} of another amount or currency",
                )

    return result(RefundAllocation.objects.count(), wrong())


def clearing_is_empty_at_rest(at: datetime) -> Result:
    """Per currency, refund clearing holds exactly what open attempts of submitted refunds hold."""
    balances: dict[str, int] = {}
    for side, sign in (("credit", 1), ("debit", -1)):
        rows = Transfer.objects.filter(**{side: "refunds_clearing"}).values_list("currency")
        for currency, total in rows.annotate(total=Sum("amount_minor")):
            balances[currency] = balances.get(currency, 0) + sign * total
    held = dict(
        RefundAllocation.objects.filter(
            state="reserved",
            transfers__kind="refund_submitted",
            attempts__state__in=OPEN_ATTEMPT_STATES,
        )
        .values_list("payment__currency")
        .annotate(total=Sum("amount_minor"))
    )
    wrong = (
        Violation(
            currency,
            f"clearing holds {balances.get(currency, 0)}, open attempts {held.get(currency, 0)}",
        )
        for currency in sorted(balances.keys() | held.keys())
        if balances.get(currency, 0) != held.get(currency, 0)
    )
    return result(Transfer.objects.count(), wrong)


def _sum(state: list[str]) -> Coalesce:
    rows = RefundAllocation.objects.filter(payment=OuterRef("pk"), state__in=state).order_by()
    total = rows.values("payment").annotate(total=Sum("amount_minor")).values("total")
    return Coalesce(Subquery(total), Value(0))


def payments_match_refunds(at: datetime) -> Result:
    """Per payment: reserved and refunded are its allocations' sums, within what was captured."""
    rows = Payment.objects.annotate(
        open=_sum(["reserved", "failed"]), paid=_sum(["succeeded", "rerouted"])
    ).filter(
        ~Q(refund_reserved_minor=F("open"))
        | ~Q(refunded_minor=F("paid") + F("refunded_before_import_minor"))
        | Q(captured_minor__lt=F("refunded_minor") + F("refund_reserved_minor"))
    )
    wrong = (
        Violation(
            p.gateway_ref,
            f"captured {p.captured_minor}, reserved {p.refund_reserved_minor} (allocations "
            f"{p.open}), refunded {p.refunded_minor} (allocations {p.paid} + before import "
            f"{p.refunded_before_import_minor})",
        )
        for p in rows.iterator()
    )
    return result(Payment.objects.count(), wrong)


def refunds_add_up(at: datetime) -> Result:
    """Per refund: allocations and credit notes each add up to its total."""
    parts = RefundAllocation.objects.filter(refund=OuterRef("pk")).order_by().values("refund")
    notes = CreditNote.objects.filter(refund=OuterRef("pk")).order_by().values("refund")
    rows = Refund.objects.annotate(
        parts=Coalesce(Subquery(parts.annotate(t=Sum("amount_minor")).values("t")), Value(0)),
        notes=Coalesce(Subquery(notes.annotate(t=Sum("total_minor")).values("t")), Value(0)),
    ).filter(~Q(total_minor=F("parts")) | ~Q(total_minor=F("notes")))
    wrong = (
        Violation(
            r.reference, f"total {r.total_minor}, allocations {r.parts}, credit notes {r.notes}"
        )
        for r in rows.iterator()
    )
    return result(Refund.objects.count(), wrong)


def attempts_are_single(at: datetime) -> Result:
    """Per invoice and per allocation: at most one open attempt and one success, of its amount."""

    def wrong() -> Iterator[Violation]:
        for subject in ("invoice", "allocation"):
            for name, states in (("open", OPEN_ATTEMPT_STATES), ("success", ["succeeded"])):
                twice = (
                    PaymentAttempt.objects.filter(state__in=states, **{f"{subject}__isnull": False})
                    .values_list(subject)
                    .annotate(n=Count("pk"))
                    .filter(n__gt=1)
                )
                for pk, n in twice:
                    yield Violation(f"{subject} {pk}", f"{n} attempts are {name}")
        unlike = PaymentAttempt.objects.filter(kind="refund").exclude(
            amount_minor=F("allocation__amount_minor")
        )
        for attempt in unlike.iterator():
            yield Violation(attempt.idempotency_key, "its amount is not its allocation's")

    return result(PaymentAttempt.objects.count(), wrong())


def payments_have_attempts(at: datetime) -> Result:
    """Every captured payment is the gateway object of one successful attempt, and the reverse."""
    attempt = PaymentAttempt.objects.filter(
        gateway=OuterRef("gateway"), gateway_ref=OuterRef("gateway_ref"), state="succeeded"
    ).values("amount_minor")
    rows = Payment.objects.annotate(attempted=Subquery(attempt[:1])).exclude(
        attempted=F("captured_minor"), attempted__isnull=False
    )
    payment = Payment.objects.filter(
        gateway=OuterRef("gateway"), gateway_ref=OuterRef("gateway_ref")
    )
    alone = PaymentAttempt.objects.filter(~Exists(payment), kind="charge", state="succeeded")

    def wrong() -> Iterator[Violation]:
        for p in rows.iterator():
            yield Violation(p.gateway_ref, f"captured {p.captured_minor}, attempt {p.attempted}")
        for a in alone.iterator():
            yield Violation(a.idempotency_key, "it succeeded, but no payment is on the books")

    return result(Payment.objects.count(), wrong())


def paid_invoices_are_paid(at: datetime) -> Result:
    """An invoice is paid exactly when payments of its total were captured for it."""
    rows = Invoice.objects.annotate(got=Coalesce(Sum("payments__captured_minor"), Value(0))).filter(
        Q(state="paid") & ~Q(got=F("total_minor")) | Q(state="finalized", got__gt=0)
    )
    wrong = (
        Violation(i.number, f"{i.state}, total {i.total_minor}, captured {i.got}")
        for i in rows.iterator()
    )
    return result(Invoice.objects.count(), wrong)


def captured_is_booked(at: datetime) -> Result:
    """Every captured payment is in the ledger with its amount, and what was refunded before too."""

    def total(kind: str) -> Coalesce:
        rows = Transfer.objects.filter(payment=OuterRef("pk"), kind=kind).order_by()
        summed = rows.values("payment").annotate(t=Sum("amount_minor")).values("t")
        return Coalesce(Subquery(summed), Value(0))

    rows = Payment.objects.annotate(
        booked=total("payment_captured"), back=total("refunded_before_import")
    ).filter(~Q(booked=F("captured_minor")) | ~Q(back=F("refunded_before_import_minor")))
    wrong = (
        Violation(p.gateway_ref, f"captured {p.captured_minor}, booked {p.booked}")
        for p in rows.iterator()
    )
    return result(Payment.objects.count(), wrong)


MONEY_CHECKS = (
    Check(
        "1 transfers",
        "Each part of a refund has its transfers, of its amount.",
        transfers_match_refunds,
    ),
    Check(
        "1 ledger",
        "Each captured payment is in the ledger once, with its amount.",
        captured_is_booked,
    ),
    Check("1 clearing", "Clearing holds only what open attempts hold.", clearing_is_empty_at_rest),
    Check(
        "2 payments",
        "Refunds and reservations are within what was captured.",
        payments_match_refunds,
    ),
    Check("2 refunds", "A refund is the sum of its parts and of its credit notes.", refunds_add_up),
    Check(
        "4 attempts",
        "At most one open attempt and one success for each subject.",
        attempts_are_single,
    ),
    Check(
        "4 invoices",
        "A paid invoice has its payments, an open one has none.",
        paid_invoices_are_paid,
    ),
    Check(
        "8 gateway", "Each captured payment is one successful attempt's.", payments_have_attempts
    ),
)
