"""The lists that are measured have the size that was asked for, and are the same each time."""

import csv
from pathlib import Path

from benchmarks.importing import parse_all
from benchmarks.lists import HELD, write_lists


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_list_has_its_size(tmp_path: Path) -> None:
    made = write_lists(tmp_path, subscriptions=450, leavers=6, seed=1)
    assert len(rows(made.crowd / "subscriptions.csv")) == 450
    assert len(rows(made.leavers / "subscriptions.csv")) == 6
    held = [row["Customer Email"] for row in rows(made.holders / "subscriptions.csv")]
    assert [held.count(f"holder{count}@mail.example") for count in HELD] == list(HELD)


def test_people_of_a_large_list_have_addresses_of_their_own(tmp_path: Path) -> None:
    made = write_lists(tmp_path, subscriptions=450, leavers=1, seed=1)
    people = rows(made.crowd / "unified_customers.csv")
    assert len({person["Email"] for person in people}) == len(people) > 400
    assert len({person["id"] for person in people}) == len(people)


def test_who_leaves_paid_once_and_not_long_ago(tmp_path: Path) -> None:
    made = write_lists(tmp_path, subscriptions=1, leavers=6, seed=1)
    payments = rows(made.leavers / "unified_payments.csv")
    assert len(payments) == 6
    assert {payment["Status"] for payment in payments} == {"Paid"}
    assert {payment["Currency"] for payment in payments} == {"usd", "eur"}


def test_the_same_seed_gives_the_same_list(tmp_path: Path) -> None:
    first, again, other = (
        write_lists(tmp_path / name, subscriptions=30, leavers=2, seed=seed)
        for name, seed in (("first", 1), ("again", 1), ("other", 2))
    )
    for path in sorted(first.crowd.iterdir()):
        assert path.read_bytes() == (again.crowd / path.name).read_bytes()
    name = "subscriptions.csv"
    assert (first.crowd / name).read_bytes() != (other.crowd / name).read_bytes()


def test_every_line_of_every_file_is_parsed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('id,name\n1,"two\nlines"\n2,x\n')
    (tmp_path / "b.csv").write_text("id\n")
    assert parse_all(tmp_path) == 2
