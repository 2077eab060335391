"""Decides which taxes a sale of an electronic service bears, from where both sides are."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from fairwell.domain.policy.regions import EU_MEMBERS
from fairwell.domain.tax.rates_table import (
    CONFIDENCES,
    MissingRateError,
    RateTable,
    TaxRate,
    VatCode,
)
from fairwell.domain.tax.treatment import Note, Rule, TaxComponent, TaxTreatment

Scheme = Literal["domestic", "oss", "foreign"]

# Directive 2006/112/EC, art. 7: Monaco counts as France. The Isle of Man shares the UK's VAT.
_COUNTS_AS: Final = {"MC": "FR", "IM": "GB"}
# Here what is sold abroad is taxed at nothing; elsewhere it lies outside the tax altogether.
_ZERO_RATES_EXPORTS: Final = frozenset({"AU", "CA", "JP", "NO", "NZ"})
_EXPORTED: Final[tuple[VatCode, Note]] = ("G", "export")
_OUTSIDE: Final[tuple[VatCode, Note]] = ("O", "outside_scope")


@dataclass(frozen=True, slots=True)
class Registration:
    """Where a vendor is registered, from `valid_from` to `valid_until`, both days included.

    `domestic`: as one established there; `foreign`: as a seller from abroad; `oss`: the EU's
    one-stop shop, whichever member state it was joined in. A tax with an authority of its own, such
    as a US state's, needs a registration that names the `subdivision` (US-NY).
    """

    country: str
    subdivision: str = ""
    scheme: Scheme = "domestic"
    number: str = ""
    valid_from: date = date.min
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the vendor is registered on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class SellerTax:
    """The vendor: country of establishment (ISO 3166-1) and all registrations."""

    country: str
    registrations: tuple[Registration, ...] = ()


@dataclass(frozen=True, slots=True)
class BuyerTax:
    """The buyer; `vat_number_valid` only if a register has said so of a number of that country.

    The number itself decides nothing and so is no part of the comparison.
    """

    country: str
    subdivision: str = ""
    consumer: bool = True
    vat_number: str = field(default="", compare=False)
    vat_number_valid: bool = False


def decide_tax(
    seller: SellerTax, buyer: BuyerTax, *, category: str, on: date, table: RateTable
) -> TaxTreatment:
    """The taxes of a sale of `category` on the day of supply; cached, so cheap to ask again.

    Services supplied electronically are taxed where the buyer is (Directive 2006/112/EC, art. 44
    and 58). The reverse charge is for businesses in another EU member state whose number was
    checked; a buyer whose number was not is taxed as a consumer. Elsewhere a registration decides:
    where there is one its tax is charged, to businesses too, and where there is none nothing is.
    MissingRateError where a tax is due and the table has no rate.
    """
    return _decided(seller, buyer, category, on, table)


@lru_cache(maxsize=16_384)
def _decided(
    seller: SellerTax, buyer: BuyerTax, category: str, on: date, table: RateTable
) -> TaxTreatment:
    held = tuple(each for each in seller.registrations if each.holds_on(on))
    if not held:
        return TaxTreatment((), "not_registered", "not_registered")
    country = _COUNTS_AS.get(buyer.country, buyer.country)
    if _is_reverse_charge(seller, held, buyer, country):
        return _untaxed(country, "AE", "eu_reverse_charge", "reverse_charge")
    rates = _Rates(table, category, on)
    local = _local(held, country, buyer.subdivision, rates)
    if local:
        return _taxed(local, "local")
    if country in EU_MEMBERS:
        if any(each.scheme == "oss" for each in held):
            return _taxed(rates.of_country(country, buyer.subdivision), "eu_destination")
        own = _local(held, seller.country, "", rates) if seller.country in EU_MEMBERS else None
        if own:
            return _taxed(own, "eu_small_seller")
    exported = seller.country != country and seller.country in _ZERO_RATES_EXPORTS
    code, note = _EXPORTED if exported else _OUTSIDE
    return _untaxed(country, code, "outside_registrations", note)


def _is_reverse_charge(
    seller: SellerTax, held: tuple[Registration, ...], buyer: BuyerTax, country: str
) -> bool:
    if buyer.consumer or not buyer.vat_number_valid or country not in EU_MEMBERS:
        return False
    established = country == seller.country or any(
        each.country == country and each.scheme == "domestic" for each in held
    )
    return not established and any(each.country in EU_MEMBERS for each in held)


@dataclass(frozen=True, slots=True)
class _Rates:
    """The rates of one category of goods on one day."""

    table: RateTable
    category: str
    on: date

    def of_country(self, country: str, subdivision: str) -> tuple[TaxRate, ...]:
        """The country's own tax, as it is in that part of it."""
        parts = self._at(country, subdivision) if subdivision else ()
        instead = tuple(rate for rate in parts if rate.registration == "country")
        return instead or self._at(country, "") or self._missing(country)

    def on_top(self, country: str, subdivision: str) -> tuple[TaxRate, ...]:
        """The tax that the subdivision's own authority takes."""
        parts = self._at(country, subdivision)
        own = tuple(rate for rate in parts if rate.registration == "subdivision")
        return own or self._missing(subdivision)

    def _at(self, country: str, subdivision: str) -> tuple[TaxRate, ...]:
        return self.table.at(country, subdivision, self.category, self.on)

    def _missing(self, place: str) -> tuple[TaxRate, ...]:
        raise MissingRateError(
            f'There is no tax rate for "{self.category}" in {place} on {self.on}. Write it in a'
            " rates file: nothing can be billed there until its tax is known."
        )


def _local(
    held: tuple[Registration, ...], country: str, subdivision: str, rates: _Rates
) -> tuple[TaxRate, ...]:
    """What registrations in the place itself oblige to charge; nothing where there is none."""
    here = [each for each in held if each.country == country and each.scheme != "oss"]
    nationwide = any(not each.subdivision for each in here)
    regional = bool(subdivision) and any(each.subdivision == subdivision for each in here)
    found: tuple[TaxRate, ...] = ()
    if nationwide and not rates.table.taxes_by_region_only(country):
        found = rates.of_country(country, subdivision)
    return (*found, *rates.on_top(country, subdivision)) if regional else found


def _taxed(rates: tuple[TaxRate, ...], rule: Rule) -> TaxTreatment:
    components = tuple(
        TaxComponent(rate.name, rate.jurisdiction, rate.rate_ppm, rate.code) for rate in rates
    )
    codes = {rate.code for rate in rates}
    note: Note = ""
    if "S" not in codes:
        note = "outside_scope" if "O" in codes else "exempt" if "E" in codes else ""
    confidence = max((rate.confidence for rate in rates), key=CONFIDENCES.index)
    return TaxTreatment(components, rule, note, confidence)


def _untaxed(country: str, code: VatCode, rule: Rule, note: Note) -> TaxTreatment:
    return TaxTreatment((TaxComponent("", country, 0, code),), rule, note)
