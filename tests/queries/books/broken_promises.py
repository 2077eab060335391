"""Ways to break what the checks of subscriptions and promises guard, and the row to be named."""

from datetime import timedelta

from fairwell.models import (
    CancellationRequest,
    Invoice,
    Notice,
    OutboxEntry,
    PaymentAttempt,
    Statement,
    Subscription,
    SubscriptionEvent,
)
from tests.cast import NOW
from tests.models.ground import twin
from tests.queries.books.hands import Break, run, set_invoice, set_payment, sub, unguard


def two_invoices_for_a_period() -> str:
    run("DROP INDEX invoice_one_live_per_period")
    invoice = Invoice.objects.get(subscription=sub("fritz"))
    # A void one beside it would be fine; this one lives.
    twin(invoice, state="uncollectible", period_start=None, period_end=None).save(force_insert=True)
    return f"subscription {invoice.subscription_id}"


def periods_within_each_other() -> str:
    invoice = Invoice.objects.get(subscription=sub("fritz"))
    begins = invoice.period_end - timedelta(days=1)
    later = twin(
        invoice,
        state="uncollectible",
        period_no=invoice.period_no + 1,
        period_start=begins,
        period_end=begins + timedelta(days=365),
    )
    later.save(force_insert=True)
    return f"invoice {later.number}"


def charged_after_the_end() -> str:
    end = CancellationRequest.objects.get(subscription=sub("cleo"), state="confirmed").ends_at
    set_invoice("cleo", period_start=end, period_end=end + timedelta(days=365))
    return set_payment("cleo", captured_at=end)


def ends_another_day_than_was_confirmed() -> str:
    cleo = sub("cleo")
    Subscription.objects.filter(pk=cleo.pk).update(ends_at=cleo.ends_at + timedelta(days=1))
    return cleo.cancellations.get().reference


def effective_but_running() -> str:
    anna = sub("anna")
    Subscription.objects.filter(pk=anna.pk).update(
        renewal="auto_renewing", service="active", ended_at=None, ends_at=None
    )
    return anna.cancellations.get().reference


def confirmed_but_ended() -> str:
    cleo = sub("cleo")
    Subscription.objects.filter(pk=cleo.pk).update(
        renewal="ended", service="terminated", ended_at=cleo.ends_at
    )
    return cleo.cancellations.get().reference


def due_to_end_and_running() -> str:
    cleo = sub("cleo")
    past = NOW - timedelta(hours=2)
    Subscription.objects.filter(pk=cleo.pk).update(ends_at=past)
    CancellationRequest.objects.filter(subscription=cleo).update(ends_at=past)
    return cleo.cancellations.get().reference


def state_that_no_event_tells() -> str:
    Subscription.objects.filter(pk=sub("fritz").pk).update(standing="grace")
    return "subscription sub_fritz"


def end_that_no_event_tells() -> str:
    cleo = sub("cleo")
    Subscription.objects.filter(pk=cleo.pk).update(ends_at=cleo.ends_at + timedelta(days=1))
    return "subscription sub_cleo"


def missing_event() -> str:
    unguard("subscriptionevent")
    SubscriptionEvent.objects.filter(subscription=sub("cleo"), no=1).delete()
    return "subscription sub_cleo"


def event_that_no_rule_knows() -> str:
    unguard("subscriptionevent")
    SubscriptionEvent.objects.filter(subscription=sub("cleo"), no=2).update(kind="charmed")
    return "subscription sub_cleo"


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


BROKEN: dict[str, tuple[Break, ...]] = {
    "3 periods": (two_invoices_for_a_period, periods_within_each_other),
    "5 endings": (charged_after_the_end,),
    "5 requests": (
        ends_another_day_than_was_confirmed,
        effective_but_running,
        confirmed_but_ended,
        due_to_end_and_running,
    ),
    "7 events": (
        state_that_no_event_tells,
        end_that_no_event_tells,
        missing_event,
        event_that_no_rule_knows,
    ),
    "6 confirmations": (ending_without_a_letter, ending_without_a_statement),
    "6 seals": (altered_statement, statement_under_another_reference),
    "11 unknown": (unknown_for_eight_days,),
    "11 outbox": (
        late_letter,
        late_letter_however_often_tried,
        refund_that_never_left,
        refund_of_a_dead_worker,
    ),
}
