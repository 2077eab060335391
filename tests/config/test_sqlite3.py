"""SQLite's writers stand in line in memory; readers and the audit hold nobody up."""

import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from fairwell.models import ClockOffset
from fairwell.queries.books.snapshot import snapshot
from tests.threads import at_once


@pytest.fixture(autouse=True)
def sqlite(committed: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the line is SQLite's")


def add_one() -> None:
    """Read, rest, write: lost updates would show."""
    with transaction.atomic():
        row = ClockOffset.objects.get(pk=1)
        time.sleep(0.01)
        row.seconds += 1
        row.save()


def test_eight_writers_lose_nothing() -> None:
    ClockOffset.objects.create(pk=1)
    work: list[Callable[[], object]] = [add_one] * 8

    at_once(work)

    assert ClockOffset.objects.get(pk=1).seconds == 8


def test_a_writer_that_fails_lets_the_next_one_in() -> None:
    ClockOffset.objects.create(pk=1)

    def fail() -> None:
        with transaction.atomic():
            ClockOffset.objects.update(seconds=99)
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError):
        fail()
    at_once([add_one])

    assert ClockOffset.objects.get(pk=1).seconds == 1


def test_an_audit_sees_one_moment_and_waits_for_nobody() -> None:
    ClockOffset.objects.create(pk=1)
    with snapshot():
        before = ClockOffset.objects.get(pk=1).seconds
        at_once([add_one])
        assert ClockOffset.objects.get(pk=1).seconds == before

    assert ClockOffset.objects.get(pk=1).seconds == before + 1
