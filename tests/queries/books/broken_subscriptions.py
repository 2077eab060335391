"""Ways to break what the checks of subscriptions guard, and the row that must be named."""

from datetime import timedelta

from fairwell.models import (
    CancellationRequest,
    Entitlement,
    Invoice,
    PaymentAttempt,
    Price,
    Subscription,
    SubscriptionEvent,
)
from tests.cast import NOW
from tests.models.ground import twin
from tests.queries.books.hands import Break, run, set_invoice, sub, unguard


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
    number = set_invoice("cleo", period_start=end, period_end=end + timedelta(days=365))
    charge = PaymentAttempt.objects.get(invoice__number=number)
    PaymentAttempt.objects.filter(pk=charge.pk).update(created_at=end)
    return charge.idempotency_key


def paid_after_the_end() -> str:
    end = CancellationRequest.objects.get(subscription=sub("cleo"), state="confirmed").ends_at
    number = set_invoice("cleo", period_start=end, period_end=end + timedelta(days=365))
    charge = PaymentAttempt.objects.get(invoice__number=number)
    PaymentAttempt.objects.filter(pk=charge.pk).update(answered_at=end)
    return charge.idempotency_key


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


def gap_between_our_own_periods() -> str:
    ours = Invoice.objects.get(series="invoices")
    later = twin(
        ours,
        period_no=(ours.period_no or 0) + 1,
        period_start=(ours.period_end or NOW) + timedelta(days=1),
        period_end=(ours.period_end or NOW) + timedelta(days=30),
        issued_at=NOW + timedelta(days=60),
    )
    later.save(force_insert=True)
    return f"invoice {later.number}"


def period_that_no_event_tells() -> str:
    fritz = sub("fritz")
    Subscription.objects.filter(pk=fritz.pk).update(current_period_no=fritz.current_period_no + 1)
    return "subscription sub_fritz"


def price_that_no_event_tells() -> str:
    other = Price.objects.get(external_id="price_month_usd")
    Subscription.objects.filter(pk=sub("fritz").pk).update(price=other)
    return "subscription sub_fritz"


def number_of_an_event_left_out() -> str:
    Subscription.objects.filter(pk=sub("cleo").pk).update(last_event_no=9)
    return "subscription sub_cleo"


def never_billed_again() -> str:
    Subscription.objects.filter(pk=sub("fritz").pk).update(bill_at=None)
    return "subscription sub_fritz"


def billed_a_day_late() -> str:
    fritz = sub("fritz")
    Subscription.objects.filter(pk=fritz.pk).update(
        bill_at=fritz.current_period_end + timedelta(days=1)
    )
    return "subscription sub_fritz"


def billed_on_hold() -> str:
    Subscription.objects.filter(pk=sub("fritz").pk).update(standing="on_hold")
    return "subscription sub_fritz"


def set_entitlement(key: str, **values: object) -> str:
    Entitlement.objects.filter(subscription=sub(key)).update(**values)
    return f"subscription sub_{key}"


def gives_nothing() -> str:
    return set_entitlement("fritz", ends_at=NOW)


def gives_too_many_devices() -> str:
    return set_entitlement("fritz", quantity=99)


def gives_after_the_end() -> str:
    return set_entitlement("anna", ends_at=None)


def gives_for_ever_what_will_end() -> str:
    return set_entitlement("cleo", ends_at=None)


def gives_what_is_not_in_the_plan() -> str:
    held = Entitlement.objects.get(subscription=sub("fritz"))
    twin(held, feature="moon", quantity=1).save(force_insert=True)
    return "subscription sub_fritz"


BROKEN: dict[str, tuple[Break, ...]] = {
    "3 periods": (
        two_invoices_for_a_period,
        periods_within_each_other,
        gap_between_our_own_periods,
    ),
    "5 endings": (charged_after_the_end, paid_after_the_end),
    "5 requests": (
        ends_another_day_than_was_confirmed,
        effective_but_running,
        confirmed_but_ended,
        due_to_end_and_running,
    ),
    "7 billing": (never_billed_again, billed_a_day_late, billed_on_hold),
    "7 entitlements": (
        gives_nothing,
        gives_too_many_devices,
        gives_after_the_end,
        gives_for_ever_what_will_end,
        gives_what_is_not_in_the_plan,
    ),
    "7 events": (
        state_that_no_event_tells,
        end_that_no_event_tells,
        missing_event,
        event_that_no_rule_knows,
        period_that_no_event_tells,
        price_that_no_event_tells,
        number_of_an_event_left_out,
    ),
}
