"""Everyone else: enough subscribers, in every state, for lists and charts to look alive."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from demo_data.cast import Prices
from demo_data.catalogue import CURRENCY_OF
from demo_data.contracts import NOW, Contract, bill, contract, end, fail, fail_first, refund
from demo_data.people import Person, person
from fairwell.domain.money import half_up
from fairwell.domain.term import Term

SUBSCRIPTIONS: Final = 200
CUSTOMERS: Final = 185

_PLANS: Final = ("Essential", "Plus", "Complete", "Tunnel", "Rescue")
_DEVICES: Final = (1, 3, 5, 10)
# How many of each state there are; the rest are simply active.
_STATES: Final = {
    "at_period_end": 14,
    "cancel_at": 5,
    "trialing": 9,
    "past_due": 9,
    "unpaid": 5,
    "canceled": 17,
    "canceled_unpaid": 4,
    "paused": 4,
    "incomplete": 2,
    "incomplete_expired": 1,
    "late_payment": 8,
    "partial_refund": 8,
}
_DAYS_SINCE: Final = {
    "trialing": (1, 12),
    "past_due": (2, 9),
    "unpaid": (16, 24),
    "canceled_unpaid": (16, 24),
    "incomplete_expired": (2, 20),
}
# Days after a renewal on which the charges of an unpaid one were tried.
_ATTEMPTS: Final = {
    "past_due": (0, 1),
    "unpaid": (0, 3, 5, 7),
    "incomplete": (0,),
    "incomplete_expired": (0,),
}


def crowd(
    dice: Random, prices: Prices, *, first: int, people: int, contracts: int
) -> list[Contract]:
    """`contracts` subscriptions of `people` customers, numbered from `first` on."""
    taken: set[str] = set()
    persons = [
        person(dice, first + no, taken, NOW - timedelta(days=dice.randint(40, 1400)))
        for no in range(people)
    ]
    owners = persons + dice.sample(persons, contracts - people)
    states = [state for state, count in _STATES.items() for _ in range(count)]
    states += ["active"] * (contracts - len(states))
    dice.shuffle(states)
    return [
        _contract(dice, prices, first + no + 1, owner, state)
        for no, (owner, state) in enumerate(zip(owners, states, strict=True))
    ]


def _contract(dice: Random, prices: Prices, number: int, owner: Person, state: str) -> Contract:
    price = None
    while price is None:
        plan = dice.choices(_PLANS, weights=(32, 34, 22, 8, 4))[0]
        months = dice.choices((12, 1), weights=(74, 26))[0]
        currency = CURRENCY_OF.get(owner.country, "USD")
        devices = dice.choices(_DEVICES, weights=(3, 4, 3, 1))[0]
        price = prices.get((plan, devices, months, currency))
    made = contract(number, owner, price, "active", _start(dice, price.months, state))
    if state == "trialing":
        made.status, made.trial_end = "trialing", made.start + timedelta(days=14)
        made.period = (made.start, made.trial_end)
        made.at_period_end = dice.random() < 0.2
        made.canceled_at = made.start + timedelta(hours=30) if made.at_period_end else None
        return made
    bill(made)
    _settle(dice, made, state)
    return made


def _start(dice: Random, months: int, state: str) -> datetime:
    """When a subscription of that state can have begun."""
    hours = timedelta(hours=dice.randint(0, 23), minutes=dice.randint(0, 59))
    if state == "incomplete":
        return NOW - timedelta(hours=dice.randint(2, 20))
    if state in _DAYS_SINCE:  # the last renewal, or the start, so many days ago
        at = NOW - timedelta(days=dice.randint(*_DAYS_SINCE[state])) - hours
        terms = dice.randint(1, 2) if months == 12 else dice.randint(2, 6)
        once = state in ("trialing", "incomplete_expired")
        day = at.date() if once else Term(months=months).after(at.date(), -terms)
        return datetime.combine(day, at.timetz())
    years = timedelta(days=365 * dice.randint(0, 2) if months == 12 else 0)
    fewest, most = (60, 320) if state == "canceled" else (4, 360 if months == 12 else 300)
    return NOW - years - timedelta(days=dice.randint(fewest, most)) - hours


def _settle(dice: Random, made: Contract, state: str) -> None:
    """Bring a billed subscription into its state."""
    if state in _ATTEMPTS:
        made.status = state
        fail(made, days=_ATTEMPTS[state])
    match state:
        case "at_period_end":
            made.at_period_end = True
            made.canceled_at = made.period[0] + (NOW - made.period[0]) / 2
            made.reason = "cancellation_requested"
        case "cancel_at":
            made.canceled_at = NOW - timedelta(days=dice.randint(1, 3))
            made.cancel_at = NOW + (made.period[1] - NOW) / 2
        case "canceled":
            _cancel(dice, made)
        case "canceled_unpaid":
            _give_up(made)
        case "paused":
            made.status = state
        case "incomplete_expired":
            made.invoices[-1].status = "void"
            made.ended_at = made.start + timedelta(hours=23)
        case "late_payment" if made.invoices[-1].at < NOW - timedelta(days=4):
            fail_first(made)
        case "partial_refund":
            invoice = made.invoices[-1]
            refund(invoice, half_up(invoice.minor * dice.choice((10, 25, 50)), 100))


def _cancel(dice: Random, made: Contract) -> None:
    """Ended some time ago at the subscriber's wish; one in three was refunded."""
    at = made.start + (NOW - made.start) * dice.uniform(0.35, 0.9)
    at = at.replace(second=0, microsecond=0)
    made.invoices = [invoice for invoice in made.invoices if invoice.at <= at]
    end(made, at, "cancellation_requested")
    if made.price.months == 12 and dice.random() < 0.34 and made.invoices:
        refund(made.invoices[-1], made.invoices[-1].minor)


def _give_up(made: Contract) -> None:
    """Ended two weeks after a renewal that was never paid."""
    fail(made, days=(0, 3, 5, 7))
    made.invoices[-1].status = "uncollectible"
    end(made, min(made.invoices[-1].at + timedelta(days=14), NOW), "payment_failed")
