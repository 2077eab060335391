"""Our books and the bank's, compared every day: what differs is told, and never mended silently."""

from datetime import timedelta

import pytest

from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.interface import GatewayError
from fairwell.models import Case, Payment, PaymentAttempt, Reconciliation
from fairwell.worker.gateway_watch import GatewayWatch
from fairwell.worker.reconcile import reconcile, reconcile_due
from tests import deeds
from tests.cast import NOW
from tests.models.ground import twin
from tests.worker.stage import Stage

DAY = timedelta(days=1)
YESTERDAY = NOW - timedelta(hours=20)


@pytest.fixture
def agreed(stage: Stage) -> Stage:
    """Anna and Ben paid yesterday; the bank knows both payments, and both sides agree."""
    for key in ("anna", "ben"):
        stage.cast.subscriber(key, charged=YESTERDAY)
    stage.adopt()
    assert found(stage) == []
    return stage


def found(stage: Stage) -> list[tuple[str, str, str, str]]:
    """What differs of the last three days: kind, reference, here, there."""
    stage.at += timedelta(minutes=1)
    compared, _ = reconcile(since=NOW - 3 * DAY, until=NOW + DAY, at=stage.at)
    return [(one.kind, one.ref, one.ours, one.theirs) for one in compared.differences]


def change(ref: str, **values: object) -> None:
    PaymentAttempt.objects.filter(gateway_ref=ref).update(**values)


def test_agreeing_books_are_noted_and_open_nothing(agreed: Stage) -> None:
    noted = Reconciliation.objects.get()

    assert (noted.ours, noted.theirs, noted.differences) == (2, 2, 0)
    assert not Case.objects.exists()


def test_a_charge_that_only_the_bank_knows(agreed: Stage) -> None:
    gateway = payment_gateway("sandbox", url=agreed.server.url, timeout_s=5)
    answer = gateway.charge(
        method_ref="pm_stranger",
        amount_minor=500,
        currency="USD",
        order_ref="Q-9",
        idempotency_key="nobody",
        at=YESTERDAY,
    )

    assert found(agreed) == [("missing_here", answer.gateway_ref, "", "500 USD succeeded")]


def test_a_charge_that_the_bank_never_heard_of(agreed: Stage) -> None:
    agreed.cast.subscriber("cleo", charged=YESTERDAY)

    assert found(agreed) == [("missing_there", "ch_cleo_1003", "7999 USD succeeded", "")]


@pytest.mark.parametrize(
    ("values", "difference"),
    [
        ({"amount_minor": 7_000}, ("amount", "7000", "7999")),
        ({"currency": "EUR"}, ("currency", "EUR", "USD")),
        ({"state": "pending"}, ("state", "pending", "succeeded")),
        ({"state": "unknown", "gateway_ref": None}, ("state", "unknown", "succeeded")),
    ],
)
def test_what_is_otherwise_here_than_there(
    agreed: Stage, values: dict[str, object], difference: tuple[str, str, str]
) -> None:
    gateway = payment_gateway("sandbox", url=agreed.server.url, timeout_s=5)
    attempt = PaymentAttempt.objects.get(gateway_ref="ch_anna_1001")
    answer = gateway.charge(
        method_ref="pm_dora", amount_minor=7_999, currency="USD", order_ref="Q-7",
        idempotency_key="dora", at=YESTERDAY,
    )  # fmt: skip
    dora = twin(
        attempt, state="succeeded", gateway_ref=answer.gateway_ref, idempotency_key="dora",
        invoice=PaymentAttempt.objects.get(gateway_ref="ch_ben_1002").invoice,
    )  # fmt: skip
    PaymentAttempt.objects.filter(gateway_ref="ch_ben_1002").update(state="failed")
    dora.save(force_insert=True)
    assert [one[0] for one in found(agreed)] == ["state"], "Ben's, which the bank has as paid"

    PaymentAttempt.objects.filter(idempotency_key="dora").update(**values)

    kind, here, there = difference
    assert (kind, answer.gateway_ref, here, there) in found(agreed)


def test_two_objects_under_one_key_are_a_duplicate(agreed: Stage) -> None:
    gateway = payment_gateway("sandbox", url=agreed.server.url, timeout_s=5)
    key = PaymentAttempt.objects.get(gateway_ref="ch_anna_1001").idempotency_key
    answer = gateway.charge(
        method_ref="pm_anna", amount_minor=7_999, currency="USD", order_ref="Q-1001",
        idempotency_key=key, at=YESTERDAY,
    )  # fmt: skip

    (difference,) = found(agreed)

    assert difference[:3] == ("duplicate", answer.gateway_ref, "ch_anna_1001")


def test_a_refund_is_compared_like_a_charge(agreed: Stage) -> None:
    refund = deeds.leave(
        Payment.objects.get(gateway_ref="ch_anna_1001").invoice.subscription
    ).refund  # type: ignore[arg-type]
    agreed.work()
    assert found(agreed) == []

    PaymentAttempt.objects.filter(allocation__refund=refund).update(state="failed")

    ((kind, _, here, there),) = found(agreed)
    assert (kind, here, there) == ("state", "failed", "succeeded")
    case = Case.objects.get()
    assert case.subscription == refund.subscription
    assert case.invoice is not None


def test_a_difference_has_one_case_however_often_it_is_found(agreed: Stage) -> None:
    change("ch_anna_1001", state="pending")

    for _ in range(2):
        found(agreed)

    case = Case.objects.get()
    assert case.key == "reconciliation:sandbox:state:charge:ch_anna_1001"
    assert "here: pending; at the gateway: succeeded" in case.message
    assert PaymentAttempt.objects.get(gateway_ref="ch_anna_1001").state == "pending", "not mended"


def test_a_difference_that_has_gone_is_said_and_its_case_closed(agreed: Stage) -> None:
    change("ch_anna_1001", state="pending")
    found(agreed)
    change("ch_anna_1001", state="succeeded")

    agreed.at += timedelta(minutes=1)
    _, recorded = reconcile(since=NOW - DAY / 24, until=NOW, at=agreed.at)
    assert recorded.gone == (), "that span says nothing of yesterday"
    agreed.at += timedelta(minutes=1)
    _, recorded = reconcile(since=NOW - 4 * DAY, until=NOW + DAY, at=agreed.at)

    (case,) = recorded.gone
    assert case.state == "closed"
    assert case.resolution.startswith("Gone: the comparison of 2026-11-21")


def test_a_bank_that_cannot_be_asked_makes_nothing_look_missing(agreed: Stage) -> None:
    agreed.server.stop()
    before = deeds.rows()

    with pytest.raises(GatewayError):
        found(agreed)
    assert reconcile_due(agreed.at) == 0

    assert deeds.rows() == before


def test_once_a_day_yesterday_is_compared_and_with_open_cases_the_week(agreed: Stage) -> None:
    Reconciliation.objects.all().delete()
    change("ch_anna_1001", state="pending")

    watch = GatewayWatch()
    assert watch.look(agreed.clock) == 1
    first = Reconciliation.objects.get()
    assert (first.until - first.since) == DAY
    assert reconcile_due(agreed.at) == 0, "made for today already"
    agreed.at += DAY
    assert reconcile_due(agreed.at) == 1, "the open one is looked at again"

    second = Reconciliation.objects.latest("pk")
    assert second.until - second.since == 7 * DAY
