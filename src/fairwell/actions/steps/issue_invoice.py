"""One invoice with all that hangs on it: lines, taxes, transfers, credit used and the charge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.move_money import transfer
from fairwell.actions.steps.take_number import take_number
from fairwell.actions.steps.use_credit import use_credit
from fairwell.domain.paying import BOUGHT
from fairwell.domain.price import TaxBehaviour
from fairwell.domain.tax import TaxLine, tax_amounts
from fairwell.domain.tax.amounts import TaxedLines
from fairwell.models import (
    CreditBalance,
    Customer,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    PaymentAttempt,
    PaymentMethod,
    Price,
    Subscription,
    Transfer,
)
from fairwell.queries.taxes import tax_table
from fairwell.queries.wording import plan_name


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToBill:
    """One line; `amount_minor` is as priced, with or without tax as the price's behaviour says.

    `price` should come with its plan and product. `unit_minor` is None where the line is no whole
    multiple of one.
    """

    price: Price
    quantity: int
    unit_minor: int | None
    amount_minor: int
    service_start: datetime
    service_end: datetime


def issue_invoice(
    subscription: Subscription,
    lines: Sequence[LineToBill],
    *,
    kind: str,
    at: datetime,
    period_no: int | None = None,
) -> Invoice:
    """Write the invoice of a locked subscription and return it; call it last, it takes a number.

    The lines are of one currency and tax category, in the order of their service. What credit of
    the customer covers is used first; for the rest a charge of the subscription's method is written
    down for the worker, and where there is none the invoice waits for a card. As the billing run
    does it. Raises MissingRateError where a tax is due and no rate of it is known.
    """
    customer, first = subscription.customer, lines[0].price
    taxes = tax_table(the_vendor(), at=at)
    buyer = (
        customer.country, customer.subdivision, customer.consumer, customer.vat_number_valid
    )  # fmt: skip
    treatment = taxes.treatment(buyer, first.plan.product.tax_category)
    done = tax_amounts(
        [TaxLine(one.amount_minor, cast("TaxBehaviour", one.price.tax_behaviour)) for one in lines],
        treatment,
        first.currency,
    )
    balance, used = _credit(customer, first.currency, done.gross_minor)
    owed, method = done.gross_minor - used, subscription.method
    asked = method if owed and method is not None and method.refused_at is None else None
    invoice = Invoice.objects.create(
        number=take_number("invoices"),
        series="invoices",
        customer=customer,
        subscription=subscription,
        seller_id=taxes.seller_card_id,
        buyer_id=customer.billing_details_id,
        kind=kind,
        period_no=period_no,
        period_start=lines[0].service_start,
        period_end=lines[-1].service_end,
        currency=first.currency,
        net_minor=done.net_minor,
        tax_minor=done.tax_minor,
        total_minor=done.gross_minor,
        credit_applied_minor=used,
        tax_note=treatment.note,
        state="finalized" if owed else "paid",
        collection="due" if asked else "waiting" if owed else "none",
        collect_at=at if owed and asked is None else None,
        due_at=at,
        issued_at=at,
        closed_at=None if owed else at,
    )
    _lines_and_taxes(invoice, lines, done)
    _move(invoice, at)
    if balance is not None and used:
        use_credit([(balance.pk, invoice.pk, used)], at=at)
    if asked is not None:
        _ask(invoice, asked, owed, at)
    return invoice


def _credit(
    customer: Customer, currency: str, gross_minor: int
) -> tuple[CreditBalance | None, int]:
    """The customer's balance, locked, and how much of it the invoice uses."""
    balance = (
        CreditBalance.objects.select_for_update()
        .filter(customer=customer, currency=currency, balance_minor__gt=0)
        .first()
    )
    return balance, min(balance.balance_minor, gross_minor) if balance else 0


def _lines_and_taxes(invoice: Invoice, lines: Sequence[LineToBill], done: TaxedLines) -> None:
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            price=one.price,
            description=plan_name(one.price.plan.product.name, one.price.plan.tier),
            quantity=one.quantity,
            unit_minor=one.unit_minor,  # type: ignore[misc]
            amount_minor=one.amount_minor,
            net_minor=taxed.net_minor,
            tax_minor=taxed.tax_minor,
            service_start=one.service_start,
            service_end=one.service_end,
        )
        for one, taxed in zip(lines, done.lines, strict=True)
    )
    InvoiceTax.objects.bulk_create(
        InvoiceTax(
            invoice=invoice,
            name=tax.component.name,
            jurisdiction=tax.component.jurisdiction,
            rate_ppm=tax.component.rate_ppm,
            category=tax.component.category,
            taxable_minor=tax.taxable_minor,
            tax_minor=tax.tax_minor,
        )
        for tax in done.taxes
    )


def _move(invoice: Invoice, at: datetime) -> None:
    amounts = (
        ("invoice_issued", invoice.net_minor),
        ("invoice_tax", invoice.tax_minor),
        ("credit_applied", invoice.credit_applied_minor),
    )
    Transfer.objects.bulk_create(
        transfer(kind, amount, invoice.currency, at=at, invoice=invoice)
        for kind, amount in amounts
        if amount
    )


def _ask(invoice: Invoice, method: PaymentMethod, owed_minor: int, at: datetime) -> None:
    """The charge, durable before the gateway is called."""
    PaymentAttempt.objects.create(
        kind="charge",
        invoice=invoice,
        method=method,
        gateway=method.gateway,
        idempotency_key=f"{BOUGHT}{invoice.pk}-1",
        currency=invoice.currency,
        amount_minor=owed_minor,
        created_at=at,
        ask_at=at,
    )
