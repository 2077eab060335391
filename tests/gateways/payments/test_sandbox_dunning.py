"""Ben's card has no money for a while: declined so many times, then it pays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from fairwell.domain.payments import GatewayAnswer
from fairwell.gateways.payments.sandbox.client import SandboxGateway
from fairwell.gateways.payments.sandbox.controls import Made, SandboxControls
from fairwell.gateways.payments.sandbox.verdicts import declines_first

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
Charge = Callable[..., GatewayAnswer]


def tries(gateway: SandboxGateway, charge: Charge, count: int, **changed: object) -> list[str]:
    """What the bank said to one try every three days."""
    answers = [
        charge(
            gateway,
            idempotency_key=f"{changed.get('method_ref')}-{number}",
            at=NOON + timedelta(days=3 * number),
            **changed,
        )
        for number in range(count)
    ]
    return [answer.failure_code or answer.outcome for answer in answers]


@pytest.mark.parametrize("count", [1, 3])
def test_a_card_declines_its_first_charges_and_then_pays(
    gateway: SandboxGateway, stage: SandboxControls, charge: Charge, count: int
) -> None:
    said = tries(gateway, charge, 5, method_ref=f"pm_declined_first_{count}_ben")
    assert said == ["insufficient_funds"] * count + ["succeeded"] * (5 - count)
    assert stage.stats().charges == Made(1 + 5 - count, count)


def test_each_card_counts_for_itself(gateway: SandboxGateway, charge: Charge) -> None:
    for owner in ("ben", "dev"):
        said = tries(gateway, charge, 2, method_ref=f"pm_declined_first_1_{owner}")
        assert said == ["insufficient_funds", "succeeded"]


def test_a_repeated_answer_is_not_another_charge(gateway: SandboxGateway, charge: Charge) -> None:
    method = {"method_ref": "pm_declined_first_1"}
    assert charge(gateway, **method) == charge(gateway, **method)
    assert charge(gateway, **method, idempotency_key="try-2").outcome == "succeeded"


def test_an_ordered_row_of_declines_ends_by_itself(
    gateway: SandboxGateway, stage: SandboxControls, charge: Charge
) -> None:
    stage.order_fault("charge", "decline_do_not_honor", subject="pm_card_ben", times=2)
    said = tries(gateway, charge, 3, method_ref="pm_card_ben")
    assert said == ["do_not_honor", "do_not_honor", "succeeded"]


def test_a_stolen_card_never_pays(gateway: SandboxGateway, charge: Charge) -> None:
    answer = charge(gateway, method_ref="pm_stolen_ben")
    assert (answer.outcome, answer.failure_code, answer.hard) == ("declined", "stolen_card", True)
    assert answer.message == "The card was reported stolen."


@pytest.mark.parametrize(
    ("method_ref", "count"),
    [
        ("pm_declined_first_2", 2),
        ("pm_declined_first_12_ben", 12),
        ("pm_declined_first_2b", 0),
        ("pm_declined_first_", 0),
        ("pm_card_declined_first_2", 0),
    ],
)
def test_the_number_is_read_from_the_name(method_ref: str, count: int) -> None:
    assert declines_first(method_ref) == count
