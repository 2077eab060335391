"""The facts of a subscription that decisions are taken on, and its three axes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from fairwell.domain.coming_bills import Outlook
from fairwell.domain.proration import Stretch

Renewal = Literal["auto_renewing", "non_renewing", "ended"]
Standing = Literal["current", "grace", "on_hold", "written_off"]
Service = Literal["pending", "trialing", "active", "paused", "terminated"]

RENEWALS = ("auto_renewing", "non_renewing", "ended")
STANDINGS = ("current", "grace", "on_hold", "written_off")
SERVICES = ("pending", "trialing", "active", "paused", "terminated")


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """One captured payment of a subscription, amounts in minor units.

    `refundable_minor` is what was captured less what was refunded or is reserved for a refund.
    A disputed payment may be taken back by the bank: what it gives back, a person decides.
    """

    payment_id: int
    order_number: str
    charged_at: datetime
    currency: str
    captured_minor: int
    refundable_minor: int
    period_start: datetime
    period_end: datetime
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """Everything a decision may rest on; instants are aware UTC, `zone` is the vendor's.

    `pauses` are those that are over, oldest first; `paused_at` begins the one that runs.
    `outlook` is what the billing run will decide its renewals on, None where that was not read.
    """

    subscription_id: int
    renewal: Renewal
    standing: Standing
    service: Service
    term: str
    concluded_at: datetime
    anchor_at: datetime
    anchor_period_no: int
    current_period_no: int
    current_period_start: datetime
    current_period_end: datetime
    trial_end: datetime | None
    ends_at: datetime | None
    price_minor: int
    quantity: int
    currency: str
    country: str
    subdivision: str
    consumer: bool
    early_start_requested: bool | None
    informed_of_withdrawal: bool
    zone: ZoneInfo
    charges: tuple[ChargeFacts, ...] = ()
    open_cancellation: str | None = None
    price_id: int = 0
    method_id: int | None = None
    first_term_end: datetime | None = None
    notice: str = ""
    paused_at: datetime | None = None
    resume_at: datetime | None = None
    pauses: tuple[Stretch, ...] = ()
    next_minor: int | None = None
    outlook: Outlook | None = None

    @property
    def renews(self) -> bool:
        """Whether it goes on until somebody ends it; one with an end set may renew up to it."""
        return self.renewal == "auto_renewing" and self.ends_at is None

    @property
    def renewal_minor(self) -> int:
        """What the next renewal costs, in minor units.

        `next_minor` is what will really be charged, with tax, where that was worked out: a
        scheduled change, an introduction that runs out and taxes on top make it another sum.
        """
        return self.price_minor * self.quantity if self.next_minor is None else self.next_minor


def display_status(facts: SubscriptionFacts) -> str:
    """The one word that people are shown, derived from the axes.

    Returns one of: ended, paused, on_hold, past_due, trial, ending, pending, active.
    """
    if facts.renewal == "ended" or facts.service == "terminated":
        return "ended"
    if facts.service == "paused":
        return "paused"
    if facts.standing in ("on_hold", "written_off"):
        return "on_hold"
    if facts.standing == "grace":
        return "past_due"
    if facts.ends_at is not None:
        return "ending"
    return {"trialing": "trial", "pending": "pending"}.get(facts.service, "active")
