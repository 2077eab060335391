"""Why a subscription cannot be changed, or not to that, or not yet."""

from datetime import datetime
from zoneinfo import ZoneInfo

from fairwell.domain.change_kind import ChangeKind, ChangeTarget, ScheduledFacts, When
from fairwell.domain.policy import ChangePolicy
from fairwell.domain.price import PriceFacts
from fairwell.domain.refusal import Refusal
from fairwell.domain.subscription import SubscriptionFacts
from fairwell.domain.term import last_day, local_date


def period_end(facts: SubscriptionFacts) -> datetime:
    """When the running period or trial is over and the next charge falls due, paid or not."""
    if facts.service == "trialing" and facts.trial_end is not None:
        return facts.trial_end
    return facts.current_period_end


def not_under_way(facts: SubscriptionFacts) -> Refusal | None:
    """Why nothing can be arranged: it has ended, is cancelled, or has not begun."""
    if facts.renewal == "ended" or facts.service == "terminated":
        return Refusal("already_ended")
    if facts.open_cancellation is not None:
        return Refusal("cancelled_undo_first", {"reference": facts.open_cancellation})
    if facts.service == "pending":
        return Refusal("not_started")
    return None


def renewal_is_off(facts: SubscriptionFacts) -> Refusal:
    """The refusal of what makes no sense without a next term, with the service's last day."""
    last = last_day(facts.ends_at or facts.current_period_end, facts.zone)
    return Refusal("renewal_off_turn_on", {"last_day": last.isoformat()})


def cannot_change(
    facts: SubscriptionFacts, kind: ChangeKind, *, when: When, at: datetime
) -> Refusal | None:
    """Why the subscription, as it stands, cannot be changed.

    While a charge is overdue but access is kept, something cheaper may be agreed for the next term:
    who cannot pay should not have to leave. The charge stays owed. A trial that ends by itself can
    be changed at once, because nothing but the trial is changed.
    """
    refused = not_under_way(facts)
    if refused is not None:
        return refused
    if facts.service == "paused":
        return Refusal("paused_resume_first")
    trial_now = facts.service == "trialing" and when == "now"
    if facts.renewal == "non_renewing" and not trial_now:
        return renewal_is_off(facts)
    less_later = facts.standing == "grace" and when == "at_renewal" and kind.cheaper
    if facts.standing != "current" and not less_later:
        return Refusal("pay_first")
    return Refusal("renewal_due") if period_end(facts) <= at else None


def cannot_have(
    kind: ChangeKind, current: PriceFacts, target: ChangeTarget, *, devices_in_use: int
) -> Refusal | None:
    """Why the target cannot be had; more or less of one's own price can, though it is sold out."""
    price = target.price
    if not price.active and price.price_id != current.price_id:
        return Refusal("price_not_sold")
    if price.currency != current.currency:
        return Refusal("other_currency")
    if target.quantity < 1:
        return Refusal("quantity_below_one")
    if kind.covered_after < devices_in_use and kind.covered_after < kind.covered_before:
        params = {"covered": kind.covered_after, "in_use": devices_in_use}
        return Refusal("devices_in_use", params | {"remove": devices_in_use - kind.covered_after})
    return None


def nothing_new(
    kind: ChangeKind,
    target: ChangeTarget,
    *,
    when: When,
    scheduled: ScheduledFacts | None,
    zone: ZoneInfo,
) -> Refusal | None:
    """Why there is nothing to do: it is so already, or agreed for the renewal already."""
    if kind.kind == "none":
        return Refusal("nothing_changes")
    if scheduled is None or when == "now":
        return None
    if (scheduled.price_id, scheduled.quantity) == (target.price.price_id, target.quantity):
        day = local_date(scheduled.effective_at, zone)
        return Refusal("change_scheduled", {"earliest": day.isoformat()})
    return None


def too_early(
    facts: SubscriptionFacts,
    kind: ChangeKind,
    effective_at: datetime,
    *,
    when: When,
    policy: ChangePolicy,
) -> Refusal | None:
    """Why less cannot be had yet.

    The first term was agreed for what is had now. After it less comes with the next renewal, or at
    once where the policy says either; in a trial it always may, because nothing is paid for yet and
    nobody is bound.
    """
    if not kind.less or facts.service == "trialing":
        return None
    until = facts.first_term_end
    if until is not None and effective_at < until:
        day = local_date(until, facts.zone)
        return Refusal("first_term_running", {"earliest": day.isoformat()})
    if when == "now" and policy.downgrade == "at_renewal":
        day = local_date(period_end(facts), facts.zone)
        return Refusal("less_at_renewal", {"earliest": day.isoformat()})
    return None
