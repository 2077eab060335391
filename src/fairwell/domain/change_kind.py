"""What a change leads to, and what kind of change that is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from fairwell.domain.price import PriceFacts
from fairwell.domain.term import Term

Kind = Literal["devices", "tier_up", "tier_down", "cycle", "price", "product", "none"]
Tier = Literal["up", "down", "same"]
When = Literal["now", "at_renewal"]

# 4,800 months of the Gregorian calendar are 146,097 days, so both kinds of term compare exactly.
_MONTHS, _DAYS = 146_097, 4_800


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTarget:
    """What is changed to: a price version, how many of it, and what later terms cost.

    `intro_used` counts the price's introductory periods that are used up already; None, the rule
    for who is a customer already, gives no introduction. `renews_at` is the price from the next
    term on where that is another: an announced new version, or the extension's.
    """

    price: PriceFacts
    quantity: int
    intro_used: int | None = None
    renews_at: PriceFacts | None = None

    def minor(self, n: int) -> int:
        """What the target's period `n` costs as priced, in minor units; 0 is the first."""
        price = self.renews_at if n and self.renews_at else self.price
        used = price.intro_periods if self.intro_used is None else self.intro_used + n
        return price.period_minor(periods_used=used) * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCharge:
    """What is billed at once: minor units as priced, tax to come, for [start, end) of service."""

    amount_minor: int
    quantity: int
    service_start: datetime
    service_end: datetime

    def as_dict(self) -> dict[str, Any]:
        """The charge as it is stored and digested."""
        return {
            "minor": self.amount_minor,
            "quantity": self.quantity,
            "start": self.service_start.isoformat(),
            "end": self.service_end.isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledFacts:
    """A change or pause that was agreed and has not come yet; no price for a pause."""

    change_id: int
    kind: str
    effective_at: datetime
    price_id: int | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeKind:
    """The kind, the way the tier goes, devices covered before and after.

    `cheaper`: a day costs less than before, reckoned at the list prices of the whole quantity.
    """

    kind: Kind
    tier: Tier
    covered_before: int
    covered_after: int
    cheaper: bool

    @property
    def less(self) -> bool:
        """Whether tier, devices or price are given up; a longer cycle's lower price is none."""
        fewer = self.covered_after < self.covered_before
        return self.tier == "down" or fewer or (self.cheaper and self.kind != "cycle")

    @property
    def usual(self) -> When:
        """When it takes effect unless the subscriber chooses: more at once, less at renewal.

        Another cycle waits for the renewal too, where it needs no reckoning back.
        """
        return "at_renewal" if self.kind == "cycle" or self.less else "now"


def classify(
    current: PriceFacts, quantity: int, target: PriceFacts, target_quantity: int
) -> ChangeKind:
    """What a change from one price and quantity to another is.

    Another product is "product"; within one, another term is "cycle", a choice of its own that is
    never called up or down, whatever else changes with it: `tier` and the devices say that. Then
    another plan is "tier_up" or "tier_down", another number covered "devices", and the same thing
    at another price "price". Where two plans rank alike the lower price per unit and day is down,
    and of equal prices neither is: it counts as up, because nothing is given up.
    """
    covered = current.devices * quantity, target.devices * target_quantity
    tier = _tier(current, target)
    kind: Kind
    if current.product_id != target.product_id:
        kind = "product"
    elif Term.parse(current.term) != Term.parse(target.term):
        kind = "cycle"
    elif tier != "same":
        kind = "tier_up" if tier == "up" else "tier_down"
    elif covered[0] != covered[1]:
        kind = "devices"
    else:
        same = (current.price_id, quantity) == (target.price_id, target_quantity)
        kind = "none" if same else "price"
    return ChangeKind(
        kind=kind,
        tier=tier,
        covered_before=covered[0],
        covered_after=covered[1],
        cheaper=_per_day(target, target_quantity, current) < _per_day(current, quantity, target),
    )


def _tier(current: PriceFacts, target: PriceFacts) -> Tier:
    """Tiers of two products are not compared: neither is above the other."""
    if current.plan_id == target.plan_id or current.product_id != target.product_id:
        return "same"
    if current.tier_rank != target.tier_rank:
        return "up" if target.tier_rank > current.tier_rank else "down"
    return "down" if _per_day(target, 1, current) < _per_day(current, 1, target) else "up"


def _per_day(price: PriceFacts, quantity: int, other: PriceFacts) -> int:
    """The price per day times both terms' lengths: a whole number, to compare with the other's."""
    return price.amount_minor * quantity * _length(other)


def _length(price: PriceFacts) -> int:
    term = Term.parse(price.term)
    return term.months * _MONTHS + term.days * _DAYS
