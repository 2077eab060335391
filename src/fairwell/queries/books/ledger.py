"""The ledger: money moves as the chart says, and each account is what its documents come to."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from fairwell.domain.ledger import is_movement
from fairwell.models import CreditNote, Invoice, PaymentAttempt, Transfer, Vendor
from fairwell.models.payment import OPEN_ATTEMPT_STATES
from fairwell.queries.books.result import Check, Result, Violation, result
from fairwell.queries.books.sums import balances, by_currency, differences, negative, plus
from fairwell.queries.ledger.deferred import (
    deferred_before_any_day,
    deferred_of_lines,
    earned_but_written_later,
    ledger_deferred,
)

_BILLED = {
    "invoice_issued": "net_minor",
    "invoice_tax": "tax_minor",
    "credit_applied": "credit_applied_minor",
}


def money_moves_as_the_chart_says(at: datetime) -> Result:
    """Every transfer runs between the two accounts of its kind."""
    kinds = Transfer.objects.values_list("kind", "debit", "credit").annotate(n=Count("pk"))
    wrong = (
        Violation(kind, f"{n} transfers from {credit} to {debit}")
        for kind, debit, credit, n in kinds.order_by("kind", "debit", "credit")
        if not is_movement(kind, debit, credit)
    )
    return result(Transfer.objects.count(), wrong)


def invoices_are_booked(at: datetime) -> Result:
    """Net, tax and used credit of an invoice are in the ledger, once and in its currency."""
    own = Q(transfers__currency=F("currency"))
    booked = {
        kind: Coalesce(
            Sum("transfers__amount_minor", filter=own & Q(transfers__kind=kind)), Value(0)
        )
        for kind in _BILLED
    }
    unlike = Q()
    for kind, column in _BILLED.items():
        unlike |= ~Q(**{kind: F(column)})
    rows = (
        Invoice.objects.exclude(state="draft")
        .values("pk", "number", *_BILLED.values())
        .annotate(**booked)
        .filter(unlike)
    )
    wrong = (
        Violation(
            row["number"],
            "; ".join(f"{kind} {row[kind]} for {row[column]}" for kind, column in _BILLED.items()),
        )
        for row in rows.iterator()
    )
    return result(Invoice.objects.exclude(state="draft").count(), wrong)


def accounts_are_what_documents_say(at: datetime) -> Result:
    """Receivables are what open invoices lack, less charges under way; tax is that of documents."""
    billed = Invoice.objects.exclude(state="draft")
    lacking = F("total_minor") - F("credit_applied_minor") - F("credited_minor")
    under_way = PaymentAttempt.objects.filter(
        kind="charge", state__in=OPEN_ATTEMPT_STATES, transfers__kind="charge_submitted"
    )
    owed = plus(
        by_currency(billed.filter(state="finalized"), lacking), negative(by_currency(under_way))
    )
    taxed = plus(
        by_currency(billed, "tax_minor"),
        negative(by_currency(CreditNote.objects.all(), "tax_minor")),
    )

    def wrong() -> Iterator[Violation]:
        for currency, ledger, documents in differences(balances("receivables"), owed):
            yield Violation(
                f"receivables {currency}", f"the ledger holds {ledger}, invoices {documents}"
            )
        for currency, ledger, documents in differences(negative(balances("tax_payable")), taxed):
            yield Violation(
                f"tax_payable {currency}", f"the ledger owes {ledger}, documents {documents}"
            )

    return result(Invoice.objects.count(), wrong())


def deferred_is_what_lines_have_to_earn(at: datetime) -> Result:
    """Deferred revenue, as of the last day booked, is what all lines had still to earn then."""
    last = Transfer.objects.filter(day__isnull=False).order_by("-day", "-pk").first()
    vendor = Vendor.objects.filter(pk=1).first()
    if last is None or last.day is None or vendor is None:
        ledger, lines = ledger_deferred(), deferred_before_any_day()
    else:
        ledger = ledger_deferred(last.day, vendor.zone)
        lines = plus(
            deferred_of_lines(last.day, vendor.zone),
            earned_but_written_later(last.day, vendor.zone, last.pk),
        )

    def wrong() -> Iterator[Violation]:
        for currency, on_ledger, of_lines in differences(ledger, lines):
            yield Violation(
                currency, f"the ledger defers {on_ledger}, lines have {of_lines} still to earn"
            )
        for currency, total in ledger.items():
            if total < 0:
                yield Violation(currency, f"{-total} more was earned than billed")

    return result(Transfer.objects.filter(day__isnull=False).count(), wrong())


LEDGER_CHECKS = (
    Check(
        "1 chart",
        "Every transfer runs between the two accounts of its kind.",
        money_moves_as_the_chart_says,
    ),
    Check("1 billed", "Each invoice is in the ledger, with its tax.", invoices_are_booked),
    Check(
        "1 accounts",
        "Receivables and tax are what invoices and credit notes come to.",
        accounts_are_what_documents_say,
    ),
    Check(
        "1 deferred",
        "Deferred revenue is what invoice lines have still to earn.",
        deferred_is_what_lines_have_to_earn,
    ),
)
