"""`fairwell check-books`: what it prints for people and for machines, and its exit status."""

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from fairwell.models import OutboxEntry, Payment
from fairwell.queries.books import CHECKS
from tests import deeds
from tests.cast import NOW, Cast


@pytest.fixture
def books(cast: Cast) -> Cast:
    """Anna cancelled, and her letter and refund are not due any more."""
    deeds.leave(cast.subscriber("anna"))
    OutboxEntry.objects.update(done_at=NOW)
    return cast


def run(*options: str) -> tuple[int, str]:
    """Exit status and output."""
    out = StringIO()
    try:
        call_command("check_books", *options, stdout=out)
    except CommandError as failed:
        return failed.returncode, f"{out.getvalue()}{failed}"
    return 0, out.getvalue()


def spoil() -> str:
    Payment.objects.update(captured_minor=9_000)
    return Payment.objects.get().gateway_ref


def test_clean_books_end_with_zero_and_a_line_for_each_check(books: Cast) -> None:
    status, said = run()

    assert status == 0
    *lines, last = said.splitlines()
    assert [line[:4] for line in lines] == ["ok  "] * len(CHECKS)
    (ledger,) = [line for line in lines if line.startswith("ok   1 ledger ")]
    assert re.search(
        r" 1 examined +0 violations +\d+\.\d s +Each captured payment is in the ledger once", ledger
    )
    assert re.fullmatch(rf"{len(CHECKS)} checks, \d+ rows examined in \d+\.\d s\.", last)


def test_broken_books_end_with_one_and_name_the_row(books: Cast) -> None:
    ref = spoil()

    status, said = run()

    assert status == 1
    lines = said.splitlines()
    (at,) = [n for n, line in enumerate(lines) if line.startswith("FAIL 1 ledger")]
    assert lines[at + 1] == f"       {ref}: captured 9000, booked 7999"
    assert lines[-1] == "The books are broken: 3 violations."


def test_for_machines_it_is_one_json_object(books: Cast) -> None:
    ref = spoil()

    status, said = run("--json")

    told: dict[str, Any] = json.loads(said[: said.rindex("}") + 1])
    assert status == 1
    assert [check["name"] for check in told["checks"]] == [check.name for check in CHECKS]
    ledger = next(check for check in told["checks"] if check["name"] == "1 ledger")
    assert told["seconds"] >= ledger.pop("seconds") >= 0
    assert ledger == {
        "name": "1 ledger",
        "holds": "Each captured payment is in the ledger once, with its amount.",
        "examined": 1,
        "violations": 1,
        "first": [[ref, "captured 9000, booked 7999"]],
    }


def test_clean_books_are_json_too(books: Cast) -> None:
    status, said = run("--json")

    assert status == 0
    assert {check["violations"] for check in json.loads(said)["checks"]} == {0}
