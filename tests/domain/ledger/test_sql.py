"""The database earns to the cent what the rules say, over every kind of line."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from django.db import connection

from fairwell.domain.ledger.recognition import Deferral, recognised_minor
from fairwell.domain.ledger.sql import (
    DeferralColumns,
    Dialect,
    paused_days_sql,
    recognised_sql,
)
from fairwell.domain.money import LARGEST_MINOR
from tests.domain.ledger.lines import day

THROUGH: dict[str, str] = {"sqlite": "%(through)s", "postgresql": "CAST(%(through)s AS date)"}


def many_lines(count: int) -> list[Deferral]:
    """Lines of all lengths and sizes, the same on every run."""
    chance = Random(11)
    lines = [
        Deferral(net_minor=LARGEST_MINOR, starts_on=day(0), ends_on=day(512)),
        Deferral(net_minor=5, starts_on=day(0), ends_on=day(0)),
        Deferral(net_minor=0, starts_on=day(0), ends_on=day(30)),
    ]
    for _ in range(count):
        net = chance.randint(0, chance.choice([9, 12_000, LARGEST_MINOR]))
        start = chance.randint(-60, 60)
        lines.append(
            Deferral(
                net_minor=net,
                starts_on=day(start),
                ends_on=day(start + chance.randint(0, chance.choice([3, 31, 366, 512]))),
                released_minor=chance.choice([0, 0, chance.randint(0, net), net]),
                cut_on=chance.choice([None, None, day(chance.randint(-80, 400))]),
                pauses=chance.choice([(), (), some_pauses(chance, start)]),
            )
        )
    return lines


def some_pauses(chance: Random, start: int) -> tuple[tuple[date, date], ...]:
    """Two pauses, one after the other."""
    first = start + chance.randint(0, 90)
    second = first + chance.randint(0, 90)
    return (
        (day(first), day(first + chance.randint(0, second - first))),
        (day(second), day(second + chance.randint(0, 90))),
    )


def fill(lines: list[Deferral]) -> None:
    """A table with one row for each line, numbered in their order."""
    rows = [
        (n, one.net_minor, one.released_minor, one.starts_on, one.ends_on, one.cut_on)
        for n, one in enumerate(lines)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE earning (n integer, net_minor bigint, taken bigint,"
            " starts_on date, ends_on date, cut_on date)"
        )
        cursor.executemany("INSERT INTO earning VALUES (%s, %s, %s, %s, %s, %s)", rows)
        cursor.execute("CREATE TEMPORARY TABLE stood (n integer, first_on date, back_on date)")
        stood = [(n, *pause) for n, one in enumerate(lines) for pause in one.pauses]
        cursor.executemany("INSERT INTO stood VALUES (%s, %s, %s)", stood)


def earned(through: date) -> list[int]:
    """What the database says of each line."""
    dialect: Dialect = "postgresql" if connection.vendor == "postgresql" else "sqlite"
    columns = DeferralColumns(released_minor="taken", paused_days="COALESCE(days, 0)")
    expression = recognised_sql(dialect, through=THROUGH[dialect], columns=columns)
    days = paused_days_sql(
        dialect, through=THROUGH[dialect], starts_on="first_on", ends_on="back_on"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {expression} FROM earning LEFT JOIN"
            f" (SELECT n AS of, SUM({days}) AS days FROM stood GROUP BY n) p ON p.of = n"
            " ORDER BY n",
            {"through": through},
        )
        return [value for (value,) in cursor.fetchall()]


@pytest.mark.django_db
def test_the_database_and_the_rules_agree_on_every_line_and_day() -> None:
    lines = many_lines(1_500)
    fill(lines)
    for n in (*range(-3, 3), 29, 30, 31, 180, 255, 256, 364, 365, 511, 512, 700):
        found = earned(day(n))
        assert {type(value) for value in found} == {int}
        assert found == [recognised_minor(line, day(n)) for line in lines]


def test_columns_are_named_by_whoever_asks() -> None:
    columns = replace(DeferralColumns(), net_minor="line.net_minor", cut_on="line.cut_on")
    text = recognised_sql("postgresql", through="day.on", columns=columns)
    assert text.startswith("CASE WHEN line.cut_on <= day.on THEN (line.net_minor - released_minor)")
    assert "julianday" not in text
