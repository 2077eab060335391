"""The next charge as an entry for the subscriber's own calendar."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fairwell.domain.renewal import NextCharge
from fairwell.domain.subscription import SubscriptionFacts

EntrySummary = Literal["renewal", "trial_end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalEntry:
    """One day in a calendar; `summary` names the text, `amount_minor` is in minor units.

    `uid` stays the same for one period's charge, however often it moves; `sequence` must be higher
    each time that it does (RFC 5545, 3.8.7.4).
    """

    uid: str
    sequence: int
    summary: EntrySummary
    name: str
    on: date
    amount_minor: int
    currency: str
    link: str


def renewal_entry(
    facts: SubscriptionFacts,
    charge: NextCharge,
    *,
    name: str,
    host: str,
    link: str,
    sequence: int,
) -> RenewalEntry:
    """The entry of `charge`, the next one; `name` is the plan's, `host` the vendor's own domain.

    `link` leads to where renewal can be turned off. `sequence` counts what has happened to the
    subscription, so that a later copy takes an earlier one's place.
    """
    return RenewalEntry(
        uid=f"renewal-{facts.subscription_id}-{facts.current_period_no + 1}@{host}",
        sequence=sequence,
        summary="trial_end" if facts.service == "trialing" else "renewal",
        name=name,
        on=charge.on,
        amount_minor=charge.amount_minor,
        currency=charge.currency,
        link=link,
    )
