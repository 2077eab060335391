"""Several workers at once, and workers that are killed: each promise is carried once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from fairwell.actions.outbox.claim_promises import claim_promises
from fairwell.actions.outbox.close_promise import close_promise
from fairwell.gateways.payments.sandbox.controls import Made
from fairwell.models import ClockOffset, Notice, OutboxEntry, Refund
from fairwell.worker.carry import CARRIERS, carry_due
from fairwell.worker.loop import work_once
from fairwell.worker.outcome import Carried
from tests import deeds
from tests.threads import at_once
from tests.worker.stage import Stage


def test_three_workers_share_the_outbox(committed_stage: Stage) -> None:
    stage = committed_stage
    for number in range(8):
        stage.refund(f"nr{number}")

    done = at_once([lambda: work_once(stage.clock)] * 3)

    assert sum(done) == 24, "a refund, its confirmation and its news for each of eight"
    books = stage.bank.stats()
    assert books.refunds == Made(8, 0)
    assert set(books.by_payment.values()) == {Made(1, 0)}
    ids = [message["Message-ID"] for message in stage.mail.messages()]
    assert len(ids) == len(set(ids)) == 16
    assert not Notice.objects.exclude(state="sent").exists()
    assert not OutboxEntry.objects.exclude(tries=1).exists()
    assert deeds.violations(stage.at) == []


def test_two_workers_on_one_attempt_send_it_once(committed_stage: Stage) -> None:
    """As after a lease that ran out: both hold the same promise."""
    stage = committed_stage
    refund = stage.refund()
    entry = OutboxEntry.objects.get(topic="refund")

    at_once([lambda: CARRIERS["refund"](entry, stage.at)] * 2)
    for wait in (5, 30, 300):
        stage.work(seconds=wait)

    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert stage.paid_back(refund) == Made(1, 0)
    assert refund.statements.count() == 1


def test_a_slow_worker_carries_nothing_that_another_has_taken_over(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each letter takes twenty seconds; a lease is for one promise and not for a batch of them."""
    for number in range(15):
        deeds.switch(stage.cast.subscriber(f"nr{number}"), "off")
    carried: list[str] = []

    def slow(entry: OutboxEntry, at: datetime) -> Carried:
        carried.append(entry.key)
        stage.at += timedelta(seconds=20)
        for other in claim_promises(at=stage.at, limit=1):
            carried.append(other.key)
            close_promise(entry_id=other.pk, again_at=None, error="", at=stage.at)
        return Carried()

    monkeypatch.setitem(CARRIERS, "mail", slow)
    carry_due(stage.clock)

    assert len(carried) == len(set(carried)) == 15


def test_no_more_than_asked_is_carried_in_one_go(stage: Stage) -> None:
    for key in ("anna", "ben", "cleo"):
        deeds.switch(stage.cast.subscriber(key), "off")

    assert [carry_due(stage.clock, limit=2) for _ in range(3)] == [2, 1, 0]


@contextmanager
def worker(stage: Stage, url: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process on the same books; its time runs from the stage's."""
    ahead = round((stage.at - datetime.now(UTC)).total_seconds())
    ClockOffset.objects.update_or_create(pk=1, defaults={"seconds": ahead})
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "fairwell.config.settings",
        "FAIRWELL_DATABASE_URL": url,
        "FAIRWELL_DATA_DIR": str(settings.DATA_DIR),
        "FAIRWELL_SANDBOX_URL": stage.server.url,
        "FAIRWELL_SMTP_URL": f"smtp://127.0.0.1:{stage.mail.port}",
        "FAIRWELL_GATEWAY_TIMEOUT_S": "60",
        "FAIRWELL_TEST_CLOCK": "true",
    }
    command = [sys.executable, "-m", "fairwell.management", "worker", *options]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 45
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_in_the_middle_of_the_call(
    committed_stage: Stage, committed: str, when: str
) -> None:
    stage = committed_stage
    refund = stage.refund()
    done = Made(1 if when == "after" else 0, 0)
    stage.bank.order_fault("refund", f"timeout_{when}")

    with worker(stage, committed) as process:
        wait_until(lambda: deeds.attempt_of(refund).state == "submitted")
        wait_until(lambda: stage.paid_back(refund) == done)
        time.sleep(0.5)  # the bank is silent, and the worker waits for its answer
        process.send_signal(signal.SIGKILL)
        process.wait()

    assert deeds.attempt_of(refund).state == "submitted"
    assert deeds.violations(stage.at) == []
    stage.work(minutes=11)  # its lease has run out: the next worker asks
    stage.work(minutes=1)
    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert stage.paid_back(refund) == Made(1, 0)
    assert len(stage.mail.messages()) == 2
    assert deeds.violations(stage.at) == []


def test_a_worker_told_to_stop_leaves_nothing_half_done(
    committed_stage: Stage, committed: str
) -> None:
    stage = committed_stage
    refund = stage.refund()

    with worker(stage, committed) as process:
        wait_until(lambda: Refund.objects.filter(state="succeeded").exists())
        wait_until(lambda: stage.open_promises() == [])
        process.terminate()
        said, _ = process.communicate(timeout=30)

    assert process.returncode == 0, said.decode()
    assert stage.paid_back(refund) == Made(1, 0)
    assert len(stage.mail.messages()) == 2


def test_once_does_what_is_due_and_says_how_much(committed_stage: Stage, committed: str) -> None:
    committed_stage.refund()

    with worker(committed_stage, committed, "--once") as process:
        said, _ = process.communicate(timeout=60)

    assert said.decode().splitlines()[-1] == "3 things done."
    assert process.returncode == 0
