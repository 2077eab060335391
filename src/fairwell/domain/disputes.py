"""Disputes: a payer asks their bank to take a payment back, and the bank decides.

An early warning takes no money and is not answered: refunding the payment in full ends it. From
`needs_response` on the gateway has taken the amount out of its next payout; `won` gives it back.
No answer by `respond_by` means lost.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

GatewayDisputeState = Literal["early_warning", "needs_response", "under_review", "won", "lost"]
DisputeState = GatewayDisputeState | Literal["conceded"]

GATEWAY_DISPUTE_STATES: Final[tuple[GatewayDisputeState, ...]] = get_args(GatewayDisputeState)
DISPUTE_STATES: Final[tuple[DisputeState, ...]] = (*GATEWAY_DISPUTE_STATES, "conceded")
DECIDED: Final[frozenset[DisputeState]] = frozenset({"won", "lost", "conceded"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayDispute:
    """One dispute as the gateway shows it.

    `amount_minor` may be less than the payment. `reason` is the gateway's word, such as
    `fraudulent`. `respond_by` is None where no answer is due. Instants are aware.
    """

    ref: str
    payment_ref: str
    amount_minor: int
    currency: str
    reason: str
    state: GatewayDisputeState
    respond_by: datetime | None
    opened_at: datetime
    updated_at: datetime

    def __post_init__(self) -> None:
        if self.state not in GATEWAY_DISPUTE_STATES:
            raise ValueError(f"{self.state!r} is not one of: {', '.join(GATEWAY_DISPUTE_STATES)}.")
        if self.amount_minor <= 0:
            raise ValueError(f"A dispute is about an amount above zero, not {self.amount_minor}.")


@dataclass(frozen=True, slots=True)
class Reported:
    """The gateway says how the dispute stands; read oldest first, and only what is newer."""

    state: GatewayDisputeState


@dataclass(frozen=True, slots=True)
class EvidenceSubmitted:
    """The gateway has our evidence; there is no second time before the same deadline."""


@dataclass(frozen=True, slots=True)
class Conceded:
    """The gateway has our word that we do not contest; it cannot be taken back."""


DisputeNews = Reported | EvidenceSubmitted | Conceded


class IllegalDisputeError(Exception):
    """News that contradicts what is already known of a dispute."""

    def __init__(self, state: DisputeState, news: DisputeNews) -> None:
        self.state = state
        self.news = news
        super().__init__(f"A dispute that is {state} {_why_not(news)}")


def _why_not(news: DisputeNews) -> str:
    match news:
        case EvidenceSubmitted():
            return "takes no evidence: no answer is due."
        case Conceded():
            return "cannot be conceded: no answer is due."
        case Reported(state=said):
            return f"cannot become {said}. Nothing was changed; look at it at the gateway."


def next_dispute_state(state: DisputeState, news: DisputeNews) -> DisputeState:
    """The state after `news`; IllegalDisputeError when the news cannot be true.

    Reports may skip steps, for we look only now and then. A case under review may come back with
    another deadline when the payer's bank escalates it. Evidence and concession are possible only
    while an answer is due. What is decided stays: a conceded dispute ends as `lost` at the
    gateway, and stays conceded here.
    """
    after = _after(state, news)
    if after is None:
        raise IllegalDisputeError(state, news)
    return after


def _after(state: DisputeState, news: DisputeNews) -> DisputeState | None:
    match news:
        case EvidenceSubmitted():
            return "under_review" if may_answer(state) else None
        case Conceded():
            return "conceded" if may_answer(state) else None
        case Reported(state=said) if state == "conceded":
            return None if said == "won" else "conceded"
        case Reported(state=said) if state in DECIDED:
            return state if said == state else None
        case Reported(state="early_warning"):
            return "early_warning" if state == "early_warning" else None
        case Reported(state=said):
            return said


def may_answer(state: DisputeState) -> bool:
    """Whether evidence may be submitted, or the dispute conceded."""
    return state == "needs_response"


def holds_disputed_money(state: DisputeState) -> bool:
    """Whether the gateway has taken the amount: until it is decided, or for good."""
    return state not in {"early_warning", "won"}


def freezes_refunds(state: DisputeState) -> bool:
    """Whether its payment must not be refunded: the bank may give the same money back.

    An early warning freezes nothing, for refunding the payment is what ends it.
    """
    return state in {"needs_response", "under_review"}
