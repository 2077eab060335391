"""The operator's commands about disputes and reconciliation: what they print and how they end."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from fairwell.actions.billing.record_gateway_dispute import record_gateway_dispute
from fairwell.domain.disputes import GatewayDispute
from fairwell.models import Case, Dispute, OutboxEntry, PaymentAttempt, Refund
from fairwell.queries import clock
from tests.actions.disputing import dispute, unpaid
from tests.cast import Cast
from tests.worker.stage import Stage, on_stage

DAY = timedelta(days=1)


def run(*words: str, color: bool = False) -> str:
    out = StringIO()
    call_command(*words, stdout=out, force_color=color, no_color=not color)
    return out.getvalue()


def refusal(*words: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(*words, stdout=StringIO())
    return str(refused.value)


@pytest.fixture
def disputed(cast: Cast) -> Dispute:
    """Anna's payment, to be answered within ten days."""
    cast.subscriber("anna")
    return shown(days=10)


def shown(days: int, state: str = "needs_response") -> Dispute:
    now = clock.now()
    news = GatewayDispute(
        ref="dp_1",
        payment_ref="ch_anna_1001",
        amount_minor=7_999,
        currency="USD",
        reason="fraudulent",
        state=state,  # type: ignore[arg-type]
        respond_by=now + days * DAY + timedelta(minutes=1) if days else None,
        opened_at=now,
        updated_at=now,
    )
    made = record_gateway_dispute(gateway="sandbox", shown=news, at=now)
    assert made is not None
    return made


def test_the_deadline_comes_first(disputed: Dispute) -> None:
    said = run("disputes")

    assert re.match(rf"due \d\d-\d\d \d\d:\d\d UTC \(10 d\) +{disputed.reference}", said)
    assert "needs_response" in said
    assert "79.99 USD  order Q-1001  fraudulent" in said


def test_an_overdue_one_is_red(disputed: Dispute) -> None:
    Dispute.objects.update(respond_by=clock.now() - DAY)

    said = run("disputes", "list", color=True)

    assert re.match("\x1b\\[31;1mOVERDUE since ", said)


def test_one_in_full_names_what_can_be_done(disputed: Dispute) -> None:
    said = run("disputes", "show", "dp_1")

    assert disputed.reference in said
    assert f"fairwell disputes send {disputed.reference}" in said
    assert "No dispute dp_2" in refusal("disputes", "show", "dp_2")


def test_an_early_warning_says_how_to_refund_it(cast: Cast) -> None:
    cast.subscriber("anna")
    shown(days=0, state="early_warning")

    said = run("disputes", "show", "dp_1")

    found = re.search(r'fairwell (refund Q-1001 79\.99 --note "early warning dp_1")', said)
    assert found
    run("refund", "Q-1001", "79.99", "--note", "early warning dp_1")
    assert Refund.objects.get().total_minor == 7_999


def test_the_evidence_can_be_looked_at_and_is_not_sent_by_that(
    disputed: Dispute, tmp_path: Path
) -> None:
    file = tmp_path / "evidence.pdf"

    said = run("disputes", "evidence", disputed.reference, "--out", str(file))

    assert "Nothing was sent." in said
    assert file.read_bytes().startswith(b"%PDF-")
    assert not OutboxEntry.objects.filter(topic="evidence").exists()
    missing = str(tmp_path / "no" / "evidence.pdf")
    assert "could not be written" in refusal("disputes", "evidence", "dp_1", "--out", missing)


def test_sending_promises_it_once(disputed: Dispute) -> None:
    assert "The evidence is on its way" in run("disputes", "send", disputed.reference)
    run("disputes", "send", disputed.reference)

    assert OutboxEntry.objects.filter(topic="evidence").count() == 1
    assert "Another answer" in refusal("disputes", "concede", "dp_1", "--note", "x")


def test_conceding_is_promised_with_its_reason(disputed: Dispute) -> None:
    assert "The concession is on its way" in run("disputes", "concede", "dp_1", "--note", "True.")

    assert "Conceded: True." in Case.objects.get().message


def test_decided_ones_are_listed_only_if_asked_for(cast: Cast) -> None:
    cast.subscriber("anna")
    assert "No dispute is on record." in run("disputes", "list", "--all")
    shown(days=0, state="lost")

    assert "No dispute is open." in run("disputes")
    assert "decided" in run("disputes", "list", "--all")
    assert "no answer is due" in refusal("disputes", "send", "dp_1")


def test_a_disputed_charge_is_upheld_in_part(cast: Cast) -> None:
    case = dispute(cast.subscriber("anna"), at=clock.now())
    assert case.reference in run("cases")

    said = run("cases", "--uphold", case.reference, "--amount", "10.00", "--note", "Sorry.")

    assert f"Dispute {case.reference} is upheld" in said
    assert Refund.objects.get().total_minor == 1_000
    again = refusal("cases", "--uphold", case.reference, "--note", "Sorry.")
    assert "No open dispute" in again


def test_more_than_the_order_holds_is_refused_in_its_currency(cast: Cast) -> None:
    case = dispute(cast.subscriber("anna"))

    asked = ("cases", "--uphold", case.reference, "--note", "Sorry.", "--amount")

    assert "the order holds 79.99 USD more" in refusal(*asked, "80.00")
    assert "too many decimals" in refusal(*asked, "8.001")


def test_a_disputed_charge_is_rejected_and_collected_again(cast: Cast) -> None:
    anna = cast.subscriber("anna")
    order = unpaid(anna)
    case = dispute(anna, order.number)

    run("cases", "--reject", case.reference, "--note", "It was charged once.")

    order.refresh_from_db()
    assert order.collection == "retrying"
    assert "--uphold or --reject" in refusal(
        "cases", "--close", dispute(anna).reference, "--note", "x"
    )


@pytest.fixture
def stage(cast: Cast, tmp_path: Path) -> Iterator[Stage]:
    """With a bank that knows Anna's payment of 21 hours ago."""
    cast.subscriber("anna", charged=clock.now() - timedelta(hours=21))
    with on_stage(cast, tmp_path) as stage:
        stage.adopt()
        yield stage


def test_books_that_agree_end_with_zero(stage: Stage) -> None:
    since = f"{clock.now() - 2 * DAY:%Y-%m-%d}"

    said = run("reconcile", "--since", since, "--until", f"{clock.now():%Y-%m-%d}")

    assert "1 attempts here, 1 objects there." in said
    assert "Both sides agree." in said


def test_books_that_differ_end_with_one_and_a_table(stage: Stage) -> None:
    PaymentAttempt.objects.update(state="pending")
    out = StringIO()
    days = ("--since", f"{clock.now() - 2 * DAY:%Y-%m-%d}", "--until", f"{clock.now():%Y-%m-%d}")

    with pytest.raises(CommandError, match="1 differences") as ended:
        call_command("reconcile", *days, stdout=out)

    assert ended.value.returncode == 1
    said = out.getvalue()
    assert re.search(r"state +\d{4}-\d\d-\d\d \d\d:\d\d  charge ch_anna_1001 +pending / succ", said)
    assert f"case {Case.objects.get().reference} opened" in said
    PaymentAttempt.objects.update(state="succeeded")
    assert f"case {Case.objects.get().reference} closed. Gone" in run("reconcile", *days)


def test_a_bank_that_is_away_and_wrong_days_are_told(stage: Stage) -> None:
    assert "'soon' is not a day" in refusal("reconcile", "--since", "soon")
    assert "comes after" in refusal("reconcile", "--since", "2026-11-02", "--until", "2026-11-01")
    stage.server.stop()

    with pytest.raises(CommandError, match=r"Nothing was compared\.") as away:
        call_command("reconcile", stdout=StringIO())

    assert away.value.returncode == 2
