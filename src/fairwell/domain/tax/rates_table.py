"""Dated tax rates by place and category of goods, with their sources."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

VatCode = Literal["S", "AE", "Z", "E", "O", "G"]
Confidence = Literal["P", "S", "R", "M"]
CONFIDENCES: Final[tuple[Confidence, ...]] = ("P", "S", "R", "M")  # surest first


class RatesError(ValueError):
    """Rates that cannot be used; `problems` lists everything found, each with its place."""

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        self.name = name
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{name}: {problem}" for problem in self.problems))


class MissingRateError(LookupError):
    """A sale must be taxed where the table knows no rate; nothing may be billed until it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """One tax in one place, from `valid_from` to `valid_until`, both days included.

    `rate_ppm`: 19 % is 190,000. `code` is the EN 16931 category, S unless nothing is charged.
    A subdivision's rate registered with the `country` takes the place of the country's own; one
    registered with the `subdivision` comes on top of it, for those who are registered there.
    `confidence`: P primary source seen, S law firm or press, R third-party notes, M unverified.
    """

    country: str
    subdivision: str
    category: str
    name: str
    rate_ppm: int
    code: VatCode
    registration: Literal["country", "subdivision"]
    valid_from: date
    valid_until: date | None
    source: str
    verified_on: date
    confidence: Confidence

    @property
    def jurisdiction(self) -> str:
        """Whose tax it is: an ISO 3166-1 or 3166-2 code, such as DE or US-NY."""
        return self.subdivision or self.country

    def holds_on(self, day: date) -> bool:
        """Whether it is the rate of that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


type _Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True, eq=False)
class RateTable:
    """All known rates. Compared by identity, so that it is a cheap key of caches."""

    rates: tuple[TaxRate, ...]
    _by_place: Mapping[_Place, tuple[TaxRate, ...]] = field(init=False, repr=False)
    _nationwide: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        places: dict[_Place, tuple[TaxRate, ...]] = {}
        for rate in self.rates:
            place = (rate.country, rate.subdivision, rate.category)
            places[place] = (*places.get(place, ()), rate)
        object.__setattr__(self, "_by_place", places)
        everywhere = frozenset(rate.country for rate in self.rates if not rate.subdivision)
        object.__setattr__(self, "_nationwide", everywhere)

    def overridden_by(self, rates: Iterable[TaxRate]) -> "RateTable":
        """This table, where `rates` replace all rates of the same place and category."""
        theirs = tuple(rates)
        places = {(rate.country, rate.subdivision, rate.category) for rate in theirs}
        kept = (
            rate
            for rate in self.rates
            if (rate.country, rate.subdivision, rate.category) not in places
        )
        return RateTable((*kept, *theirs))

    def at(self, country: str, subdivision: str, category: str, on: date) -> tuple[TaxRate, ...]:
        """Rates of exactly that place ("" for the whole country) on that day, as written."""
        known = self._by_place.get((country, subdivision, category), ())
        return tuple(rate for rate in known if rate.holds_on(on))

    def taxes_by_region_only(self, country: str) -> bool:
        """Whether the country is known and has no tax of its own, as the United States."""
        return country not in self._nationwide and any(
            rate.country == country for rate in self.rates
        )
