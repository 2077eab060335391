"""Who ends gets their credit back: once, the way it was paid, or through a person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from fairwell.actions.billing.pay_out_credit import pay_out_credit
from fairwell.actions.billing.record_gateway_dispute import record_gateway_dispute
from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.domain.disputes import GatewayDispute
from fairwell.models import (
    Case,
    CreditEntry,
    Invoice,
    Notice,
    Payment,
    Statement,
    Subscription,
    Transfer,
)
from tests import changing, deeds
from tests.actions.charges import wrong
from tests.actions.disputing import balance, unpaid
from tests.actions.leaving import ANNAS_CREDIT, balance_of, gone, settle, with_credit
from tests.cast import NOW, Cast

DAY = timedelta(days=1)


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    return with_credit(cast)


def test_it_is_promised_back_over_the_payment_it_came_from(anna: Subscription) -> None:
    at = gone(anna)

    (refund,) = settle(at)

    part = refund.allocations.get()
    assert (refund.state, refund.total_minor, refund.reason_code) == (
        "approved", ANNAS_CREDIT, "credit_left",
    )  # fmt: skip
    assert (part.payment.gateway_ref, part.amount_minor) == ("ch_anna_1001", ANNAS_CREDIT)
    assert part.payment.refundable_minor == 7_999 - ANNAS_CREDIT
    assert part.attempts.get().state == "init"
    assert changing.credit(anna) == 0
    entry = CreditEntry.objects.latest("pk")
    assert (entry.kind, entry.amount_minor, entry.refund) == ("paid_out", -ANNAS_CREDIT, refund)
    assert (balance("credit_balances"), balance("refunds_payable")) == (0, -ANNAS_CREDIT)
    assert not refund.credit_notes.exists(), "what was billed was credited before"
    assert deeds.history(anna)[-2:] == ["subscription_ended", "refund_instructed"]
    told = anna.events.latest("no").data
    assert (told["of"], told["total_minor"], told["orders"]) == ("credit", ANNAS_CREDIT, ["Q-1001"])
    assert wrong(at) == []


def test_its_document_is_sealed_and_mailed(anna: Subscription) -> None:
    (refund,) = settle(gone(anna))

    statement = Statement.objects.get(refund=refund)
    said = deeds.verified(statement)["refund"]
    assert (said["of"], said["total"], said["state"]) == ("credit", "57.51 USD", "instructed")
    assert [(line["order"], line["refund"]) for line in said["lines"]] == [("Q-1001", "57.51 USD")]
    assert Notice.objects.get(statement=statement).to_email == "anna@mail.example"


def test_looked_at_again_nothing_goes_out_twice(anna: Subscription) -> None:
    at = gone(anna)
    held = balance_of(anna)
    assert pay_out_credit(balance_id=held.pk, at=at) is not None
    before = deeds.rows()

    assert pay_out_credit(balance_id=held.pk, at=at) is None
    assert settle(at) == []

    assert deeds.rows() == before


def test_the_schema_lets_a_refund_take_credit_once(anna: Subscription) -> None:
    (refund,) = settle(gone(anna))

    with pytest.raises(IntegrityError), transaction.atomic():
        CreditEntry.objects.create(
            balance=balance_of(anna), kind="paid_out", amount_minor=-1, refund=refund, at=NOW
        )


def test_until_the_end_it_stays_and_undoing_keeps_it(anna: Subscription) -> None:
    reference = deeds.leave(anna, "end_of_term").reference
    assert settle() == []

    deeds.undo(anna, reference)

    assert settle(NOW + 400 * DAY) == []
    assert changing.credit(anna) == ANNAS_CREDIT


def test_while_another_subscription_can_use_it_it_stays(cast: Cast, anna: Subscription) -> None:
    other = cast.subscriber("ben")
    Subscription.objects.filter(pk=other.pk).update(customer=anna.customer)

    at = gone(anna)
    assert settle(at) == []

    deeds.leave(other, at=at)
    assert [refund.total_minor for refund in settle(at)] == [ANNAS_CREDIT]


def test_one_in_another_currency_cannot_use_it(cast: Cast, anna: Subscription) -> None:
    other = cast.subscriber("ben", price="price_year_eur")
    Subscription.objects.filter(pk=other.pk).update(customer=anna.customer)

    assert len(settle(gone(anna))) == 1


def test_credit_that_comes_later_goes_back_as_well(cast: Cast, anna: Subscription) -> None:
    at = gone(anna)
    settle(at)
    last = Invoice.objects.get(number="Q-1001")
    kept = Credit(kind="goodwill", to="credit_balance", reason="slow", at=at, zone=cast.vendor.zone)
    credit_invoice(last, 100, kept)

    assert [refund.total_minor for refund in settle(at)] == [100]
    assert wrong(at) == []


def lost_at_the_bank(payment: Payment) -> None:
    opened = GatewayDispute(
        ref="dp_1", payment_ref=payment.gateway_ref, amount_minor=payment.captured_minor,
        currency="USD", reason="general", state="lost", respond_by=None, opened_at=NOW,
        updated_at=NOW,
    )  # fmt: skip
    record_gateway_dispute(gateway="sandbox", shown=opened, at=NOW)


def test_what_no_payment_can_take_back_becomes_a_case_once(anna: Subscription) -> None:
    lost_at_the_bank(Payment.objects.get())
    at = gone(anna)

    assert settle(at) == []
    assert settle(at + DAY) == []

    case = Case.objects.get(kind="credit_left")
    assert (case.state, case.subscription, case.customer) == ("open", anna, anna.customer)
    assert case.message == "No payment can take back 57.51 USD of credit"
    assert changing.credit(anna) == ANNAS_CREDIT
    assert wrong(at + 3 * DAY) == []


def test_what_the_payment_still_holds_goes_back_and_the_rest_is_a_case(anna: Subscription) -> None:
    Payment.objects.update(refunded_minor=3_000, refunded_before_import_minor=3_000)
    at = gone(anna)

    (refund,) = settle(at)

    assert refund.total_minor == 4_999
    assert Case.objects.get().message == "No payment can take back 7.52 USD of credit"
    assert changing.credit(anna) == ANNAS_CREDIT - 4_999
    assert settle(at) == []


def test_while_a_bill_is_open_a_person_decides_and_afterwards_it_goes_back(
    anna: Subscription,
) -> None:
    at = gone(anna)
    order = unpaid(anna, number="X-1", series="", collection="stopped", collect_at=None)

    assert settle(at) == []
    assert settle(at) == []

    case = Case.objects.get(kind="credit_left")
    assert case.message == "57.51 USD of credit is left, and 79.99 USD is owed"
    assert wrong(at + 3 * DAY) == []
    Invoice.objects.filter(pk=order.pk).update(state="uncollectible", closed_at=at)
    (refund,) = settle(at)
    case.refresh_from_db()
    assert (refund.total_minor, case.state, case.resolution) == (
        ANNAS_CREDIT, "closed", refund.reference,
    )  # fmt: skip


def test_credit_that_nobody_paid_for_is_not_paid_out_and_needs_nobody(cast: Cast) -> None:
    anna = cast.subscriber("anna", paid=False)
    order = unpaid(anna, state="paid", collection="none", collect_at=None, closed_at=NOW)
    kept = Credit(
        kind="goodwill", to="credit_balance", reason="slow", at=NOW, zone=cast.vendor.zone
    )
    credit_invoice(order, 500, kept)
    deeds.leave(anna)

    assert settle() == []
    assert settle() == []

    assert not Case.objects.exists()
    assert changing.credit(anna) == 500
    assert not Transfer.objects.filter(kind__in=("credit_refunded", "credit_paid_out")).exists()
