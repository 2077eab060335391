"""The worker plans notices day by day, sends each in its window, and leaves the proof of it."""

from datetime import timedelta

import pytest

from fairwell.models import Notice, Subscription, SubscriptionEvent
from fairwell.worker import plan_notices
from fairwell.worker.plan_notices import NoticePlanner
from tests import deeds
from tests.actions.laws import reminder_law
from tests.cast import NOW
from tests.worker.stage import Stage


def renewing_in(stage: Stage, days: int, key: str = "anna") -> Subscription:
    return stage.cast.subscriber(key, charged=NOW + timedelta(days=days) - timedelta(days=365))


def proofs(subscription: Subscription) -> list[SubscriptionEvent]:
    return list(subscription.events.filter(kind__in=("notice_sent", "notice_failed")))


def test_a_reminder_leaves_in_its_window_and_the_proof_is_an_event(stage: Stage) -> None:
    reminder_law("P45D", "P15D")
    anna = renewing_in(stage, 46)
    stage.work()
    assert stage.mail.messages() == [], "planned ahead, it waits for its day"

    stage.work(days=1, hours=6)

    (message,) = stage.mail.messages()
    assert message["Subject"] == "Your Guard Plus renews on January 6, 2027"
    (attached,) = message.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == (
        "text/calendar", "renewal.ics",
    )  # fmt: skip
    notice = Notice.objects.get()
    assert notice.state == "sent"
    assert notice.sent_at.date() <= notice.last_day
    (proof,) = proofs(anna)
    assert proof.kind == "notice_sent"
    assert proof.data == {
        "notice": notice.pk,
        "template": "renewal_reminder",
        "version": 1,
        "message_id": message["Message-ID"],
        "required_by": [["draft-law", "LAW-REMIND"]],
    }
    deeds.history(anna)
    assert deeds.violations(stage.at) == []


def test_who_cancels_before_it_leaves_gets_none(stage: Stage) -> None:
    anna = renewing_in(stage, 16)
    stage.work()
    deeds.switch(anna, "off", at=stage.at)
    stage.work(days=3)

    assert [m["Subject"] for m in stage.mail.messages() if "renews" in m["Subject"]] == []
    assert Notice.objects.get(template="renewal_reminder").state == "dropped"
    assert stage.open_promises() == []


def test_an_address_that_refuses_it_is_on_the_record(stage: Stage) -> None:
    anna = renewing_in(stage, 16)
    stage.work()
    stage.mail.answer_next("550 5.1.1 No such user")

    stage.work(days=3)

    (proof,) = proofs(anna)
    assert (proof.kind, proof.data["template"]) == ("notice_failed", "renewal_reminder")


def test_a_server_that_is_down_past_the_courtesy_s_last_day_gets_no_late_reminder(
    stage: Stage,
) -> None:
    renewing_in(stage, 16)
    stage.mail.stop()
    stage.work()
    stage.work(days=3)
    Notice.objects.update(last_day=NOW.date())  # the window is over as planned
    Subscription.objects.update(bill_at=stage.at + timedelta(hours=1))
    stage.mail.start()

    stage.work(minutes=30)

    assert stage.mail.messages() == []


def test_a_day_is_planned_once_and_the_next_one_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewing_in(stage, 19)
    planner, asked = NoticePlanner(), []
    real = plan_notices.plan_due_notices
    monkeypatch.setattr(
        plan_notices,
        "plan_due_notices",
        lambda **options: asked.append(options["after_id"]) or real(**options),
    )

    assert planner.plan(stage.clock) == 0
    rounds = len(asked)
    assert planner.plan(stage.clock) == 0
    assert len(asked) == rounds, "the day is planned"

    stage.at += timedelta(days=3)
    assert planner.plan(stage.clock) == 1
    assert len(asked) == 2 * rounds
