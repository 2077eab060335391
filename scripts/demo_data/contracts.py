"""Subscriptions with their invoices and charges, as they stand at the data set's now."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from demo_data.catalogue import Price
from demo_data.people import Person
from fairwell.domain.money import half_up
from fairwell.domain.term import Term, period_bounds, period_no_at

NOW: Final = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_UTC: Final = ZoneInfo("UTC")
_MOST_PERIODS: Final = 13


@dataclass(slots=True)
class Charge:
    """One attempt to take money: Paid, Refunded or Failed."""

    id: str
    minor: int
    at: datetime
    status: str = "Paid"
    refunded_minor: int = 0


@dataclass(slots=True)
class Invoice:
    """A bill for a period, or for what a change in mid-period costs."""

    id: str
    number: str
    minor: int
    at: datetime
    start: datetime
    end: datetime
    status: str = "paid"
    charges: list[Charge] = field(default_factory=list)


@dataclass(slots=True)
class Contract:
    """A subscription as the export shows it, with what was billed for it."""

    id: str
    person: Person
    price: Price
    status: str
    start: datetime
    period: tuple[datetime, datetime]
    card: str
    trial_end: datetime | None = None
    at_period_end: bool = False
    cancel_at: datetime | None = None
    canceled_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    early_start: bool | None = None
    concluded: datetime | None = None
    invoices: list[Invoice] = field(default_factory=list)


def contract(number: int, person: Person, price: Price, status: str, start: datetime) -> Contract:
    """A subscription that began at `start`, in the period that holds the data set's now."""
    term = Term(months=price.months)
    no = period_no_at(start, term, NOW, _UTC)
    return Contract(
        id=f"sub_Qf{number:04d}",
        person=replace(person, created=min(person.created, start)),
        price=price,
        status=status,
        start=start,
        period=period_bounds(start, term, no, _UTC),
        card=f"card_Qf{person.id[-4:]}",
    )


def bill(made: Contract, *, until: datetime = NOW) -> None:
    """Add a paid invoice for every period that began by `until`, up to thirteen of them."""
    term = Term(months=made.price.months)
    anchor = made.trial_end or made.start
    if anchor > until:
        return
    last = period_no_at(anchor, term, until, _UTC)
    for no in range(max(0, last - _MOST_PERIODS + 1), last + 1):
        start, end = period_bounds(anchor, term, no, _UTC)
        add_invoice(made, made.price.minor, start, end)


def add_invoice(made: Contract, minor: int, start: datetime, end: datetime) -> Invoice:
    """An invoice issued at `start` and paid at once."""
    no = len(made.invoices) + 1
    invoice = Invoice(
        id=f"in_{made.id.removeprefix('sub_')}n{no:02d}",
        number=f"{made.id.removeprefix('sub_').upper()}-{no:04d}",
        minor=minor,
        at=start,
        start=start,
        end=end,
    )
    invoice.charges.append(_charge(invoice, start + timedelta(minutes=2)))
    made.invoices.append(invoice)
    return invoice


def fail(made: Contract, *, days: tuple[int, ...]) -> None:
    """The newest invoice was not paid: attempts so many days after it was issued all failed."""
    invoice = made.invoices[-1]
    invoice.status, invoice.charges = "open", []
    for after in days:
        charge = _charge(invoice, invoice.at + timedelta(days=after, minutes=2))
        charge.status = "Failed"
        invoice.charges.append(charge)


def fail_first(made: Contract) -> None:
    """The newest invoice was paid at the second attempt, three days late."""
    invoice = made.invoices[-1]
    invoice.charges[0].status = "Failed"
    invoice.charges.append(_charge(invoice, invoice.at + timedelta(days=3, minutes=2)))


def refund(invoice: Invoice, minor: int) -> None:
    """Part or all of what an invoice's last charge took went back."""
    charge = invoice.charges[-1]
    charge.refunded_minor = minor
    charge.status = "Refunded" if minor == charge.minor else "Partially refunded"


def end(made: Contract, at: datetime, reason: str) -> None:
    """The subscription ended at `at`: its period is the one that held that instant."""
    term = Term(months=made.price.months)
    anchor = made.trial_end or made.start
    made.period = period_bounds(anchor, term, period_no_at(anchor, term, at, _UTC), _UTC)
    made.status, made.canceled_at, made.ended_at, made.reason = "canceled", at, at, reason


def upgrade(made: Contract, price: Price, at: datetime) -> Invoice:
    """Change the price in mid-period; the difference for the days that remain is billed at once."""
    start, end_at = made.period
    total = (end_at - start).days
    left = (end_at - at).days
    minor = half_up((price.minor - made.price.minor) * left, total)
    made.price = price
    return add_invoice(made, minor, at, end_at)


def _charge(invoice: Invoice, at: datetime) -> Charge:
    no = len(invoice.charges) + 1
    return Charge(id=f"ch_{invoice.id.removeprefix('in_')}a{no}", minor=invoice.minor, at=at)
