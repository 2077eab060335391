"""A subscription's facts under the names that policy packs use."""

from datetime import datetime

from fairwell.domain.paused_time import billed_end, days_used
from fairwell.domain.policy.facts import FactValue
from fairwell.domain.subscription import ChargeFacts, SubscriptionFacts
from fairwell.domain.term import Term, local_date


def policy_facts(
    facts: SubscriptionFacts, charge: ChargeFacts | None, at: datetime
) -> dict[str, FactValue]:
    """The named facts that rules may ask for, for one charge; dates in the vendor's zone.

    Whether an early start was asked for counts as "no" when it isn't known: the trader has to
    prove the express request (Directive 2011/83/EU, art. 14(4)(a)). Days of a pause are not used.
    """
    today = local_date(at, facts.zone)
    named: dict[str, FactValue] = {
        "country": facts.country,
        "subdivision": facts.subdivision,
        "consumer": facts.consumer,
        "term": Term.parse(facts.term),
        "currency": facts.currency,
        "price_minor": facts.renewal_minor,
        "concluded_on": local_date(facts.concluded_at, facts.zone),
        "informed_of_withdrawal": facts.informed_of_withdrawal,
        "early_start_requested": bool(facts.early_start_requested),
        "cancelled_on": today,
        "cancelled_at": at,
        "withdrawn_on": today,
        "withdrawn_at": at,
        "ended_on": today,
        "renews_on": local_date(facts.current_period_end, facts.zone),
        "contract_paid_minor": sum(c.captured_minor for c in facts.charges),
    }
    if facts.trial_end is not None:
        named["trial_ends_on"] = local_date(facts.trial_end, facts.zone)
    start, end = facts.current_period_start, billed_end(facts)
    if charge is not None:
        start, end = charge.period_start, charge.period_end
        named["charged_on"] = local_date(charge.charged_at, facts.zone)
        named["paid_minor"] = charge.captured_minor
    used_days, term_days = days_used(facts, start, end, at=at)
    return named | {"term_days": term_days, "used_days": used_days}
