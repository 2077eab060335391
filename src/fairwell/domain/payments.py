"""What became of money asked of a payment gateway: answers, and the states one attempt may take.

An attempt is one charge or one refund sent under one idempotency key. It is written down before it
is sent, so that a crash leaves a question to ask and never a payment to guess.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

Outcome = Literal["succeeded", "pending", "failed", "declined"]
AttemptState = Literal["init", "submitted", "pending", "succeeded", "declined", "failed", "unknown"]
ObjectKind = Literal["charge", "refund"]
CardSetupState = Literal["open", "done", "expired", "cancelled"]

OUTCOMES: Final[tuple[Outcome, ...]] = get_args(Outcome)
ATTEMPT_STATES: Final[tuple[AttemptState, ...]] = get_args(AttemptState)
CARD_SETUP_STATES: Final[tuple[CardSetupState, ...]] = get_args(CardSetupState)
SETTLED: Final[frozenset[AttemptState]] = frozenset({"succeeded", "declined", "failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayAnswer:
    """What the gateway says of one charge or refund.

    `declined`: the bank said no to a charge. `failed`: it was tried and did not arrive.
    `hard`: trying again on the same card is pointless. `expected_on`: when a pending one should
    settle. `message`: the gateway's own sentence for people, may be empty.
    """

    outcome: Outcome
    gateway_ref: str
    failure_code: str = ""
    hard: bool = False
    expected_on: date | None = None
    message: str = ""

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"{self.outcome!r} is not one of: {', '.join(OUTCOMES)}.")
        bad_end = self.outcome in {"failed", "declined"}
        if bad_end and not self.failure_code:
            raise ValueError(f"A {self.outcome} answer needs a failure code that says why.")
        if not bad_end and (self.failure_code or self.hard):
            raise ValueError(f"A {self.outcome} answer cannot carry a failure.")
        if not bad_end and not self.gateway_ref:
            raise ValueError(f"A {self.outcome} answer needs the gateway's reference.")


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayObject:
    """One charge or refund as the gateway's own list shows it, for reconciliation.

    `attempt_key` is the idempotency key we put in its metadata, empty when it is not ours.
    `payment_ref` is the charge itself, or the charge a refund pays back.
    """

    kind: ObjectKind
    payment_ref: str
    order_ref: str
    attempt_key: str
    amount_minor: int
    currency: str
    created_at: datetime
    answer: GatewayAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodAnswer:
    """A payment method as the gateway names it: never a card number, only what people know it by.

    `last4` and the expiry (month 1 to 12, four-digit year) are missing for bank accounts, and
    wherever the gateway does not tell.
    """

    method_ref: str
    brand: str = ""
    last4: str = ""
    expires_month: int | None = None
    expires_year: int | None = None

    def __post_init__(self) -> None:
        if not self.method_ref:
            raise ValueError("A payment method needs the gateway's reference.")
        if self.last4 and not (len(self.last4) == 4 and self.last4.isdecimal()):
            raise ValueError(f"{self.last4!r} is not the last four digits of a card.")
        if (self.expires_month is None) != (self.expires_year is None):
            raise ValueError("An expiry has a month and a year, or neither.")
        if self.expires_month is not None and not 1 <= self.expires_month <= 12:
            raise ValueError(f"{self.expires_month} is not a month.")


@dataclass(frozen=True, slots=True)
class CardSetup:
    """A visit to the gateway's own page, begun: its name there, and where to send the person."""

    ref: str
    url: str


@dataclass(frozen=True, slots=True)
class CardSetupAnswer:
    """What became of a visit to the gateway's page; `method` exactly when it is `done`."""

    state: CardSetupState
    method: MethodAnswer | None = None

    def __post_init__(self) -> None:
        if self.state not in CARD_SETUP_STATES:
            raise ValueError(f"{self.state!r} is not one of: {', '.join(CARD_SETUP_STATES)}.")
        if (self.state == "done") != (self.method is not None):
            raise ValueError("A card setup has a payment method when it is done, and only then.")


@dataclass(frozen=True, slots=True)
class Sent:
    """The request is about to leave: recorded, and committed, before the call."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The gateway may or may not have done it; `reason` says what happened to the call."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotDone:
    """Proof that nothing happened: it never left, or the gateway was asked and has no trace."""

    reason: str


News = Sent | GatewayAnswer | Unknown | NotDone


class IllegalTransitionError(Exception):
    """News that contradicts what is already known of an attempt."""

    def __init__(self, state: AttemptState, news: News) -> None:
        self.state = state
        self.news = news
        super().__init__(f"A payment attempt that is {state} {_why_not(news)}")


def _why_not(news: News) -> str:
    match news:
        case Sent():
            return "must not be sent: ask the gateway what became of it first."
        case Unknown():
            return "cannot become unknown: nothing has been sent yet."
        case NotDone(reason=reason):
            said = f"cannot be undone by “{reason}”"
        case GatewayAnswer(outcome=outcome):
            said = f"cannot become {outcome}"
    return f"{said}. Nothing was changed; reconcile with the gateway."


def next_state(state: AttemptState, news: News) -> AttemptState:
    """The state after `news`; IllegalTransitionError when the news cannot be true.

    Three rules. Only `init` may be sent, so an unknown attempt is asked about first. Not knowing,
    and a stale “pending”, never overwrite a known end. A settled attempt never changes its end.
    """
    after = _after(state, news)
    if after is None:
        raise IllegalTransitionError(state, news)
    return after


def _after(state: AttemptState, news: News) -> AttemptState | None:
    if state == "init":
        return "submitted" if isinstance(news, Sent) else None
    match news:
        case NotDone() if state in {"submitted", "unknown"}:
            return "init"
        case Unknown():
            return "unknown" if state == "submitted" else state
        case GatewayAnswer(outcome=outcome) if state not in SETTLED:
            return outcome
        case GatewayAnswer(outcome=outcome) if outcome in {state, "pending"}:
            return state
    return None


def may_send(state: AttemptState) -> bool:
    """Whether a call that moves money may be made now."""
    return state == "init"


def must_ask(state: AttemptState) -> bool:
    """Whether the gateway has to be asked what became of it.

    A `submitted` attempt that nobody is working on is what a killed worker leaves behind.
    """
    return state in {"submitted", "pending", "unknown"}


def holds_money(state: AttemptState) -> bool:
    """Whether the amount still counts: against the captured amount, or as an open charge."""
    return state not in {"declined", "failed"}
