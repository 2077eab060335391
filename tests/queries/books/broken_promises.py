"""Ways to break what the checks of promises guard, and the row that must be named."""

from datetime import timedelta

from fairwell.models import (
    CancellationRequest,
    CreditBalance,
    CreditEntry,
    Notice,
    OutboxEntry,
    PaymentAttempt,
    Statement,
    Subscription,
)
from tests.cast import NOW
from tests.queries.books.hands import Break, sub, unguard


def ending_without_a_letter() -> str:
    request = CancellationRequest.objects.get(subscription=sub("cleo"))
    Notice.objects.filter(statement__cancellation=request).delete()
    return request.reference


def ending_without_a_statement() -> str:
    unguard("statement")
    request = CancellationRequest.objects.get(subscription=sub("cleo"))
    Statement.objects.filter(cancellation=request).update(cancellation=None)
    return request.reference


def set_statement(**values: object) -> Statement:
    unguard("statement")
    statement = Statement.objects.get(kind="cancellation", subscription=sub("anna"))
    Statement.objects.filter(pk=statement.pk).update(**values)
    return statement


def altered_statement() -> str:
    document = Statement.objects.get(kind="cancellation", subscription=sub("anna")).document
    return set_statement(document=document.replace("79.99 USD", "7.99 USD")).reference


def statement_under_another_reference() -> str:
    set_statement(reference="FW-0000-0000")
    return "FW-0000-0000"


def unknown_for_eight_days() -> str:
    attempt = PaymentAttempt.objects.filter(kind="refund", state="init").latest("pk")
    PaymentAttempt.objects.filter(pk=attempt.pk).update(
        state="unknown", submitted_at=NOW - timedelta(days=8)
    )
    return attempt.idempotency_key


def late(topic: str, tries: int) -> str:
    entries = OutboxEntry.objects.filter(topic=topic, done_at=None)
    if topic == "refund":
        unsent = PaymentAttempt.objects.filter(state="init").values("pk")
        entries = entries.filter(subject_id__in=unsent)
    entry = entries.latest("pk")
    OutboxEntry.objects.filter(pk=entry.pk).update(
        objective_at=NOW - timedelta(seconds=1), tries=tries
    )
    return entry.key


def late_letter() -> str:
    return late("mail", 0)


def late_letter_however_often_tried() -> str:
    return late("mail", 9)


def refund_that_never_left() -> str:
    return late("refund", 9)


def refund_of_a_dead_worker() -> str:
    key = late("refund", 1)
    entry = OutboxEntry.objects.get(key=key)
    PaymentAttempt.objects.filter(pk=entry.subject_id).update(state="submitted")
    return key


def charge_unknown_for_eight_days() -> str:
    attempt = PaymentAttempt.objects.get(kind="charge", state="submitted")
    PaymentAttempt.objects.filter(pk=attempt.pk).update(
        state="unknown", submitted_at=NOW - timedelta(days=8)
    )
    return attempt.idempotency_key


def credit_that_was_silently_kept() -> str:
    """Ines left three days ago, and nobody looked at what she was owed."""
    long_ago = NOW - timedelta(days=3)
    balance = CreditBalance.objects.get(customer=sub("ines").customer)
    CreditEntry.objects.create(balance=balance, kind="overpaid", amount_minor=9, at=long_ago)
    CreditBalance.objects.filter(pk=balance.pk).update(balance_minor=9)
    unguard("creditentry")
    CreditEntry.objects.filter(balance=balance).update(at=long_ago)
    Subscription.objects.filter(pk=sub("ines").pk).update(
        renewal="ended", service="terminated", ends_at=long_ago, ended_at=long_ago, bill_at=None
    )
    return "cus_ines EUR"


BROKEN: dict[str, tuple[Break, ...]] = {
    "6 confirmations": (ending_without_a_letter, ending_without_a_statement),
    "6 seals": (altered_statement, statement_under_another_reference),
    "11 unknown": (unknown_for_eight_days, charge_unknown_for_eight_days),
    "11 outbox": (
        late_letter,
        late_letter_however_often_tried,
        refund_that_never_left,
        refund_of_a_dead_worker,
    ),
    "11 credit": (credit_that_was_silently_kept,),
}
