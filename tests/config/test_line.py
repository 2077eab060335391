"""Writers of a database file are served in turn, whichever process they belong to."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fairwell.config.sqlite3.line import FileLine


def test_a_short_deed_waits_for_one_long_one_at_most(tmp_path: Path) -> None:
    database = str(tmp_path / "db")
    stop, began = threading.Event(), threading.Event()
    turns = 0

    def run_on() -> None:
        nonlocal turns
        line = FileLine(database)
        while not stop.is_set():
            line.enter()
            turns += 1
            began.set()
            stop.wait(0.02)
            line.leave()  # and comes back at once
        line.close()

    busy = threading.Thread(target=run_on)
    busy.start()
    began.wait()
    line, waited = FileLine(database), []
    for _ in range(10):
        before = turns
        line.enter()
        waited.append(turns - before)
        line.leave()
    stop.set()
    busy.join()
    line.close()

    # Once the turn may be taken just before it asks.
    assert max(waited) <= 2


def test_what_a_killed_process_held_is_free(tmp_path: Path) -> None:
    database = str(tmp_path / "db")
    program = (
        "import sys, time\n"
        "from fairwell.config.sqlite3.line import FileLine\n"
        "line = FileLine(sys.argv[1])\n"
        "line.enter()\n"
        "print('in', flush=True)\n"
        "time.sleep(600)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, database], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "in\n"
    line = FileLine(database)
    entered = threading.Event()

    def enter() -> None:
        line.enter()
        entered.set()

    waiting = threading.Thread(target=enter)
    waiting.start()
    assert not entered.wait(0.2)

    child.kill()
    child.wait()
    child.stdout.close()

    waiting.join(10)
    assert entered.is_set()
    line.close()


def test_a_database_nobody_may_write_beside_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="db-turn"):
        FileLine(str(tmp_path / "missing" / "db"))
