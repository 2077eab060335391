"""Ways to break what the checks of the ledger guard, and the row that must be named."""

from datetime import timedelta

from fairwell.actions.steps.move_money import transfer
from fairwell.models import CreditNote, Invoice, InvoiceLine, Transfer
from tests.cast import NOW
from tests.models.ground import twin
from tests.queries.books.hands import Break, unguard


def ours() -> Invoice:
    """The one invoice that was billed here, with tax and used credit."""
    return Invoice.objects.get(series="invoices")


def set_transfer(kind: str, **values: object) -> Transfer:
    """Change the latest transfer of a kind that is about the invoice billed here."""
    unguard("transfer")
    moved = Transfer.objects.get(kind=kind, invoice=ours())
    Transfer.objects.filter(pk=moved.pk).update(**values)
    return moved


def revenue_straight_into_cash() -> str:
    transfer("payment_captured", 5, "USD", at=NOW).save()
    unguard("transfer")
    Transfer.objects.filter(amount_minor=5, kind="payment_captured").update(credit="bad_debt")
    return "payment_captured"


def kind_that_the_chart_does_not_know() -> str:
    moved = Transfer.objects.filter(kind="payment_captured").latest("pk")
    twin(moved, kind="gift", payment=None).save(force_insert=True)
    return "gift"


def net_of_another_amount() -> str:
    set_transfer("invoice_issued", amount_minor=1)
    return ours().number


def tax_that_was_not_booked() -> str:
    unguard("transfer")
    Transfer.objects.get(kind="invoice_tax", invoice=ours()).delete()
    return ours().number


def tax_in_another_currency() -> str:
    set_transfer("invoice_tax", currency="USD")
    return ours().number


def credit_that_was_not_booked() -> str:
    set_transfer("credit_applied", amount_minor=1)
    return ours().number


def receivables_that_nobody_owes() -> str:
    transfer("charge_returned", 7, "EUR", at=NOW).save()
    return "receivables EUR"


def open_invoice_that_was_let_go() -> str:
    Invoice.objects.filter(pk=ours().pk).update(state="voided", collection="none", collect_at=None)
    return "receivables EUR"


def tax_that_no_document_names() -> str:
    CreditNote.objects.filter(invoice__currency="EUR").update(tax_minor=1, total_minor=121)
    return "tax_payable EUR"


def earned_twice() -> str:
    day = Transfer.objects.filter(day__isnull=False, currency="USD").latest("day")
    twin(day, day=None).save(force_insert=True)
    return "USD"


def earned_too_little() -> str:
    unguard("transfer")
    day = Transfer.objects.filter(day__isnull=False, currency="USD").latest("day")
    Transfer.objects.filter(pk=day.pk).update(amount_minor=1)
    return "USD"


def line_that_forgot_its_credit() -> str:
    line = InvoiceLine.objects.filter(deferred_out_minor__gt=0, cut_on=None).latest("pk")
    InvoiceLine.objects.filter(pk=line.pk).update(deferred_out_minor=0)
    return line.invoice.currency


def line_of_another_length() -> str:
    line = InvoiceLine.objects.get(invoice__subscription__external_id="sub_fritz")
    assert line.service_end is not None
    InvoiceLine.objects.filter(pk=line.pk).update(service_end=line.service_end + timedelta(days=30))
    return "USD"


BROKEN: dict[str, tuple[Break, ...]] = {
    "1 chart": (revenue_straight_into_cash, kind_that_the_chart_does_not_know),
    "1 billed": (
        net_of_another_amount,
        tax_that_was_not_booked,
        tax_in_another_currency,
        credit_that_was_not_booked,
    ),
    "1 accounts": (
        receivables_that_nobody_owes,
        open_invoice_that_was_let_go,
        tax_that_no_document_names,
    ),
    "1 deferred": (
        earned_twice,
        earned_too_little,
        line_that_forgot_its_credit,
        line_of_another_length,
    ),
}
