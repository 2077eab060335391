"""Ana is paid back: at once, later, not at all, and never more than she paid."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.interface import GatewayRejected
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import Made, SandboxControls, SeedPayment

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
Refund = Callable[..., GatewayAnswer]


def ask(gateway: SandboxGateway, *, days: float = 0, key: str = "refund-1") -> GatewayAnswer | None:
    at = NOON + timedelta(days=days)
    return gateway.find_refund(idempotency_key=key, gateway_ref=None, payment_ref="pay_ana", at=at)


def test_a_refund_is_made_once_and_can_be_asked_about(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    answer = pay_back(gateway)
    assert (answer.outcome, answer.failure_code, answer.expected_on) == ("succeeded", "", None)
    assert ask(gateway) == answer
    by_ref = gateway.find_refund(
        idempotency_key="", gateway_ref=answer.gateway_ref, payment_ref="pay_ana", at=NOON
    )
    assert by_ref == answer
    assert stage.stats().refunds_of("pay_ana") == Made(1, 0)
    assert stage.stats().refunded_minor == {"EUR": 2000}


def test_nobody_else_s_refund_is_taken_for_ours(gateway: SandboxGateway, pay_back: Refund) -> None:
    pay_back(gateway, idempotency_key="somebody-else")
    assert ask(gateway) is None


def test_a_pending_refund_settles_when_asked_later(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    stage.order_fault("refund", "pending", subject="pay_ana")
    pending = pay_back(gateway)
    assert (pending.outcome, pending.expected_on) == ("pending", date(2026, 11, 25))
    assert ask(gateway, days=2.9) == pending
    settled = ask(gateway, days=3)
    assert settled is not None
    assert (settled.outcome, settled.gateway_ref) == ("succeeded", pending.gateway_ref)


def test_a_closed_card_fails_the_refund_at_once_and_frees_the_amount(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    stage.close_card("pay_ana")
    answer = pay_back(gateway, amount_minor=6000)
    assert (answer.outcome, answer.failure_code, answer.hard) == ("failed", "card_closed", True)
    assert answer.message == "The card is closed, so the bank takes and pays nothing on it."
    assert ask(gateway) == answer
    assert stage.stats().refunds_of("pay_ana") == Made(0, 1)
    again = pay_back(gateway, amount_minor=6000, idempotency_key="refund-2")
    assert again.outcome == "failed"


def test_a_card_that_closes_later_looks_well_and_then_fails(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    stage.close_card("pay_ana", when="after_pending")
    assert pay_back(gateway).outcome == "pending"
    later = ask(gateway, days=3)
    assert later is not None
    assert (later.outcome, later.failure_code, later.hard) == ("failed", "card_closed", True)


def test_a_card_closed_while_the_refund_is_pending_fails_it(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    stage.order_fault("refund", "pending")
    assert pay_back(gateway).outcome == "pending"
    stage.close_card("pay_ana")
    later = ask(gateway, days=4)
    assert later is not None
    assert later.failure_code == "card_closed"


def test_what_has_settled_stays_settled_when_the_card_closes(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    settled = pay_back(gateway)
    stage.close_card("pay_ana")
    assert ask(gateway, days=30) == settled


@pytest.mark.parametrize(
    ("method_ref", "now", "later"),
    [
        ("pm_refund_pending_cleo", "pending", "succeeded"),
        ("pm_refund_closed", "failed", "failed"),
        ("pm_refund_closes_later_cleo", "pending", "failed"),
        ("pm_refund_closedown", "succeeded", "succeeded"),
    ],
)
def test_magic_payment_methods_decide_their_refunds(
    gateway: SandboxGateway,
    stage: SandboxControls,
    pay_back: Refund,
    method_ref: str,
    now: str,
    later: str,
) -> None:
    cleo = SeedPayment(
        payment_ref="pay_cleo",
        amount_minor=5000,
        currency="EUR",
        captured_at=NOON,
        method_ref=method_ref,
    )
    stage.add_payments([cleo])
    answer = pay_back(gateway, payment_ref="pay_cleo")
    assert answer.outcome == now
    end = gateway.find_refund(
        idempotency_key="refund-1",
        gateway_ref=None,
        payment_ref="pay_cleo",
        at=NOON + timedelta(days=3),
    )
    assert end is not None
    assert end.outcome == later


@pytest.mark.parametrize(
    ("changed", "code", "text"),
    [
        (
            {"amount_minor": 6001},
            "amount_above_refundable",
            "Payment 'pay_ana' has 6000 EUR (minor units) left to refund; 6001 were asked for.",
        ),
        ({"payment_ref": "pay_nobody"}, "payment_unknown", "There is no payment 'pay_nobody'."),
        (
            {"currency": "USD"},
            "currency_mismatch",
            "Payment 'pay_ana' was made in EUR; it cannot be refunded in USD.",
        ),
        (
            {"amount_minor": 0},
            "field_invalid",
            "amount_minor must be a whole number of minor units above zero.",
        ),
        ({"currency": "euro"}, "field_invalid", "currency must be an ISO 4217 code such as EUR."),
        (
            {"idempotency_key": ""},
            "idempotency_key_missing",
            "Send an Idempotency-Key header of 1 to 255 characters.",
        ),
        (
            {"at": datetime(2026, 11, 22)},  # noqa: DTZ001 - that is the mistake
            "field_invalid",
            (
                "the Fairwell-At header must be an instant with its zone,"
                " such as 2026-11-22T09:00:00+00:00."
            ),
        ),
    ],
)
def test_a_wrong_request_is_rejected_with_a_reason_and_nothing_is_done(
    gateway: SandboxGateway,
    stage: SandboxControls,
    pay_back: Refund,
    changed: dict[str, object],
    code: str,
    text: str,
) -> None:
    with pytest.raises(GatewayRejected) as caught:
        pay_back(gateway, **changed)
    assert (caught.value.code, str(caught.value)) == (code, text)
    assert stage.stats().refunds == Made(0, 0)


def test_pending_refunds_count_against_what_is_left(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    stage.order_fault("refund", "pending")
    pay_back(gateway, amount_minor=4000)
    with pytest.raises(GatewayRejected, match=r"has 2000 EUR .* left to refund; 2001 were asked"):
        pay_back(gateway, amount_minor=2001, idempotency_key="refund-2")
    assert pay_back(gateway, amount_minor=2000, idempotency_key="refund-3").outcome == "succeeded"


def test_asking_about_a_payment_nobody_knows_is_a_mistake_not_a_no(
    gateway: SandboxGateway,
) -> None:
    with pytest.raises(GatewayRejected, match="There is no payment 'pay_nobody'"):
        gateway.find_refund(
            idempotency_key="refund-1", gateway_ref=None, payment_ref="pay_nobody", at=NOON
        )
    with pytest.raises(GatewayRejected, match="There is no refund 're_lost'") as caught:
        gateway.find_refund(
            idempotency_key="refund-1", gateway_ref="re_lost", payment_ref="pay_ana", at=NOON
        )
    assert caught.value.code == "refund_unknown"


def test_references_with_awkward_letters_travel_whole(
    gateway: SandboxGateway, stage: SandboxControls, pay_back: Refund
) -> None:
    odd = SeedPayment(payment_ref="pay/ö ?&=1", amount_minor=5000, currency="EUR", captured_at=NOON)
    stage.add_payments([odd])
    stage.close_card(odd.payment_ref)
    answer = pay_back(gateway, payment_ref=odd.payment_ref)
    assert answer.failure_code == "card_closed"
    found = gateway.find_refund(
        idempotency_key="refund-1", gateway_ref=None, payment_ref=odd.payment_ref, at=NOON
    )
    assert found == answer
