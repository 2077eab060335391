"""What one version of a price asks for: term, amount, trial, introduction and contract length."""

from dataclasses import dataclass
from typing import Literal

TaxBehaviour = Literal["inclusive", "exclusive", "unspecified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFacts:
    """One price version; amounts in minor units, lengths as ISO 8601 periods, "" where none.

    `term` is the billing period. `intro_minor` is charged for the first `intro_periods` periods.
    `first_term` is the least length of the contract; after it the contract goes on without end
    and may be ended with `notice`, at `extension_price_id`'s price and term where one is named.
    A `trial` with `trial_needs_card` turns into a paid term by itself; without, it ends by itself.
    """

    price_id: int
    external_id: str
    product_id: int
    plan_id: int
    tier: str
    tier_rank: int
    term: str
    devices: int
    currency: str
    amount_minor: int
    tax_behaviour: TaxBehaviour = "unspecified"
    tax_category: str = "software"
    trial: str = ""
    trial_needs_card: bool = True
    intro_minor: int | None = None
    intro_periods: int = 0
    first_term: str = ""
    notice: str = ""
    extension_price_id: int | None = None
    active: bool = True

    def period_minor(self, *, periods_used: int = 0) -> int:
        """What one unit costs for the period after `periods_used` paid ones, in minor units."""
        introduced = self.intro_minor is not None and periods_used < self.intro_periods
        return (
            self.intro_minor if introduced and self.intro_minor is not None else self.amount_minor
        )
