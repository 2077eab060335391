"""The worker's day: end and carry what is due, stop when told, wait for a database that is away."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError

from fairwell.models import Subscription
from fairwell.worker import loop
from tests import deeds
from tests.worker.stage import Stage


def test_access_ends_at_the_stated_instant(stage: Stage) -> None:
    anna = stage.cast.subscriber("anna")
    request = deeds.leave(anna, "end_of_term")
    stage.work()

    stage.at = request.ends_at - timedelta(microseconds=1)
    assert stage.work() == 0
    assert Subscription.objects.get(pk=anna.pk).service == "active"
    assert stage.work(microseconds=1) == 1

    anna.refresh_from_db()
    assert (anna.service, anna.ended_at) == ("terminated", request.ends_at)
    assert deeds.violations(stage.at) == []


def test_told_to_stop_it_begins_nothing_new(stage: Stage) -> None:
    deeds.switch(stage.cast.subscriber("anna"), "off")
    stop = threading.Event()
    stop.set()

    assert loop.work_once(stage.clock, stop) == 0
    assert stage.mail.messages() == []


def test_a_database_that_is_away_is_waited_for(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, rounds = threading.Event(), []

    def work_once(*_: object) -> int:
        rounds.append(len(rounds))
        if len(rounds) < 3:
            raise OperationalError("the database is away")
        stop.set()
        return 0

    monkeypatch.setattr(loop, "work_once", work_once)
    monkeypatch.setattr(loop, "close_old_connections", lambda: None)
    monkeypatch.setattr(stop, "wait", lambda _seconds: stop.is_set())

    loop.work(stage.clock, stop, interval_s=0.05)

    assert rounds == [0, 1, 2]


def test_kinds_of_work_take_turns(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def many(word: str, count: int) -> Callable[..., int]:
        left = [count]

        def do(_clock: object) -> int:
            if not left[0]:
                return 0
            left[0] -= 1
            told.append(word)
            return 1

        return do

    monkeypatch.setattr(loop, "TURN_S", 0.0)
    monkeypatch.setattr(loop, "carry_charges", many("charge", 3))
    monkeypatch.setattr(loop, "carry_due", many("mail", 2))

    assert loop.work_once(stage.clock) == 5

    assert told == ["charge", "mail", "charge", "mail", "charge"]
