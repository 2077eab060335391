"""Ways to break what the checks of charges guard, and the row that must be named."""

from fairwell.actions.steps.move_money import transfer
from fairwell.models import Invoice, PaymentAttempt, Transfer
from tests.cast import NOW
from tests.models.ground import twin
from tests.queries.books.hands import (
    Break,
    payment_of,
    run,
    set_invoice,
    set_payment,
    unguard,
)


def under_way() -> PaymentAttempt:
    """The one charge that was asked for and has no outcome."""
    return PaymentAttempt.objects.get(kind="charge", state="submitted")


def set_under_way(state: str) -> str:
    attempt = under_way()
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state=state)
    return attempt.idempotency_key


def captured_more_than_was_booked() -> str:
    return set_payment("fritz", captured_minor=8_000)


def refunded_before_but_not_booked() -> str:
    return set_payment("fritz", refunded_before_import_minor=5, refunded_minor=5)


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
    return set_invoice("fritz", total_minor=9_999, net_minor=9_999)


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


def paid_more_than_its_total() -> str:
    payment = payment_of("fritz")
    set_payment("fritz", captured_minor=payment.captured_minor + 1)
    return Invoice.objects.get(pk=payment.invoice_id).number


def asked_for_but_not_in_clearing() -> str:
    unguard("transfer")
    Transfer.objects.filter(attempt=under_way()).delete()
    return under_way().idempotency_key


def declined_but_not_returned() -> str:
    return set_under_way("declined")


def returned_but_still_open() -> str:
    attempt = under_way()
    transfer("charge_returned", attempt.amount_minor, "EUR", at=NOW, attempt=attempt).save()
    return attempt.idempotency_key


def captured_past_clearing() -> str:
    payment = payment_of("fritz")
    unguard("transfer")
    attempt = PaymentAttempt.objects.get(gateway_ref=payment.gateway_ref)
    Transfer.objects.filter(attempt=attempt).delete()
    return attempt.idempotency_key


def money_left_in_the_clearing_of_charges() -> str:
    transfer("charge_submitted", 5, "EUR", at=NOW).save()
    return "EUR"


BROKEN: dict[str, tuple[Break, ...]] = {
    "1 ledger": (captured_more_than_was_booked, refunded_before_but_not_booked),
    "1 charges": (
        asked_for_but_not_in_clearing,
        declined_but_not_returned,
        returned_but_still_open,
        captured_past_clearing,
        money_left_in_the_clearing_of_charges,
    ),
    "4 attempts": (attempt_of_another_amount, two_open_attempts, two_successful_charges),
    "4 paid": (paid_but_not_its_total, open_but_paid, paid_more_than_its_total),
    "8 gateway": (
        payment_without_an_attempt,
        attempt_that_failed_and_yet_was_captured,
        attempt_that_succeeded_for_nobody,
    ),
}
