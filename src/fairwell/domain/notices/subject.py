"""What is known of one subscription when its notices are planned, and its names in packs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from fairwell.domain.named_facts import policy_facts
from fairwell.domain.notices.kinds import Preferences
from fairwell.domain.policy.facts import Facts, FactValue, derive
from fairwell.domain.renewal import NextCharge
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import Term, days_between, local_date

_YEAR: Final = Term(months=12)
# A summary that was missed is still owed for a month; after it, the next one is on its way.
ANNIVERSARY_OPEN_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class PriceChange:
    """An announced price for one period, in minor units, and the first day it holds."""

    new_minor: int
    effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSubject:
    """One subscription whose notices are planned.

    `facts` as of now, and `next_charge` as it then stands, None where none comes.
    `price_change` is announced and has not been charged yet. `card_expires` is year and month.
    `resumes_at` ends a pause. `first_term` is an ISO 8601 period, "" for the term itself.
    `cancel_deadline` is the last day to turn the renewal off, None for the renewal's own day.
    `planned` are keys of notices planned before. `named` are facts that only some packs ask for.
    """

    facts: SubscriptionFacts
    next_charge: NextCharge | None
    price_change: PriceChange | None = None
    card_expires: tuple[int, int] | None = None
    resumes_at: datetime | None = None
    first_term: str = ""
    cancel_deadline: date | None = None
    preferences: Preferences = field(default_factory=Preferences)
    planned: frozenset[str] = frozenset()
    named: Mapping[str, FactValue] = field(default_factory=dict)

    @property
    def in_trial(self) -> bool:
        """Whether the next charge is the first one, at the end of a trial."""
        return self.facts.service == "trialing" and self.facts.trial_end is not None

    @property
    def goes_on(self) -> bool:
        """Whether charges will come, now or after a pause."""
        facts = self.facts
        renews = facts.renewal == "auto_renewing" and facts.service != "terminated"
        return renews and facts.ends_at is None


def named_facts(subject: NoticeSubject, at: datetime) -> Facts:
    """The facts that the packs' notices may ask for, by name; dates in the vendor's zone.

    Those of `policy_facts`, and: first_term, renews_on (the next charge's day), cancel_deadline,
    trial_days, first_recurring_charge_on, fee_change_on, anniversary_on (of the contract).
    """
    facts = subject.facts
    named = policy_facts(facts, None, at)
    named["first_term"] = Term.parse(subject.first_term or facts.term)
    named["anniversary_on"] = anniversary(subject, at)
    if subject.next_charge is not None:
        named["renews_on"] = subject.next_charge.on
    renews_on = named["renews_on"]
    named["cancel_deadline"] = subject.cancel_deadline or renews_on
    if subject.in_trial and facts.trial_end is not None:
        starts_on = local_date(facts.current_period_start, facts.zone)
        trial_ends_on = local_date(facts.trial_end, facts.zone)
        named["starts_on"] = starts_on
        named["trial_days"] = days_between(starts_on, trial_ends_on)
        named["first_recurring_charge_on"] = renews_on
    if subject.price_change is not None:
        named["fee_change_on"] = subject.price_change.effective_on
    return derive(named | dict(subject.named))


def anniversary(subject: NoticeSubject, at: datetime) -> date:
    """The contract's anniversary that is next or not longer past than a summary may be late."""
    zone = subject.facts.zone
    concluded_on = local_date(subject.facts.concluded_at, zone)
    since = local_date(at, zone) - timedelta(days=ANNIVERSARY_OPEN_DAYS)
    years = max(1, since.year - concluded_on.year)
    day = _YEAR.after(concluded_on, years)
    return day if day >= since else _YEAR.after(concluded_on, years + 1)
