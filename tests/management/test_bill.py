"""`fairwell bill`: bills what is due, says what it came to, and goes on where it was stopped."""

import os
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from fairwell.actions.billing.bill_next_chunk import bill_next_chunk
from fairwell.actions.billing.start_billing_run import start_billing_run
from fairwell.models import BillingRun, Invoice
from fairwell.queries import clock
from fairwell.worker.bill_due import bill_due
from tests.actions.bills import gapless, multiplied
from tests.cast import Cast

CHARGED = datetime(2026, 10, 31, 9, tzinfo=UTC)


@pytest.fixture
def now(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Three subscribers are due then, and it is then."""
    dora = cast.subscriber("dora", price="price_month_usd", charged=CHARGED)
    multiplied(dora, 2)
    due = dora.current_period_end
    monkeypatch.setattr(clock, "now", lambda: due)
    return due


@pytest.fixture(autouse=True)
def priorities(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The priorities taken; the tests' own process keeps its."""
    taken: list[int] = []
    monkeypatch.setattr(os, "setpriority", lambda which, who, nice: taken.append(nice))
    return taken


def bill(*words: str) -> str:
    out = StringIO()
    call_command("bill", *words, stdout=out)
    return out.getvalue()


def test_it_bills_and_reports_and_then_nothing_is_due(now: datetime) -> None:
    assert bill("--dry-run") == "3 subscriptions are due.\n"
    assert not Invoice.objects.filter(series="invoices").exists()

    said = bill()

    assert "1 of 1 ranges done." in said
    assert "         3  renewed\n" in said
    assert "         29.97 USD billed" in said
    assert bill() == "Nothing is due.\n"


def test_a_run_lets_people_who_wait_go_first(now: datetime, priorities: list[int]) -> None:
    bill()

    assert priorities == [10]


def test_catching_up_goes_on_until_nothing_is_due(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = now + timedelta(days=70)
    monkeypatch.setattr(clock, "now", lambda: late)

    said = bill("--catch-up")

    assert said.count("         3  renewed\n") == 3
    assert Invoice.objects.filter(series="invoices").count() == 9
    assert gapless()


def test_an_open_run_of_the_other_kind_is_finished_first(now: datetime) -> None:
    start_billing_run(at=now, chunk=2)

    with pytest.raises(CommandError, match="is open without --catch-up"):
        bill("--catch-up")
    assert "2 of 2 ranges done." in bill()


def test_while_billing_is_off_it_bills_only_if_told_to_all_the_same(
    now: datetime, settings: Settings
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"billing": "off"})

    with pytest.raises(CommandError, match="Billing is off, so nothing was billed"):
        bill()
    assert bill("--dry-run") == "3 subscriptions are due. Billing is off (FAIRWELL_BILLING).\n"
    assert not Invoice.objects.filter(series="invoices").exists()

    assert "         3  renewed\n" in bill("--even-though-off")


def test_while_billing_is_off_the_worker_neither_starts_a_run_nor_helps_one(
    now: datetime, settings: Settings
) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"billing": "off"})
    assert bill_due(lambda: now) == 0
    assert start_billing_run(at=now) is not None

    assert bill_due(lambda: now + timedelta(days=1)) == 0


def test_a_wrong_number_of_workers_is_refused(now: datetime) -> None:
    with pytest.raises(CommandError, match="from 1 to 64"):
        bill("--workers", "0")


def test_the_worker_bills_on_its_schedule(now: datetime, settings: Settings) -> None:
    every = timedelta(minutes=settings.ENVIRONMENT.billing_every_minutes)

    assert bill_due(lambda: now) == 3
    assert bill_due(lambda: now) == 0
    first = BillingRun.objects.get()
    assert first.finished_at == now
    later = now + timedelta(days=31)
    assert bill_due(lambda: later - timedelta(days=31) + every) == 0, "nothing is due yet"
    assert bill_due(lambda: later) == 3


def test_the_worker_pauses_between_runs_but_helps_an_open_one(now: datetime) -> None:
    run = start_billing_run(at=now, chunk=1)
    assert run is not None
    assert bill_due(lambda: now) == 1
    assert bill_due(lambda: now + timedelta(seconds=1)) == 1
    while bill_next_chunk(run_id=run.pk, at=now) is not None:
        pass
    assert bill_due(lambda: now + timedelta(minutes=1)) == 0
