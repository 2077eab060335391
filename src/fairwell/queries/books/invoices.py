"""Invoices: lines, taxes and credit notes add up, and no number is missing."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import BigIntegerField, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Substr

from fairwell.models import (
    CreditBalance,
    CreditEntry,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    NumberSeries,
    Transfer,
)
from fairwell.queries.books.result import Check, Result, Violation, result
from fairwell.queries.books.sums import balances, by_currency, differences, negative, total_of


def invoices_add_up(at: datetime) -> Result:
    """Net and tax of an invoice are those of its lines, and its tax is the sum of its taxes."""
    lines = InvoiceLine.objects.all()
    rows = Invoice.objects.annotate(
        nets=total_of(lines, "invoice", "net_minor"),
        taxes_of_lines=total_of(lines, "invoice", "tax_minor"),
        taxed=total_of(InvoiceTax.objects.all(), "invoice", "tax_minor"),
    ).filter(~Q(net_minor=F("nets")) | ~Q(tax_minor=F("taxes_of_lines")) | ~Q(tax_minor=F("taxed")))
    wrong = (
        Violation(
            i.number,
            f"net {i.net_minor}, lines {i.nets}; tax {i.tax_minor}, lines {i.taxes_of_lines}, "
            f"taxes {i.taxed}",
        )
        for i in rows.iterator()
    )
    return result(Invoice.objects.count(), wrong)


def credits_add_up(at: datetime) -> Result:
    """Credit notes are the sum of their lines, and what they credit is written on each line."""

    def wrong() -> Iterator[Violation]:
        parts = CreditNoteLine.objects.all()
        notes = CreditNote.objects.annotate(
            total=total_of(parts, "credit_note", "total_minor"),
            net=total_of(parts, "credit_note", "net_minor"),
        ).filter(~Q(total=F("total_minor")) | ~Q(net=F("net_minor")), lines__isnull=False)
        for n in notes.distinct().iterator():
            yield Violation(
                n.number, f"total {n.total_minor} of net {n.net_minor}, lines {n.total} of {n.net}"
            )
        # Notes from before lines were credited have none, and are not written on their invoice.
        by_line = CreditNote.objects.filter(Exists(parts.filter(credit_note=OuterRef("pk"))))
        invoices = Invoice.objects.annotate(
            notes=total_of(by_line, "invoice", "total_minor")
        ).exclude(credited_minor=F("notes"))
        for i in invoices.iterator():
            yield Violation(i.number, f"credited {i.credited_minor}, credit notes {i.notes}")
        lines = InvoiceLine.objects.annotate(
            parts=total_of(parts, "line", "total_minor"),
            deferred=total_of(parts, "line", "deferred_minor"),
        ).exclude(credited_minor=F("parts"), deferred_out_minor=F("deferred"))
        for line in lines.select_related("invoice").iterator():
            yield Violation(
                f"line {line.pk}",
                f"credited {line.credited_minor}, notes {line.parts}; deferred taken out "
                f"{line.deferred_out_minor}, notes {line.deferred}",
            )

    return result(InvoiceLine.objects.count(), wrong())


def credit_is_what_its_entries_say(at: datetime) -> Result:
    """A customer's credit is the sum of its entries; all of it is the account's balance."""

    def wrong() -> Iterator[Violation]:
        rows = CreditBalance.objects.annotate(
            entered=total_of(CreditEntry.objects.all(), "balance")
        ).exclude(balance_minor=F("entered"))
        for row in rows.select_related("customer").iterator():
            yield Violation(
                f"{row.customer.external_id} {row.currency}",
                f"balance {row.balance_minor}, entries {row.entered}",
            )
        unlike = Invoice.objects.annotate(
            used=total_of(CreditEntry.objects.filter(kind="applied"), "invoice")
        ).exclude(credit_applied_minor=-F("used"))
        for i in unlike.iterator():
            yield Violation(i.number, f"credit {i.credit_applied_minor}, entries {-i.used}")
        owed = by_currency(CreditBalance.objects.all(), "balance_minor")
        for currency, ledger, held in differences(negative(balances("credit_balances")), owed):
            yield Violation(currency, f"the ledger owes {ledger} of credit, customers hold {held}")
        out = CreditEntry.objects.filter(kind="paid_out").values(currency=F("balance__currency"))
        moved = Transfer.objects.filter(kind__in=("credit_refunded", "credit_paid_out"))
        paid = {row["currency"]: -row["t"] for row in out.annotate(t=Sum("amount_minor"))}
        for currency, ledger, entered in differences(by_currency(moved), paid):
            yield Violation(currency, f"the ledger paid {ledger} of credit out, entries {entered}")

    return result(CreditEntry.objects.count(), wrong())


def numbers_have_no_gap(at: datetime) -> Result:
    """Each series runs from 1 to the number before its next one, for invoices and credit notes."""

    def wrong() -> Iterator[Violation]:
        for series in NumberSeries.objects.order_by("name"):
            for row in _gap(series, _documents(series)):
                yield Violation(series.name, row)

    return result(sum(_documents(series).count() for series in NumberSeries.objects.all()), wrong())


def _documents(series: NumberSeries) -> "QuerySet[Invoice] | QuerySet[CreditNote]":
    if series.name == "credit-notes":
        return CreditNote.objects.all()
    return Invoice.objects.filter(series=series.name)


def _gap(
    series: NumberSeries, documents: "QuerySet[Invoice] | QuerySet[CreditNote]"
) -> Iterator[str]:
    form = rf"^{series.prefix}[0-9]{{1,18}}$"
    regular, strange = documents.filter(number__regex=form), documents.exclude(number__regex=form)
    for number in strange.values_list("number", flat=True).iterator():
        yield f"{number} is no number of it"
    no = Cast(Substr("number", len(series.prefix) + 1), BigIntegerField())
    found = regular.aggregate(count=Count("pk"), first=Min(no), last=Max(no))
    wanted = series.next_no - 1
    first, last = found["first"] or 1, found["last"] or 0
    if (found["count"], first, last) != (wanted, 1, wanted):
        yield f"{found['count']} documents from {first} to {last}, but {wanted} numbers were taken"


INVOICE_CHECKS = (
    Check("4 invoices", "An invoice is the sum of its lines and of its taxes.", invoices_add_up),
    Check("4 credit notes", "What was credited is written on each invoice line.", credits_add_up),
    Check(
        "1 credit",
        "A customer's credit is the sum of its entries, and the ledger's.",
        credit_is_what_its_entries_say,
    ),
    Check("4 numbers", "No number of a series is missing.", numbers_have_no_gap),
)
