"""Starting a subscription: what is charged now and later, and whether it can begin at all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from fairwell.domain.policy.regions import EU_MEMBERS
from fairwell.domain.price import PriceFacts
from fairwell.domain.refusal import Refusal
from fairwell.domain.term import Term, local_date, period_start

MOST_UNITS: Final = 1_000
# Directive 2011/83/EU art. 7(3) and 8(8), in the EEA too; the United Kingdom's Consumer Contracts
# Regulations 2013, reg. 36: a service that begins within the withdrawal period needs the
# consumer's express request.
_ASKS_EARLY_START: Final = EU_MEMBERS | {"GB", "IS", "LI", "NO"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """A card on file: `refused` for good by the bank, or the last month it is valid in."""

    method_id: int
    refused: bool = False
    expires: tuple[int, int] | None = None

    def usable_on(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether a charge of it makes sense; `expires` is (year, month), that month included."""
        today = local_date(at, zone)
        lasts = self.expires is None or self.expires >= (today.year, today.month)
        return lasts and not self.refused


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFacts:
    """Who wants to start what. `extension` is the price that applies after a least length.

    `currencies` are those of their running contracts, `had_trial` whether they ever tried this
    product. `early_start` is their answer to the question that some laws want asked, None if none.
    """

    price: PriceFacts
    quantity: int
    trial: bool
    card: CardFacts | None
    country: str
    consumer: bool
    currencies: frozenset[str] = frozenset()
    had_trial: bool = False
    early_start: bool | None = None
    extension: PriceFacts | None = None
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A start, decided; amounts as priced, in minor units, quantity included.

    A trial is period 0, and the paid periods are counted from its end. `charge_minor` is billed at
    once. `next_minor` is billed at `next_at`, and both are None where a trial ends by itself.
    """

    price_id: int
    quantity: int
    trial: bool
    period_no: int
    anchor_at: datetime
    period_start: datetime
    period_end: datetime
    trial_end: datetime | None
    first_term_end: datetime | None
    unit_minor: int
    charge_minor: int
    intro_used: int
    next_at: datetime | None
    next_price_id: int
    next_minor: int | None
    method_id: int | None
    early_start: bool | None

    def terms(self) -> dict[str, Any]:
        """What a person agrees to, to be compared with what was shown; no instants, as those move.

        The lengths follow from the price version, which never changes.
        """
        return {
            "price": self.price_id,
            "quantity": self.quantity,
            "trial": self.trial,
            "charge": self.charge_minor,
            "next_price": self.next_price_id,
            "next": self.next_minor,
        }


def asks_early_start(country: str, *, consumer: bool) -> bool:
    """Whether the law wants a buyer's express request before a service begins at once."""
    return consumer and country in _ASKS_EARLY_START


def decide_start(facts: StartFacts, *, at: datetime) -> Start | Refusal:
    """What starting would do, or why it can't be; the same for the preview and the deed.

    The service begins at once. A trial is given once per product. A card is needed wherever
    something will be charged by itself; a trial without one ends by itself.
    """
    refused = _cannot_sell(facts) or _cannot_try(facts) or _cannot_charge(facts, at)
    return refused or _start(facts, at)


def _cannot_sell(facts: StartFacts) -> Refusal | None:
    if not facts.price.active:
        return Refusal("price_not_sold")
    if facts.quantity < 1:
        return Refusal("quantity_below_one")
    if facts.quantity > MOST_UNITS:
        return Refusal("quantity_too_large", {"most": MOST_UNITS})
    if facts.currencies and facts.price.currency not in facts.currencies:
        return Refusal("other_currency")
    return None


def _cannot_try(facts: StartFacts) -> Refusal | None:
    if not facts.trial:
        return None
    if not facts.price.trial:
        return Refusal("trial_none")
    return Refusal("trial_used") if facts.had_trial else None


def _cannot_charge(facts: StartFacts, at: datetime) -> Refusal | None:
    if needs_card(facts.price, trial=facts.trial):
        if facts.card is None:
            return Refusal("card_needed")
        if not facts.card.usable_on(at, facts.zone):
            return Refusal("card_unusable")
    asked = asks_early_start(facts.country, consumer=facts.consumer)
    if asked and facts.early_start is not True:
        return Refusal("early_start_needed")
    return None


def needs_card(price: PriceFacts, *, trial: bool) -> bool:
    """Whether something will be charged by itself."""
    if trial:
        return price.trial_needs_card
    return bool(price.amount_minor or price.intro_minor)


def _start(facts: StartFacts, at: datetime) -> Start:
    price, zone, term = facts.price, facts.zone, Term.parse(facts.price.term)
    trial_end = period_start(at, Term.parse(price.trial), 1, zone) if facts.trial else None
    anchor = trial_end or at
    first_end = period_start(anchor, term, 1, zone)
    first_term_end = (
        period_start(anchor, Term.parse(price.first_term), 1, zone) if price.first_term else None
    )
    unit = price.period_minor()
    following, next_at, next_minor = _next(facts, trial_end, first_end, first_term_end)
    charged = 0 if facts.trial else unit * facts.quantity
    return Start(
        price_id=price.price_id,
        quantity=facts.quantity,
        trial=facts.trial,
        period_no=0 if facts.trial else 1,
        anchor_at=anchor,
        period_start=at,
        period_end=trial_end or first_end,
        trial_end=trial_end,
        first_term_end=first_term_end,
        unit_minor=unit,
        charge_minor=charged,
        intro_used=int(not facts.trial and price.intro_periods > 0),
        next_at=next_at,
        next_price_id=following.price_id,
        next_minor=next_minor,
        method_id=facts.card.method_id if facts.card and next_at else None,
        early_start=facts.early_start
        if asks_early_start(facts.country, consumer=facts.consumer)
        else None,
    )


def _next(
    facts: StartFacts,
    trial_end: datetime | None,
    first_end: datetime,
    first_term_end: datetime | None,
) -> tuple[PriceFacts, datetime | None, int | None]:
    """The price, instant and amount of what is charged next by itself, if anything is."""
    price = facts.price
    if trial_end is not None:
        if not needs_card(price, trial=True):
            return price, None, None
        return price, trial_end, price.period_minor() * facts.quantity
    extended = first_term_end is not None and first_term_end <= first_end
    if extended and facts.extension is not None:
        return facts.extension, first_end, facts.extension.period_minor() * facts.quantity
    return price, first_end, price.period_minor(periods_used=1) * facts.quantity
