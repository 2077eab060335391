"""What Quillfort Security sells: three products, their tiers, and a price for every market."""

from dataclasses import dataclass
from typing import Final

from fairwell.domain.money import half_up


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the export shows it."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Price:
    """A recurring price, minor units."""

    id: str
    product: Product
    plan: str
    devices: int
    months: int
    currency: str
    minor: int

    @property
    def nickname(self) -> str:
        """What a person picks it by."""
        term = "yearly" if self.months == 12 else "monthly"
        return f"{self.plan}, {self.devices} device{'s' if self.devices > 1 else ''}, {term}"


SHIELD: Final = Product(
    "prod_QfShield", "Quillfort Shield", "Protection against malware, phishing and ransomware."
)
TUNNEL: Final = Product("prod_QfTunnel", "Quillfort Tunnel", "A private connection on any network.")
RESCUE: Final = Product(
    "prod_QfRescue", "Quillfort Rescue", "A disk that starts a computer which no longer does."
)
PRODUCTS: Final = (SHIELD, TUNNEL, RESCUE)

# US dollar cents for a year, by tier and number of devices.
_YEARLY: Final = {
    (SHIELD, "Essential"): {1: 2999, 3: 3999, 5: 4999, 10: 6999},
    (SHIELD, "Plus"): {1: 3999, 3: 5499, 5: 6999, 10: 8999},
    (SHIELD, "Complete"): {1: 5999, 3: 7999, 5: 9999, 10: 12999},
    (TUNNEL, "Tunnel"): {5: 4799},
    (RESCUE, "Rescue"): {1: 1999},
}
# A market's price for 100 US cents, and the ending that its shops like, both in minor units.
_MARKETS: Final = {
    "USD": (100, 100, 99),
    "EUR": (100, 100, 99),
    "GBP": (85, 100, 99),
    "CHF": (95, 100, 90),
    "JPY": (150, 100, 80),
    "KWD": (310, 1000, 900),
}
CURRENCY_OF: Final = {
    "DE": "EUR",
    "FR": "EUR",
    "ES": "EUR",
    "AT": "EUR",
    "NL": "EUR",
    "IE": "EUR",
    "GB": "GBP",
    "CH": "CHF",
    "JP": "JPY",
    "KW": "KWD",
}
"""By country; everyone else pays in US dollars."""


def prices() -> list[Price]:
    """Every price on the list, in a stable order."""
    found = []
    for (product, plan), by_devices in _YEARLY.items():
        for devices, cents in by_devices.items():
            for currency in _MARKETS:
                for months in (12, 1) if product is not RESCUE else (12,):
                    share = cents if months == 12 else half_up(cents, 10)
                    term = "y" if months == 12 else "m"
                    found.append(
                        Price(
                            id=f"price_Qf{plan}{devices}{currency}{term}",
                            product=product,
                            plan=plan,
                            devices=devices,
                            months=months,
                            currency=currency,
                            minor=_in_market(share, currency),
                        )
                    )
    return found


def _in_market(cents: int, currency: str) -> int:
    """Convert and round to the market's usual ending, at least one such step."""
    rate, step, ending = _MARKETS[currency]
    converted = half_up(cents * rate, 100)
    steps = max(0, half_up(converted - ending, step))
    return steps * step + ending
