"""Ways to break what the checks of money guard, and the row that must be named."""

from fairwell.models import CreditNote, PaymentAttempt, Refund, RefundAllocation, Transfer
from tests.cast import NOW
from tests.models.ground import twin
from tests.queries.books.hands import (
    Break,
    payment_of,
    run,
    set_invoice,
    set_payment,
    sub,
    unguard,
)


def set_part(key: str, **values: object) -> str:
    """Change the refund's part of that subscriber."""
    part = RefundAllocation.objects.get(refund__subscription=sub(key))
    RefundAllocation.objects.filter(pk=part.pk).update(**values)
    return f"allocation {part.pk}"


def part_without_its_transfers() -> str:
    return set_part("gita", state="succeeded")


def transfer_of_another_amount() -> str:
    unguard("transfer")
    moved = Transfer.objects.filter(kind="refund_settled").latest("pk")
    Transfer.objects.filter(pk=moved.pk).update(amount_minor=1)
    return f"allocation {moved.allocation_id}"


def captured_more_than_was_booked() -> str:
    return set_payment("fritz", captured_minor=8_000)


def refunded_before_but_not_booked() -> str:
    return set_payment("fritz", refunded_before_import_minor=5, refunded_minor=5)


def money_left_in_clearing() -> str:
    moved = Transfer.objects.filter(kind="refund_submitted").latest("pk")
    twin(moved, kind="stray", allocation=None, payment=None).save(force_insert=True)
    return "USD"


def reserved_for_nothing() -> str:
    return set_payment("fritz", refund_reserved_minor=1)


def refunded_by_nothing() -> str:
    return set_payment("fritz", refunded_minor=1)


def total_of_a_refund() -> str:
    refund = Refund.objects.latest("pk")
    Refund.objects.filter(pk=refund.pk).update(total_minor=1)
    return refund.reference


def credit_note_of_another_amount() -> str:
    note = CreditNote.objects.latest("pk")
    CreditNote.objects.filter(pk=note.pk).update(total_minor=1)
    return note.refund.reference


def attempt_of_another_amount() -> str:
    attempt = PaymentAttempt.objects.filter(kind="refund").latest("pk")
    PaymentAttempt.objects.filter(pk=attempt.pk).update(amount_minor=1)
    return attempt.idempotency_key


def two_open_attempts() -> str:
    run("DROP INDEX attempt_allocation_one_open")
    attempt = PaymentAttempt.objects.filter(kind="refund", state="init").latest("pk")
    twin(attempt, state="unknown", submitted_at=NOW).save(force_insert=True)
    return f"allocation {attempt.allocation_id}"


def two_successful_charges() -> str:
    run("DROP INDEX attempt_invoice_one_success")
    attempt = PaymentAttempt.objects.filter(kind="charge", state="succeeded").latest("pk")
    twin(attempt, gateway_ref="ch_again").save(force_insert=True)
    return f"invoice {attempt.invoice_id}"


def paid_but_not_its_total() -> str:
    return set_invoice("fritz", total_minor=9_999)


def open_but_paid() -> str:
    return set_invoice("fritz", state="finalized")


def payment_without_an_attempt() -> str:
    payment = payment_of("fritz")
    PaymentAttempt.objects.filter(gateway_ref=payment.gateway_ref).update(gateway_ref="ch_other")
    return payment.gateway_ref


def attempt_that_failed_and_yet_was_captured() -> str:
    payment = payment_of("fritz")
    PaymentAttempt.objects.filter(gateway_ref=payment.gateway_ref).update(state="declined")
    return payment.gateway_ref


def attempt_that_succeeded_for_nobody() -> str:
    attempt = PaymentAttempt.objects.get(gateway_ref=payment_of("fritz").gateway_ref)
    invoice = twin(attempt.invoice, kind="adjustment", number="Q-lost", state="finalized")
    invoice.save(force_insert=True)
    lost = twin(attempt, invoice=invoice, gateway_ref="ch_lost", idempotency_key="lost")
    lost.save(force_insert=True)
    return "lost"


BROKEN: dict[str, tuple[Break, ...]] = {
    "1 transfers": (part_without_its_transfers, transfer_of_another_amount),
    "1 ledger": (captured_more_than_was_booked, refunded_before_but_not_booked),
    "1 clearing": (money_left_in_clearing,),
    "2 payments": (reserved_for_nothing, refunded_by_nothing),
    "2 refunds": (total_of_a_refund, credit_note_of_another_amount),
    "4 attempts": (attempt_of_another_amount, two_open_attempts, two_successful_charges),
    "4 invoices": (paid_but_not_its_total, open_but_paid),
    "8 gateway": (
        payment_without_an_attempt,
        attempt_that_failed_and_yet_was_captured,
        attempt_that_succeeded_for_nobody,
    ),
}
