"""Invoices to be credited, for the tests of credit notes, and what their notes came to."""

from collections import Counter
from datetime import datetime
from typing import Any

from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.actions.steps.move_money import transfer
from fairwell.domain.tax import TaxLine, TaxTreatment, tax_amounts
from fairwell.domain.tax.treatment import TaxComponent
from fairwell.models import (
    CreditNote,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    Subscription,
    Transfer,
)
from tests.cast import NOW, Cast

GERMAN = TaxTreatment((TaxComponent("USt", "DE", 190_000, "S"),), "local")
TWO_TAXES = TaxTreatment(
    (TaxComponent("state", "US-NY", 40_000, "S"), TaxComponent("city", "US-NYC", 48_750, "S")),
    "local",
)
UNTAXED = TaxTreatment((), "not_registered")


def bill(
    subscription: Subscription, lines: list[TaxLine], treatment: TaxTreatment = GERMAN
) -> Invoice:
    """An open invoice of the running period with these lines, taxed and booked."""
    done = tax_amounts(lines, treatment, "EUR")
    count = Invoice.objects.count()
    invoice = Invoice.objects.create(
        number=f"T-{count}", customer=subscription.customer, subscription=subscription,
        kind="adjustment", currency="EUR", net_minor=done.net_minor, tax_minor=done.tax_minor,
        total_minor=done.gross_minor, state="finalized", issued_at=NOW,
    )  # fmt: skip
    for line, taxed in zip(lines, done.lines, strict=True):
        InvoiceLine.objects.create(
            invoice=invoice, description="Guard", amount_minor=line.amount_minor,
            net_minor=taxed.net_minor, tax_minor=taxed.tax_minor,
            service_start=subscription.current_period_start,
            service_end=subscription.current_period_end,
        )  # fmt: skip
    for total in done.taxes:
        part = total.component
        InvoiceTax.objects.create(
            invoice=invoice, name=part.name, jurisdiction=part.jurisdiction,
            rate_ppm=part.rate_ppm, category=part.category, taxable_minor=total.taxable_minor,
            tax_minor=total.tax_minor,
        )  # fmt: skip
    for kind, amount in (("invoice_issued", done.net_minor), ("invoice_tax", done.tax_minor)):
        if amount:
            transfer(kind, amount, "EUR", at=NOW, invoice=invoice).save()
    return invoice


def credit(
    invoice: Invoice, gross_minor: int, cast: Cast, *, at: datetime = NOW, **options: Any
) -> CreditNote:
    """A credit note on it; `to`, `kind`, `refund` and `lines` may be said."""
    lines = options.pop("lines", ())
    wanted = {"kind": "goodwill", "to": "receivable", **options}
    reason = Credit(reason="asked", at=at, zone=cast.vendor.zone, **wanted)
    return credit_invoice(invoice, gross_minor, reason, lines=lines)


def booked(note: CreditNote) -> dict[str, int]:
    """What the note's transfers came to by account: debits above zero, credits below."""
    balances: Counter[str] = Counter()
    for moved in Transfer.objects.filter(credit_note=note):
        balances[moved.debit] += moved.amount_minor
        balances[moved.credit] -= moved.amount_minor
    return {account: amount for account, amount in balances.items() if amount}


def taxes_of(note: CreditNote) -> Counter[tuple[str, str]]:
    """What it took back of each tax, by name and jurisdiction."""
    taken: Counter[tuple[str, str]] = Counter()
    for tax in note.taxes:
        taken[tax["name"], tax["jurisdiction"]] += tax["tax_minor"]
    return taken
