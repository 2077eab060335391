"""The whole course runs, small, on each database, and its ratios are those of its figures."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from run_tests import DEFAULT_POSTGRES, why_no_postgres

from benchmarks import ROOT

SMALL = (
    *("--subscriptions", "30"),
    *("--cancels", "3"),
    *("--warm-up", "1"),
    *("--threads", "2"),
    *("--repeats", "1"),
    *("--due", "40"),
    *("--beside", "40"),
    *("--rates", "200"),
    *("--months", "1"),
)
TITLES = (
    "import of 30 subscriptions",
    "one cancellation after another, 3 of them",
    "where the time of one cancellation goes, mean of 3",
    "what is sent for one cancellation, mean of 3",
    "2 threads cancel 4 different subscriptions",
    "check-books over",
    "Documents of",
    "pages of the portal, 1 loads of each",
    "billing run, ranges of 1,000",
    "check-books over 40 subscriptions that were just billed",
    "cancellations while a billing run goes on",
    "pages of the portal, 2 loads of each",
)
# By the column of the ratio: the column whose cells it compares, deed above floor.
COMPARED = {"time / floor": "ms", "p50 / floor": "p50 ms", "p99 / floor": "p99 ms"}


def run(*arguments: str, temporary: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *SMALL, *arguments],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(temporary)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def compared(table: dict[str, Any]) -> list[tuple[float, float, float]]:
    """Every (ratio, deed, floor) of a table in which a floor stands right below its deed."""
    titles = [column["title"] for column in table["columns"]]
    found = []
    for column, of in COMPARED.items():
        if column in titles and of in titles and "floor ms" not in titles:
            told, value = titles.index(column), titles.index(of)
            for deed, floor in zip(table["rows"], table["rows"][1:], strict=False):
                if deed[told] is not None:
                    found.append((deed[told], deed[value], floor[value]))
    return found


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_small_run_measures_everything_and_leaves_nothing(database: str, tmp_path: Path) -> None:
    url = os.environ.get("FAIRWELL_TEST_POSTGRES_URL", DEFAULT_POSTGRES)
    if database == "postgres" and (why_not := why_no_postgres(url)):
        pytest.skip(f"no PostgreSQL answers: {why_not}")
    temporary, kept = tmp_path / "tmp", tmp_path / "figures.json"
    temporary.mkdir()
    done = run("--database", database, "--json", str(kept), temporary=temporary)
    assert done.returncode == 0, done.stdout + done.stderr
    for told in ("Machine: ", " cores (", "seed 20,261,121", *TITLES):
        assert told in done.stdout
    figures = json.loads(kept.read_text())
    assert figures["sizes"]["cancels"] == 3
    ratios = [each for table in figures["tables"] for each in compared(table)]
    assert len(ratios) >= 10
    for told, deed, floor in ratios:
        assert told == pytest.approx(deed / floor)
    assert list(temporary.iterdir()) == []


def test_a_database_that_was_asked_for_and_does_not_answer_is_a_failure(tmp_path: Path) -> None:
    nobody = "postgres://nobody@127.0.0.1:1/nothing"
    done = run("--database", "postgres", temporary=tmp_path, FAIRWELL_TEST_POSTGRES_URL=nobody)
    assert done.returncode == 1
    assert "postgres: not measured. No server answered:" in done.stdout
