"""Export-shaped lists of any size, and on them those who will leave and those who look at pages."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Final

from demo_data.catalogue import Price, prices
from demo_data.contracts import NOW, Contract, bill, contract
from demo_data.crowd import CUSTOMERS, SUBSCRIPTIONS, crowd
from demo_data.people import Person
from demo_data.stripe_files import write_files

HELD: Final = (1, 10, 50)
"""How many subscriptions each of those has whose pages are measured."""

_FIRST: Final = {"crowd": 10_000_000, "leavers": 20_000_000, "holders": 30_000_000}
_PLACES: Final = (("US", "CA", "en-US", "USD"), ("DE", "", "de-DE", "EUR"))


@dataclass(frozen=True, slots=True)
class Lists:
    """Three directories of CSV files."""

    home: Path

    @property
    def crowd(self) -> Path:
        """The list whose import is measured: subscriptions in every state, as in the demo."""
        return self.home / "crowd"

    @property
    def leavers(self) -> Path:
        """Annual subscriptions that are refunded when cancelled: one payment each."""
        return self.home / "leavers"

    @property
    def holders(self) -> Path:
        """A few people with the numbers of subscriptions that HELD says."""
        return self.home / "holders"


def write_lists(home: Path, *, subscriptions: int, leavers: int, seed: int) -> Lists:
    """Write the three lists below `home`; the same arguments give the same files."""
    made = Lists(home)
    dice = Random(seed)
    listed = prices()
    by_key = {(each.plan, each.devices, each.months, each.currency): each for each in listed}
    contracts: list[Contract] = []
    while len(contracts) < subscriptions:
        batch = crowd(
            dice,
            by_key,
            first=_FIRST["crowd"] + len(contracts),
            people=CUSTOMERS,
            contracts=SUBSCRIPTIONS,
        )
        contracts += _renamed(batch, len(contracts))
    write_files(made.crowd, listed, contracts[:subscriptions], dice)
    write_files(made.leavers, listed, [_leaver(no, by_key) for no in range(leavers)], dice)
    write_files(made.holders, listed, _holders(by_key), dice)
    return made


def _renamed(batch: list[Contract], no: int) -> list[Contract]:
    """The crowd's names run out after some hundreds: each batch has addresses of its own."""
    for made in batch:
        made.person = replace(made.person, email=f"b{no}.{made.person.email}")
    return batch


def _leaver(no: int, by_key: dict[tuple[str, int, int, str], Price]) -> Contract:
    number = _FIRST["leavers"] + no
    return _annual(number, _person(number, f"leaver{no}", no), by_key, no)


def _holders(by_key: dict[tuple[str, int, int, str], Price]) -> list[Contract]:
    made = []
    for count in HELD:
        number = _FIRST["holders"] + count * 1_000
        owner = _person(number, f"holder{count}", 0)
        made += [_annual(number + no, owner, by_key, no) for no in range(count)]
    return made


def _person(number: int, name: str, no: int) -> Person:
    country, state, language, _ = _PLACES[no % len(_PLACES)]
    return Person(
        id=f"cus_Qf{number}",
        name=name.title(),
        email=f"{name}@mail.example",
        country=country,
        state=state,
        language=language,
        created=NOW - timedelta(days=400),
    )


def _annual(
    number: int, owner: Person, by_key: dict[tuple[str, int, int, str], Price], no: int
) -> Contract:
    """A year that was charged 20 to 49 days ago: late to withdraw, in time for a refund."""
    currency = next(place[3] for place in _PLACES if place[0] == owner.country)
    made = contract(
        number,
        owner,
        by_key["Plus", 5, 12, currency],
        "active",
        NOW - timedelta(days=20 + no % 30),
    )
    bill(made)
    return made
