"""`fairwell bill --workers`: processes that share a run, on one SQLite file."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from benchmarks.bare import BareSqlite
from benchmarks.billing.crowd import crowd

DUE = 2_400


def fairwell(home: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "fairwell.management", *words],
        env={k: v for k, v in os.environ.items() if not k.startswith(("FAIRWELL_", "DJANGO_"))}
        | {"FAIRWELL_DATA_DIR": str(home), "FAIRWELL_BILLING": "on"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_three_processes_share_a_run_and_bill_everybody_once(tmp_path: Path) -> None:
    fairwell(tmp_path, "migrate", "--verbosity", "0")
    database = tmp_path / "fairwell.sqlite3"
    bare = BareSqlite(database)
    crowd(bare, DUE, postgres=False)
    bare.close()

    said = fairwell(tmp_path, "bill", "--workers", "3")

    assert "3 of 3 ranges done." in said
    assert f"{DUE:>10,}  renewed\n" in said
    with sqlite3.connect(database) as books:
        ((count, different, numbers),) = books.execute(
            "SELECT count(*), count(DISTINCT subscription_id), count(DISTINCT number)"
            " FROM fairwell_invoice"
        ).fetchall()
        ((last,),) = books.execute("SELECT next_no FROM fairwell_numberseries").fetchall()
    assert (count, different, numbers, last) == (DUE, DUE, DUE, DUE + 1)
    assert fairwell(tmp_path, "bill", "--workers", "3") == "Nothing is due.\n"
