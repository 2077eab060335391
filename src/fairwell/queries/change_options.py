"""What a subscription can be changed to: more or fewer devices, another tier, another cycle."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fairwell.domain.price import PriceFacts
from fairwell.domain.term import Term
from fairwell.models import Price
from fairwell.queries import wording
from fairwell.queries.account import Held
from fairwell.queries.prices import price_facts

# More units than one has that are offered at once; a next change can add as many again.
MORE_UNITS = 5


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to change to: a price and how many of it, with what that covers and costs.

    `minor` is the list price of the whole quantity for one term, in minor units.
    """

    price: PriceFacts
    name: str
    quantity: int

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.price.price_id}:{self.quantity}"

    @property
    def devices(self) -> int:
        """How many devices it covers in all."""
        return self.price.devices * self.quantity

    @property
    def minor(self) -> int:
        """The list price for one term, in minor units."""
        return self.price.amount_minor * self.quantity

    @property
    def plus_tax(self) -> bool:
        """Whether tax comes on top of it."""
        return self.price.tax_behaviour == "exclusive"


@dataclass(frozen=True, slots=True)
class Options:
    """What is offered beside `now`, which is what one has; each list the least first."""

    now: Option
    devices: tuple[Option, ...]
    tiers: tuple[Option, ...]
    cycles: tuple[Option, ...]

    def find(self, key: str) -> Option | None:
        """The offered option that a form sent, or None."""
        offered = (*self.devices, *self.tiers, *self.cycles)
        return next((one for one in offered if one.key == key), None)


def options_of(held: Held) -> Options:
    """The options of one subscription, of its own product and currency; one query.

    Another tier or cycle covers at least as many devices as now, in the cheapest way there is.
    Another cycle is a choice of its own, whatever it costs: never called more or less.
    """
    record = held.subscription
    current, quantity = record.price, record.quantity
    rows = Price.objects.filter(
        plan__product=current.plan.product, currency=current.currency, active=True
    ).select_related("plan__product")
    sold = [row for row in rows if row.pk != current.pk]
    now = _option(current, quantity)
    same_term = [row for row in sold if Term.parse(row.term) == Term.parse(current.term)]
    own_plan = [row for row in same_term if row.plan_id == current.plan_id]
    return Options(
        now=now,
        devices=tuple(_by_devices([current, *own_plan], now)),
        tiers=tuple(
            sorted(
                _cheapest((row for row in same_term if row.plan_id != current.plan_id), now),
                key=lambda one: (one.price.tier_rank, one.minor),
            )
        ),
        cycles=tuple(
            _cheapest(
                (row for row in sold if row.plan_id == current.plan_id and row not in own_plan),
                now,
            )
        ),
    )


def _by_devices(rows: Iterable[Price], now: Option) -> Iterator[Option]:
    """One option for each number of devices, the cheapest; the number that one has is left out.

    So is what costs as much as more devices, or more.
    """
    best: dict[int, Option] = {}
    for row in rows:
        most = now.quantity + MORE_UNITS if row.pk == now.price.price_id else 1
        for quantity in range(1, most + 1):
            option = _option(row, quantity)
            held = best.get(option.devices)
            if option.devices != now.devices and (held is None or option.minor < held.minor):
                best[option.devices] = option
    least: int | None = None
    sensible: list[Option] = []
    for devices in sorted(best, reverse=True):
        # More devices for less money stand beside it: nobody should pick this one.
        if least is None or best[devices].minor < least:
            sensible.append(best[devices])
            least = best[devices].minor
    yield from reversed(sensible)


def _cheapest(rows: Iterable[Price], now: Option) -> Iterator[Option]:
    """Of each plan and term the cheapest way to cover as many devices as now."""
    best: dict[tuple[int, str], Option] = {}
    for row in rows:
        option = _option(row, -(-now.devices // row.devices))
        key = (row.plan_id, str(Term.parse(row.term)))
        held = best.get(key)
        if held is None or option.minor < held.minor:
            best[key] = option
    yield from sorted(best.values(), key=lambda one: one.minor)


def _option(row: Price, quantity: int) -> Option:
    facts = price_facts(row)
    name = wording.plan_name(row.plan.product.name, row.plan.tier)
    return Option(price=facts, name=name, quantity=quantity)
