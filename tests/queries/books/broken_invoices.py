"""Ways to break what the checks of invoices guard, and the row that must be named."""

from fairwell.actions.steps.move_money import transfer
from fairwell.models import (
    CreditBalance,
    CreditEntry,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    NumberSeries,
)
from tests.cast import NOW
from tests.models.ground import twin
from tests.queries.books.hands import Break, unguard


def ours() -> Invoice:
    """The one invoice that was billed here, with tax and used credit."""
    return Invoice.objects.get(series="invoices")


def note() -> CreditNote:
    """The credit note whose money became credit."""
    return CreditNote.objects.get(to="credit_balance")


def line_of_another_net() -> str:
    InvoiceLine.objects.filter(invoice=ours()).update(net_minor=1)
    return ours().number


def tax_of_another_amount() -> str:
    InvoiceTax.objects.filter(invoice=ours()).update(tax_minor=1)
    return ours().number


def tax_that_is_on_no_line() -> str:
    InvoiceLine.objects.filter(invoice=ours()).update(tax_minor=1)
    return ours().number


def note_of_another_total() -> str:
    CreditNote.objects.filter(pk=note().pk).update(total_minor=1, net_minor=1)
    return note().number


def invoice_that_was_not_told_of_its_note() -> str:
    Invoice.objects.filter(pk=note().invoice_id).update(credited_minor=0)
    return note().invoice.number


def line_that_was_not_told_of_its_note() -> str:
    line = CreditNoteLine.objects.get(credit_note=note()).line
    InvoiceLine.objects.filter(pk=line.pk).update(credited_minor=0)
    return f"line {line.pk}"


def line_that_keeps_what_was_taken_out() -> str:
    line = CreditNoteLine.objects.filter(deferred_minor__gt=0).latest("pk").line
    InvoiceLine.objects.filter(pk=line.pk).update(deferred_out_minor=0)
    return f"line {line.pk}"


def more_credit_than_was_entered() -> str:
    CreditBalance.objects.update(balance_minor=77)
    return "cus_ines EUR"


def credit_of_another_invoice_amount() -> str:
    unguard("creditentry")
    CreditEntry.objects.filter(kind="applied").update(amount_minor=-1)
    return ours().number


def credit_that_only_the_ledger_knows() -> str:
    transfer("overpaid", 9, "EUR", at=NOW).save()
    return "EUR"


def credit_paid_out_that_the_ledger_does_not_know() -> str:
    balance = CreditBalance.objects.get()
    for kind, amount in (("overpaid", 5), ("paid_out", -5)):
        CreditEntry.objects.create(balance=balance, kind=kind, amount_minor=amount, at=NOW)
    return "EUR"


def number_that_was_skipped() -> str:
    NumberSeries.objects.filter(name="invoices").update(next_no=99)
    return "invoices"


def note_that_is_gone() -> str:
    NumberSeries.objects.filter(name="credit-notes").update(next_no=2)
    return "credit-notes"


def number_taken_out_of_order() -> str:
    Invoice.objects.filter(pk=ours().pk).update(number="INV-000009")
    return "invoices"


def number_of_no_series() -> str:
    twin(ours(), number="INV-2x", kind="adjustment").save(force_insert=True)
    return "invoices"


BROKEN: dict[str, tuple[Break, ...]] = {
    "4 invoices": (line_of_another_net, tax_of_another_amount, tax_that_is_on_no_line),
    "4 credit notes": (
        note_of_another_total,
        invoice_that_was_not_told_of_its_note,
        line_that_was_not_told_of_its_note,
        line_that_keeps_what_was_taken_out,
    ),
    "1 credit": (
        more_credit_than_was_entered,
        credit_of_another_invoice_amount,
        credit_that_only_the_ledger_knows,
        credit_paid_out_that_the_ledger_does_not_know,
    ),
    "4 numbers": (
        number_that_was_skipped,
        note_that_is_gone,
        number_taken_out_of_order,
        number_of_no_series,
    ),
}
