"""What a vendor sells, as its file says it: products, plans with their features, and prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fairwell.domain.price import TaxBehaviour


class CatalogueError(ValueError):
    """A catalogue that cannot be taken; `problems` are all of them, a sentence each."""

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        self.name, self.problems = name, tuple(problems)
        super().__init__("\n".join(f"{name}: {problem}" for problem in problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRecord:
    """A feature in the words of each language; `scopes` say how far it goes, where need be."""

    key: str
    labels: Mapping[str, str]
    scopes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRecord:
    """One version of a price, as `domain.price.PriceFacts` has it; `follows` is the one before."""

    external_id: str
    term: str
    devices: int
    currency: str
    amount_minor: int
    tax_behaviour: TaxBehaviour
    trial: str = ""
    trial_needs_card: bool = True
    intro_minor: int | None = None
    intro_periods: int = 0
    first_term: str = ""
    notice: str = ""
    extension: str = ""
    follows: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """A tier; `features` are keys of its product's features, in the order shown."""

    tier: str
    rank: int
    features: tuple[str, ...]
    prices: tuple[PriceRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRecord:
    """A line of software with its tiers, the least first."""

    external_id: str
    name: str
    tax_category: str
    features: tuple[FeatureRecord, ...]
    plans: tuple[PlanRecord, ...]


# What a price says for good; whatever else it says (active) may change.
FIXED = (
    "term", "devices", "currency", "amount_minor", "tax_behaviour", "trial", "trial_needs_card",
    "intro_minor", "intro_periods", "first_term", "notice", "extension",
)  # fmt: skip


def stored_features(product: ProductRecord, plan: PlanRecord) -> dict[str, dict[str, object]]:
    """A plan's features as they are kept: by key, each with its place and its words."""
    known = {feature.key: feature for feature in product.features}
    order = [feature.key for feature in product.features]
    return {
        key: {
            "no": order.index(key),
            "labels": dict(known[key].labels),
            "scopes": dict(known[key].scopes),
        }
        for key in plan.features
    }
