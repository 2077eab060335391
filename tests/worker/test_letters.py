"""Letters reach the mail server once: it may be down, busy, or refuse the address for good."""

from datetime import timedelta

import pytest

from fairwell.actions.outbox.claim_promises import LEASE
from fairwell.models import Notice, OutboxEntry
from fairwell.worker.carry import CARRIERS
from fairwell.worker.carry_mail import carry_mail
from fairwell.worker.loop import work_once
from fairwell.worker.outcome import PAUSES
from tests import deeds
from tests.worker.stage import Stage


@pytest.fixture
def notice(stage: Stage) -> Notice:
    """Anna's confirmation that her renewal is off: a letter and no money."""
    deeds.switch(stage.cast.subscriber("anna"), "off")
    return Notice.objects.get()


def test_it_is_sent_once_and_the_proof_of_sending_kept(stage: Stage, notice: Notice) -> None:
    stage.work(seconds=20)
    stage.work(days=1)

    notice.refresh_from_db()
    (message,) = stage.mail.messages()
    assert message["To"] == "anna@mail.example"
    assert (notice.state, notice.sent_at) == ("sent", stage.at - timedelta(days=1))
    assert notice.message_id == message["Message-ID"]
    assert notice.server_answer.startswith("250")
    assert stage.open_promises() == []


def test_a_server_that_is_down_for_an_hour_gets_its_mail_soon_after(
    stage: Stage, notice: Notice
) -> None:
    stage.mail.stop()
    for _ in range(60):
        stage.work(minutes=1)
    entry = OutboxEntry.objects.get()
    assert entry.last_error
    assert entry.tries < 12
    notice.refresh_from_db()
    assert notice.state == "queued"
    assert deeds.violations(stage.at), "a letter is late, and the books say so"

    stage.mail.start()
    stage.work(minutes=30)

    assert len(stage.mail.messages()) == 1
    assert deeds.violations(stage.at) == []


def test_a_busy_server_is_tried_again_with_growing_pauses(stage: Stage, notice: Notice) -> None:
    stage.mail.answer_next("451 4.7.1 Try again later", times=9)
    due = []
    for _ in range(9):
        stage.work()
        entry = OutboxEntry.objects.get()
        due.append((entry.due_at - stage.at).total_seconds())
        assert entry.last_error == "451 4.7.1 Try again later"
        stage.at = entry.due_at

    assert due == [pause.total_seconds() for pause in PAUSES] + [1_800]
    stage.work()
    assert len(stage.mail.messages()) == 1


@pytest.mark.parametrize("at", ["rcpt", "data"])
def test_a_refusal_for_good_is_recorded_and_not_tried_for_ever(
    stage: Stage, notice: Notice, at: str
) -> None:
    stage.mail.answer_next("550 5.1.1 No such user", stage=at)

    stage.work()

    notice.refresh_from_db()
    assert (notice.state, notice.sent_at) == ("failed", None)
    assert notice.server_answer == "550 5.1.1 No such user"
    assert stage.open_promises() == []
    assert stage.work(days=1) == 0
    assert stage.mail.messages() == []


def test_a_letter_that_was_sent_before_is_not_sent_again(stage: Stage, notice: Notice) -> None:
    """A promise found again after its letter was recorded: there is nothing left to do."""
    stage.work()

    carried = carry_mail(OutboxEntry.objects.get(), stage.at)

    assert carried.again_at is None
    assert len(stage.mail.messages()) == 1


def test_a_worker_that_died_before_the_record_sends_a_copy_that_is_known_as_one(
    stage: Stage, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(**_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("fairwell.worker.carry_mail.record_mail_outcome", killed)
        with pytest.raises(SystemExit):
            stage.work()
    stage.work(seconds=LEASE.total_seconds() - 1)
    assert len(stage.mail.messages()) == 1, "its lease still runs"
    stage.work(seconds=1)

    first, copy = stage.mail.messages()
    assert first["Message-ID"] == copy["Message-ID"]
    notice.refresh_from_db()
    assert notice.state == "sent"


def test_one_promise_that_fails_does_not_stop_the_others(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("anna", "ben", "cleo"):
        deeds.switch(stage.cast.subscriber(key), "off")
    bens = Notice.objects.get(to_email="ben@mail.example")

    def carry(entry: OutboxEntry, at: object) -> object:
        if entry.subject_id == bens.pk:
            raise ZeroDivisionError("a mistake of ours")
        return carry_mail(entry, at)

    with monkeypatch.context() as patched:
        patched.setitem(CARRIERS, "mail", carry)
        assert work_once(stage.clock) == 3

    to = [message["To"] for message in stage.mail.messages()]
    assert to == ["anna@mail.example", "cleo@mail.example"]
    entry = OutboxEntry.objects.get(done_at=None)
    assert entry.last_error == "ZeroDivisionError: a mistake of ours"
    assert entry.due_at == stage.at + PAUSES[0]
    stage.work(seconds=10)
    assert len(stage.mail.messages()) == 3


def test_an_address_that_is_refused_is_a_failed_letter_in_the_books(
    stage: Stage, notice: Notice
) -> None:
    """The ending itself stands: a letter that cannot be delivered undoes nothing."""
    stage.mail.answer_next("550 5.1.1 No such user")

    stage.work()

    assert deeds.violations(stage.at) == []
