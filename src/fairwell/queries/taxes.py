"""Where the vendor collects tax and at which rates: what an invoice's taxes are decided on."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple, cast

from fairwell.domain.price import TaxBehaviour
from fairwell.domain.tax import (
    BuyerTax,
    RateTable,
    Registration,
    SellerTax,
    TaxLine,
    TaxTreatment,
    decide_tax,
    parse_rates,
    shipped_rates,
    tax_amounts,
)
from fairwell.domain.tax.decide import Scheme
from fairwell.domain.term import local_date
from fairwell.models import SellerCard, TaxRates, TaxRegistration, Vendor

# Country, subdivision, whether a consumer, and whether a VAT number was found valid.
type BuyerKey = tuple[str, str, bool, bool]


class TaxRow(NamedTuple):
    """One tax of an invoice as it is stored."""

    name: str
    jurisdiction: str
    rate_ppm: int
    category: str
    taxable_minor: int
    tax_minor: int


class Taxed(NamedTuple):
    """One amount with its taxes, minor units; `note` is the key of what the invoice must say."""

    net_minor: int
    tax_minor: int
    gross_minor: int
    note: str
    taxes: tuple[TaxRow, ...]


@dataclass(slots=True)
class TaxTable:
    """The vendor's registrations and rates on one day; treatments are decided once per buyer."""

    seller: SellerTax
    rates: RateTable
    on: date
    seller_card_id: int | None
    _decided: dict[tuple[BuyerKey, str], TaxTreatment] = field(default_factory=dict)
    _taxed: dict[tuple[int, str, BuyerKey, str, str], Taxed] = field(default_factory=dict)

    def treatment(self, buyer: BuyerKey, category: str) -> TaxTreatment:
        """How a sale to such a buyer is taxed; MissingRateError where no rate is known."""
        key = (buyer, category)
        found = self._decided.get(key)
        if found is None:
            country, subdivision, consumer, valid = buyer
            found = decide_tax(
                self.seller,
                BuyerTax(country, subdivision, consumer, vat_number_valid=valid),
                category=category,
                on=self.on,
                table=self.rates,
            )
            self._decided[key] = found
        return found

    def tax(
        self, amount_minor: int, behaviour: str, buyer: BuyerKey, category: str, currency: str
    ) -> Taxed:
        """Tax one amount, which is with or without tax as its price's `behaviour` says."""
        key = (amount_minor, behaviour, buyer, category, currency)
        found = self._taxed.get(key)
        if found is None:  # many subscribers pay the same price in the same place
            found = self._taxed[key] = self._tax(*key)
        return found

    def _tax(
        self, amount_minor: int, behaviour: str, buyer: BuyerKey, category: str, currency: str
    ) -> Taxed:
        treatment = self.treatment(buyer, category)
        if not treatment.components:
            return Taxed(amount_minor, 0, amount_minor, treatment.note, ())
        line = TaxLine(amount_minor, cast("TaxBehaviour", behaviour))
        done = tax_amounts((line,), treatment, currency)
        rows = tuple(
            TaxRow(
                total.component.name,
                total.component.jurisdiction,
                total.component.rate_ppm,
                total.component.category,
                total.taxable_minor,
                total.tax_minor,
            )
            for total in done.taxes
        )
        return Taxed(done.net_minor, done.tax_minor, done.gross_minor, treatment.note, rows)


def tax_table(vendor: Vendor, *, at: datetime) -> TaxTable:
    """Registrations, rates and the seller's card as they stand; three queries."""
    registrations = tuple(
        Registration(
            country=row.country,
            subdivision=row.subdivision,
            scheme=cast("Scheme", row.scheme),
            number=row.number,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in TaxRegistration.objects.order_by("pk")
    )
    own = tuple(TaxRates.objects.order_by("published_at", "pk").values_list("name", "text"))
    card = SellerCard.objects.order_by("-pk").values_list("pk", flat=True).first()
    return TaxTable(
        SellerTax(vendor.country, registrations), _rates(own), local_date(at, vendor.zone), card
    )


@lru_cache(maxsize=8)
def _rates(own: tuple[tuple[str, str], ...]) -> RateTable:
    """The shipped rates, overridden by the vendor's own files, the latest last."""
    table = shipped_rates()
    for name, text in own:
        table = table.overridden_by(parse_rates(text, name))
    return table
