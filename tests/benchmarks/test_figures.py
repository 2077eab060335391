"""Percentiles, rates, ratios and tables are right; how long anything takes is never asked here."""

from argparse import ArgumentParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.figures import Column, Spread, Table, percentile, rate, ratio, written
from benchmarks.sizes import MEANINGS, Sizes, add_flags, sizes_of

seconds = st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=60)
shares = st.integers(1, 1000).map(lambda thousandths: thousandths / 1000)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        (range(1, 101), 0.5, 50),
        (range(1, 101), 0.99, 99),
        (range(1, 301), 0.99, 297),
        (range(1, 101), 1, 100),
        ([5, 1, 3], 0.5, 3),
        ([5, 1, 3], 0.99, 5),
        ([4, 2], 0.5, 2),
        ([7], 0.01, 7),
    ],
)
def test_a_percentile_is_the_nearest_rank(values: list[int], share: float, expected: int) -> None:
    assert percentile(list(values), share) == expected


@given(values=seconds, share=shares)
def test_a_percentile_is_the_least_value_that_enough_do_not_pass(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert found in values
    needed = share * len(values) - 1e-9
    assert sum(value <= found for value in values) >= needed
    assert sum(value < found for value in values) < needed + 2e-9


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0), ([1.0], 1.01)])
def test_a_percentile_of_nothing_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match=r"percentile|share"):
        percentile(values, share)


def test_a_ratio_says_how_many_times_the_floor() -> None:
    assert ratio(6.0, 1.5) == 4
    assert ratio(1.0, 2.0) == 0.5


@pytest.mark.parametrize("floor", [0, -1.0])
def test_a_floor_of_nothing_is_refused(floor: float) -> None:
    with pytest.raises(ValueError, match="A floor is above 0"):
        ratio(1.0, floor)


def test_a_rate_is_how_many_each_second() -> None:
    assert rate(300, 1.5) == 200
    with pytest.raises(ValueError, match="no rate"):
        rate(300, 0)


def test_a_spread_adds_up() -> None:
    spread = Spread.of([0.004, 0.001, 0.003, 0.002])
    assert (spread.count, spread.p50, spread.p99, spread.most) == (4, 0.002, 0.004, 0.004)
    assert spread.total == pytest.approx(0.01)
    assert spread.cells() == pytest.approx((2, 4, 4))


TABLE = Table(
    "Leaving",
    (Column("deed"), Column("ms", "ms"), Column("of it", "share"), Column("floor", "times")),
    (("cancel", 12.345, 0.25, 3.21), ("bare", 4_000, None, None)),
    ("One note.",),
)


def test_a_table_lines_its_columns_up() -> None:
    assert TABLE.text().splitlines() == [
        "",
        "Leaving",
        "deed       ms  of it  floor",
        "------  -----  -----  -----",
        "cancel  12.35   25 %  3.21×",
        "bare    4,000      –      –",
        "  One note.",
    ]


def test_a_table_for_machines_holds_plain_numbers() -> None:
    kept = TABLE.as_dict("SQLite")
    assert kept["database"] == "SQLite"
    assert kept["columns"][1] == {"title": "ms", "kind": "ms"}
    assert kept["rows"] == [["cancel", 12.345, 0.25, 3.21], ["bare", 4_000, None, None]]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="has not 1 cells"):
        Table("Leaving", (Column("deed"),), (("cancel", 1),))


def test_numbers_are_written_for_people() -> None:
    assert written(0.128, "ms") == "0.13"
    assert written(1_234.5, "ms") == "1,234"
    assert written(33.71, "times") == "33.7×"
    assert written(93_756.2, "rate") == "93,756"


def test_sizes_come_back_from_their_flags() -> None:
    sizes = Sizes(subscriptions=7, cancels=2, warm_up=1, threads=3, repeats=4, seed=5)
    parser = ArgumentParser()
    add_flags(parser)
    assert sizes_of(parser.parse_args(sizes.flags())) == sizes
    assert sizes_of(parser.parse_args([])) == Sizes()
    assert set(MEANINGS) == {name for name, _ in sizes.numbers()}
    assert sizes.leavers == 3


@pytest.mark.parametrize("wrong", ["0", "-3", "many", "1.5"])
def test_a_size_that_is_none_is_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    parser = ArgumentParser()
    add_flags(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["--cancels", wrong])
    assert f"{wrong!r} is no whole number of at least 1." in capsys.readouterr().err
