"""All plans on sale side by side: their prices in one currency, and which features each gives."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fairwell.domain.price import PriceFacts
from fairwell.domain.tax import MissingRateError
from fairwell.models import Customer, Plan, Price, Product, Subscription, Vendor
from fairwell.queries import wording
from fairwell.queries.feature_words import said_in
from fairwell.queries.plan_words import PlanAmounts
from fairwell.queries.prices import price_facts
from fairwell.queries.taxes import TaxTable, tax_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How plans are compared; what is "" or 0, or not on sale, is chosen for the reader."""

    currency: str = ""
    term: str = ""
    devices: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanColumn:
    """One plan and the price of it that fits best; `held` is the reader's own subscription of it.

    `with_tax`: the amounts are what this reader pays. Else they are as the price has them.
    """

    plan: Plan
    name: str
    price: Price
    amounts: PlanAmounts
    with_tax: bool
    held: Subscription | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRow:
    """A feature, how far it goes, and whether each plan has it, in the order of the columns."""

    label: str
    scope: str
    has: tuple[bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPlans:
    """A product with its plans, the least first; without rows where no features are described."""

    product: Product
    columns: tuple[PlanColumn, ...]
    features: tuple[FeatureRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShelf:
    """Everything on sale, as asked for; the lists are what there is to choose from."""

    products: tuple[ProductPlans, ...]
    currencies: tuple[str, ...]
    terms: tuple[str, ...]
    devices: tuple[int, ...]
    asked: Asked


def plans_on_sale(
    asked: Asked, *, customers: Sequence[Customer], language: str, at: datetime
) -> PlanShelf:
    """The shelf for a visitor (no customers) or a subscriber; seven queries at most."""
    vendor = Vendor.objects.get(pk=1)
    prices = list(
        Price.objects.filter(active=True)
        .select_related("plan__product", "extension__plan__product")
        .order_by("plan__product__name", "plan__rank", "plan__tier", "pk")
    )
    running = list(
        Subscription.objects.filter(customer__in=customers)
        .exclude(renewal="ended")
        .select_related("price")
        .order_by("-pk")
    )
    settled = _settle(asked, prices, running, vendor)
    reader = _Reader(
        customers[0] if customers else None, tax_table(vendor, at=at), running, language
    )
    plans: dict[Product, list[Price]] = defaultdict(list)
    for price in prices:
        if price.currency == settled.currency:
            plans[price.plan.product].append(price)
    return PlanShelf(
        products=tuple(
            _product(product, offered, settled, reader) for product, offered in plans.items()
        ),
        currencies=tuple(sorted({price.currency for price in prices})),
        terms=tuple(
            sorted({price.term for price in prices}, key=lambda term: (term != "P1Y", term))
        ),
        devices=tuple(sorted({price.devices for price in prices})),
        asked=settled,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    customer: Customer | None
    taxes: TaxTable
    running: list[Subscription]
    language: str


def _settle(
    asked: Asked, prices: list[Price], running: list[Subscription], vendor: Vendor
) -> Asked:
    """What is shown: as asked, else as the reader has it, else as the vendor sells it."""
    currencies = {price.currency for price in prices}
    terms = {price.term for price in prices}
    own = running[0].price if running else None
    wanted = (asked.currency, own.currency if own else "", vendor.default_currency)
    return Asked(
        currency=next((one for one in wanted if one in currencies), min(currencies, default="")),
        term=next(
            (one for one in (asked.term, own.term if own else "", "P1Y") if one in terms),
            min(terms, default=""),
        ),
        devices=asked.devices or (own.devices if own else 1),
    )


def _product(product: Product, prices: list[Price], asked: Asked, reader: _Reader) -> ProductPlans:
    of_plan: dict[Plan, list[Price]] = defaultdict(list)
    for price in prices:
        of_plan[price.plan].append(price)
    columns = tuple(
        _column(product, plan, _best(offered, asked), reader) for plan, offered in of_plan.items()
    )
    return ProductPlans(
        product=product, columns=columns, features=_features(of_plan, reader.language)
    )


def _best(prices: list[Price], asked: Asked) -> Price:
    """The asked-for term where there is one, and the fewest devices that are enough."""

    def distance(price: Price) -> tuple[bool, bool, int]:
        short = price.devices < asked.devices
        return price.term != asked.term, short, -price.devices if short else price.devices

    return min(prices, key=distance)


def _column(product: Product, plan: Plan, price: Price, reader: _Reader) -> PlanColumn:
    facts = price_facts(price)
    lasting = price_facts(price.extension) if price.extension else facts
    with_tax, amounts = _amounts(facts, lasting, reader)
    held = next((one for one in reader.running if one.price.plan_id == plan.pk), None)
    name = wording.plan_name(product.name, plan.tier)
    return PlanColumn(
        plan=plan, name=name, price=price, amounts=amounts, with_tax=with_tax, held=held
    )


def _amounts(facts: PriceFacts, lasting: PriceFacts, reader: _Reader) -> tuple[bool, PlanAmounts]:
    def shown(minor: int, price: PriceFacts) -> int:
        if reader.customer is None:
            return minor
        one = reader.customer
        buyer = (one.country, one.subdivision, one.consumer, one.vat_number_valid)
        taxed = reader.taxes.tax(
            minor, price.tax_behaviour, buyer, price.tax_category, price.currency
        )
        return taxed.gross_minor

    try:
        intro = None if facts.intro_minor is None else shown(facts.intro_minor, facts)
        return reader.customer is not None, PlanAmounts(
            price=facts,
            regular_minor=shown(facts.amount_minor, facts),
            intro_minor=intro,
            lasting=lasting,
            lasting_minor=shown(lasting.amount_minor, lasting),
        )
    except MissingRateError:
        # Nothing can be bought there yet; the page of the purchase says so.
        return False, PlanAmounts(
            price=facts,
            regular_minor=facts.amount_minor,
            intro_minor=facts.intro_minor,
            lasting=lasting,
            lasting_minor=lasting.amount_minor,
        )


def _features(plans: Iterable[Plan], language: str) -> tuple[FeatureRow, ...]:
    """The features that are described, in the catalogue's order."""
    plans = list(plans)
    told: dict[str, dict[str, object]] = {}
    for plan in plans:
        if isinstance(plan.features, dict):
            told |= plan.features
    order = sorted(told, key=lambda key: (told[key]["no"], key))
    return tuple(
        FeatureRow(
            label=said_in(told[key]["labels"], language) or key,
            scope=said_in(told[key]["scopes"], language),
            has=tuple(key in plan.features for plan in plans),
        )
        for key in order
    )
