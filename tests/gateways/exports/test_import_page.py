"""The page on imports names every column we read and every status we know."""

from pathlib import Path

import pytest

from fairwell.gateways.exports.own_csv.read import COLUMNS as OWN
from fairwell.gateways.exports.stripe_csv.read import COLUMNS as STRIPE
from fairwell.gateways.exports.stripe_csv.subscriptions import STATUSES
from fairwell.gateways.exports.table import Column

PAGE = (Path(__file__).parents[3] / "docs" / "import.md").read_text(encoding="utf-8")
EVERY = [column for columns in (*STRIPE.values(), *OWN.values()) for column in columns]


@pytest.mark.parametrize("column", EVERY, ids=lambda column: column.titles[0])
def test_every_column_and_spelling_is_on_the_page(column: Column):
    missing = [title for title in column.titles if title not in PAGE]
    assert missing == []


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_in_the_table(status: str):
    axes = STATUSES[status]
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| {status} |"))
    assert all(word in row for word in axes)
