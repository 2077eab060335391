"""What Django sent is done again as it was: the same writes, one transaction, keys put right."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from benchmarks.bare import BareSqlite
from benchmarks.recorder import (
    Recorder,
    Statement,
    references_of_tables,
    replay,
    replay_elsewhere,
)
from fairwell.models import ClockOffset

READ = Statement('SELECT "id" FROM "fairwell_refund" WHERE "id" = %s', (7,), 0.001)
LOCK = Statement("BEGIN IMMEDIATE", (), 0.001)
REFUND = Statement(
    'INSERT INTO "fairwell_refund" ("reference", "total") VALUES (%s, %s) RETURNING "id"',
    ("RF-1", 7_999),
    0.001,
)
PART = Statement(
    'INSERT INTO "fairwell_part" ("refund_id", "minor") VALUES (%s, %s) RETURNING "id"',
    (1, 7_999),
    0.001,
)
MARK = Statement('UPDATE "fairwell_refund" SET "total" = "total" + 1 WHERE 1 = %s', (1,), 0.001)
DEED = [LOCK, READ, REFUND, PART, MARK]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Two tables: refunds, and parts that refer to them."""
    bare = BareSqlite(tmp_path / "bare.sqlite3")
    bare.run(
        'CREATE TABLE "fairwell_refund" (id INTEGER PRIMARY KEY, reference TEXT, total INT)', ()
    )
    bare.run(
        'CREATE TABLE "fairwell_part" (id INTEGER PRIMARY KEY, '
        "refund_id INT REFERENCES fairwell_refund (id), minor INT)",
        (),
    )
    bare.close()
    return tmp_path / "bare.sqlite3"


class Listening(BareSqlite):
    """Keeps what is asked of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.heard: list[str] = []

    def begin(self) -> None:
        self.heard.append("begin")
        super().begin()

    def commit(self) -> None:
        self.heard.append("commit")
        super().commit()

    def run(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        self.heard.append(sql.split(maxsplit=1)[0])
        return super().run(sql, parameters)


def test_statements_are_told_by_verb_and_noun() -> None:
    assert [each.name for each in DEED] == [
        "BEGIN",
        "SELECT refund",
        "INSERT refund",
        "INSERT part",
        "UPDATE refund",
    ]
    assert [each.writes for each in DEED] == [False, False, True, True, True]
    assert [each.asks for each in DEED] == [False, True, True, True, True]


@pytest.mark.django_db
def test_the_recorder_keeps_what_django_sends() -> None:
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        ClockOffset.objects.filter(pk=41).update(seconds=60)
        assert not ClockOffset.objects.filter(pk=42).exists()
    update, select = recorder.take()
    assert (update.name, update.parameters) == ("UPDATE clockoffset", (60, 41))
    assert (select.name, select.parameters[-1]) == ("SELECT clockoffset", 42)
    assert update.seconds > 0
    assert recorder.take() == []


def test_only_writes_are_done_again_and_in_one_transaction(database: Path) -> None:
    bare = Listening(database)
    keys = replay(bare, DEED)
    assert bare.heard == ["begin", "INSERT", "INSERT", "UPDATE", "commit"]
    assert keys == (("fairwell_refund", 1), ("fairwell_part", 1))
    assert bare.run("SELECT refund_id, minor FROM fairwell_part", ()) == [(1, 7_999)]
    assert bare.run("SELECT total FROM fairwell_refund", ()) == [(8_000,)]
    bare.close()


def test_rows_that_get_other_keys_still_refer_to_each_other(database: Path) -> None:
    bare = BareSqlite(database)
    bare.run("INSERT INTO fairwell_refund (id, reference, total) VALUES (%s, 'RF-0', 1)", (40,))
    once = (("fairwell_refund", 1), ("fairwell_part", 1))
    references = {("fairwell_part", "refund_id"): "fairwell_refund"}
    replay_elsewhere(bare, DEED, once, references)
    assert bare.run("SELECT refund_id FROM fairwell_part", ()) == [(41,)]
    bare.close()


def test_the_tables_tell_which_columns_refer_to_which() -> None:
    references = references_of_tables()
    assert references["fairwell_refundallocation", "payment_id"] == "fairwell_payment"
    assert references["fairwell_refundquote", "user_id"] == "fairwell_user"
    assert ("fairwell_outboxentry", "subject_id") not in references
