"""What the books know of one charge: the facts that its story is told from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fairwell.domain.order_state import OrderState

# What the policies say to a refund of it: they give one, a person may be asked, or nothing is left.
RefundAnswer = Literal["given", "ask", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedLine:
    """One line; minor units as priced, `unit_minor` None for a part of a term."""

    name: str
    amount_minor: int
    quantity: int = 1
    unit_minor: int | None = None
    devices: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedTax:
    """One tax of it, in minor units; `inside`: the prices have it in them."""

    name: str
    rate_ppm: int
    tax_minor: int
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedPrice:
    """A price version as the charge's line has it; minor units per `term` (ISO 8601)."""

    price_id: int
    term: str
    amount_minor: int
    intro_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Consent to a price: `kind` is purchase, trial, change, price_change or imported."""

    kind: str
    price_id: int
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice about the charge: when it was sent, or queued if it was not."""

    template: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt to take the money; `method` as its owner knows it, "" where unknown."""

    at: datetime
    state: str
    amount_minor: int
    method: str
    failure_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A credit note: its money went to refund, credit_balance or receivable; minor units."""

    number: str
    to: str
    total_minor: int
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An event of the subscription; `data` as it was written."""

    kind: str
    at: datetime
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """The subscription that was charged, as it stands now."""

    name: str
    concluded_at: datetime
    trial_end: datetime | None
    can_turn_renewal_off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One charge with its surroundings; amounts in minor units, instants aware UTC.

    `contract` is None for an order without a subscription. `events` and `tries` are oldest first.
    `elsewhere`: another system issued it. `dispute` is the state of one at the bank, `dispute_case`
    the reference of an open one with us, each "" without. `refund` is what the policies would
    answer now; `next_try_at` when it will be tried again.
    """

    kind: str
    state: OrderState
    issued_at: datetime
    period_start: datetime | None
    period_end: datetime | None
    total_minor: int
    credit_applied_minor: int
    owed_minor: int
    refunded_minor: int
    reserved_minor: int
    elsewhere: bool
    zone: ZoneInfo
    contract: Contract | None
    price: AgreedPrice | None
    lines: tuple[ChargedLine, ...] = ()
    taxes: tuple[ChargedTax, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    letters: tuple[Letter, ...] = ()
    tries: tuple[Try, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    events: tuple[Happened, ...] = ()
    dispute: str = ""
    dispute_case: str = ""
    refund: RefundAnswer = "none"
    next_try_at: datetime | None = None


type Value = str | int | date | datetime
