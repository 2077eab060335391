"""Books on which everything has happened once, and all of it adds up."""

from dataclasses import replace
from datetime import date, timedelta

from fairwell.actions.billing.bill_next_chunk import bill_next_chunk
from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.actions.billing.record_gateway_dispute import record_gateway_dispute
from fairwell.actions.billing.start_billing_run import start_billing_run
from fairwell.actions.steps.append_event import append_event, iso
from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.actions.steps.move_money import transfer
from fairwell.domain.disputes import GatewayDispute, GatewayDisputeState
from fairwell.models import Invoice, Payment, PaymentAttempt, Subscription, TaxRegistration
from tests import deeds
from tests.cast import NOW, Cast
from tests.models.ground import lay_ground


def set_stage(cast: Cast) -> None:
    """Subscribers at every stage, one refund of which nothing is known, one charge under way."""
    lay_ground(cast)
    # The ground's own rows are there for constraints; here each has its history and its money.
    PaymentAttempt.objects.filter(kind="charge", state="pending").delete()
    _tell_of_the_present(cast.subscriptions["gita"])
    hanna = deeds.leave(cast.subscriber("hanna")).refund
    deeds.sent(hanna)
    PaymentAttempt.objects.filter(allocation__refund=hanna).update(state="unknown")
    _bill_with_tax_and_credit(cast)
    _dispute(cast, "kurt", "needs_response")
    _dispute(cast, "lena", "lost")
    while recognise_revenue(at=NOW):
        pass


def _tell_of_the_present(gita: Subscription) -> None:
    gita.refresh_from_db()
    append_event(
        gita,
        "period_renewed",
        at=NOW,
        actor="system",
        channel="worker",
        data={
            "period_no": gita.current_period_no + 1,
            "period_start": iso(gita.current_period_start),
            "period_end": iso(gita.current_period_end),
        },
    )


def _dispute(cast: Cast, key: str, state: GatewayDisputeState) -> None:
    """The bank was asked to take a payment back, and that is how it stands."""
    payment = Payment.objects.get(invoice__subscription=cast.subscriber(key))
    opened = GatewayDispute(
        ref=f"dp_{key}", payment_ref=payment.gateway_ref, amount_minor=payment.captured_minor,
        currency=payment.currency, reason="general", state="needs_response",
        respond_by=NOW + timedelta(days=7), opened_at=NOW, updated_at=NOW,
    )  # fmt: skip
    record_gateway_dispute(gateway="sandbox", shown=opened, at=NOW)
    if state != "needs_response":
        news = replace(opened, state=state, respond_by=None, updated_at=NOW + timedelta(hours=1))
        record_gateway_dispute(gateway="sandbox", shown=news, at=NOW)


def _bill_with_tax_and_credit(cast: Cast) -> None:
    """Ines in Germany has some credit; her renewal is billed with tax, and being charged."""
    TaxRegistration.objects.create(
        country="DE", scheme="foreign", number="DE123456789", valid_from=date(2025, 1, 1)
    )
    ines = cast.subscriber(
        "ines", price="price_month_eur", country="DE", charged=NOW - timedelta(days=30, hours=23)
    )
    assert ines.bill_at is not None
    due_at = ines.bill_at
    kept = Credit(
        kind="goodwill", to="credit_balance", reason="slow", at=NOW, zone=cast.vendor.zone
    )
    credit_invoice(Invoice.objects.get(subscription=ines), 120, kept)
    run = start_billing_run(at=due_at)
    assert run is not None
    bill_next_chunk(run_id=run.pk, at=due_at)
    attempt = PaymentAttempt.objects.get(kind="charge", state="init")
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="submitted", submitted_at=due_at)
    transfer(
        "charge_submitted", attempt.amount_minor, attempt.currency, at=due_at, attempt=attempt
    ).save()
