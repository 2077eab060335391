"""Charges: every attempt and payment has its counterpart, and its money stands where it says."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from fairwell.models import CreditNote, Invoice, Payment, PaymentAttempt, Transfer
from fairwell.models.payment import OPEN_ATTEMPT_STATES
from fairwell.queries.books.result import Check, Result, Violation, result
from fairwell.queries.books.sums import balances, by_currency, differences, total_of

ASKED_STATES = ("submitted", "pending", "unknown")


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


def charges_stand_where_they_say(at: datetime) -> Result:
    """A charge that was asked for is in clearing until it has an outcome, and nothing else is."""
    charges = PaymentAttempt.objects.filter(kind="charge")
    moved = Transfer.objects.filter(attempt=OuterRef("pk"), currency=OuterRef("currency"))
    submitted = Exists(moved.filter(kind="charge_submitted", amount_minor=OuterRef("amount_minor")))
    returned = Exists(moved.filter(kind="charge_returned", amount_minor=OuterRef("amount_minor")))
    # Books from before clearing: such a payment went to revenue, and was restated since.
    restated = Exists(
        Transfer.objects.filter(
            kind="restated",
            payment__gateway=OuterRef("gateway"),
            payment__gateway_ref=OuterRef("gateway_ref"),
        )
    )

    def wrong() -> Iterator[Violation]:
        for rows, what in (
            (charges.filter(~submitted, state__in=ASKED_STATES), "asked for, but not in clearing"),
            (
                charges.filter(~submitted, state="succeeded").filter(~restated),
                "succeeded, but never in clearing",
            ),
            (
                charges.filter(submitted, ~returned, state__in=("declined", "failed")),
                "came to nothing, but was not returned",
            ),
            (
                charges.filter(returned).exclude(state__in=("declined", "failed")),
                "returned, but not declined",
            ),
        ):
            for key in rows.values_list("idempotency_key", flat=True).iterator():
                yield Violation(key, what)
        held = by_currency(charges.filter(submitted, state__in=OPEN_ATTEMPT_STATES))
        for currency, books, open_ones in differences(balances("charges_clearing"), held):
            yield Violation(currency, f"clearing holds {books}, open attempts {open_ones}")

    return result(charges.count(), wrong())


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


def invoices_are_paid_exactly(at: datetime) -> Result:
    """A paid invoice has what it comes to, in payments, credit and credit notes; an open one none.

    What came in beyond it, because a charge was under way when it was credited, is credit now.
    """
    moved = Transfer.objects.filter(kind="overpaid")
    rows = (
        Invoice.objects.exclude(state="draft")
        .annotate(
            got=total_of(Payment.objects.all(), "invoice", "captured_minor"),
            noted=total_of(CreditNote.objects.filter(to="receivable"), "invoice", "total_minor"),
            over=total_of(moved, "invoice"),
        )
        .annotate(settled=F("got") + F("credit_applied_minor") + F("noted") - F("over"))
        .filter(
            Q(state="paid") & ~Q(settled=F("total_minor"))
            | Q(state="finalized") & (Q(got__gt=0) | Q(settled__gt=F("total_minor")))
            | Q(state="voided", got__gt=F("over"))
        )
    )
    wrong = (
        Violation(
            i.number,
            f"{i.state}, total {i.total_minor}: captured {i.got}, credit {i.credit_applied_minor}, "
            f"credited {i.noted}, overpaid {i.over}",
        )
        for i in rows.iterator()
    )
    return result(Invoice.objects.count(), wrong)


def captured_is_booked(at: datetime) -> Result:
    """Every captured payment is in the ledger with its amount, and what was refunded before too."""

    def total(kind: str) -> Coalesce:
        return total_of(Transfer.objects.filter(kind=kind), "payment")

    rows = Payment.objects.annotate(
        booked=total("payment_captured"), back=total("refunded_before_import")
    ).filter(~Q(booked=F("captured_minor")) | ~Q(back=F("refunded_before_import_minor")))
    wrong = (
        Violation(p.gateway_ref, f"captured {p.captured_minor}, booked {p.booked}")
        for p in rows.iterator()
    )
    return result(Payment.objects.count(), wrong)


CHARGE_CHECKS = (
    Check(
        "1 ledger",
        "Each captured payment is in the ledger once, with its amount.",
        captured_is_booked,
    ),
    Check(
        "1 charges",
        "Charges that are under way are in clearing, and nothing else is.",
        charges_stand_where_they_say,
    ),
    Check(
        "4 attempts",
        "At most one open attempt and one success for each subject.",
        attempts_are_single,
    ),
    Check(
        "4 paid",
        "A paid invoice has exactly what it comes to, an open one no payment.",
        invoices_are_paid_exactly,
    ),
    Check(
        "8 gateway", "Each captured payment is one successful attempt's.", payments_have_attempts
    ),
)
