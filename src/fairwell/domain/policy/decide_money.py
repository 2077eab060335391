"""What a refund, a withdrawal or an early-ending fee comes to, to the minor unit and the day."""

from dataclasses import replace
from datetime import date

from fairwell.domain.business_days import business_day_range, roll_forward
from fairwell.domain.money import half_up
from fairwell.domain.policy.conditions import holds
from fairwell.domain.policy.effects import FeeEffect, Part, Payout, RefundEffect
from fairwell.domain.policy.expressions import (
    DateSum,
    MissingFactsError,
    calendar_of,
    date_fact,
)
from fairwell.domain.policy.facts import Facts, FactValue
from fairwell.domain.policy.findings import Finding, Reason, Verdict
from fairwell.domain.term import days_between


def decide_refund(effect: RefundEffect, blank: Finding, facts: Facts) -> Finding:
    """PASS with the amounts for asking in time, FAIL after the last day.

    Not applicable before the window opens. MissingFactsError for a fact that the answer needs.
    """
    asked = date_fact(effect.asked, facts)
    opens = effect.opens.on(facts)
    if asked < opens:
        return replace(blank, verdict=Verdict.NOT_APPLICABLE, reason=Reason.NOT_YET_OPEN)
    found = replace(blank, opens_on=opens, day=days_between(opens, asked), base=effect.base)
    found = _close_window(effect, found, facts)
    params: dict[str, FactValue] = {"asked_on": asked, "opens_on": opens}
    params["day"] = days_between(opens, asked)
    if found.last_day and found.natural_last_day:
        params |= {"last_day": found.last_day, "natural_last_day": found.natural_last_day}
        if asked > found.last_day:
            return replace(found, verdict=Verdict.FAIL, text_key="late", params=params)
    part = next(part for part in effect.parts if holds(part.when, facts))
    found = replace(found, verdict=Verdict.PASS, text_key=part.text, params=params)
    if part.share != "none":
        found = _share_out(part, found, facts)
    if effect.ends_service:
        found = replace(found, ends_service=True, ends_on=asked)
        found = replace(found, params={**found.params, "ends_on": asked})
    return _pay(effect.pay, found, facts) if effect.pay else found


def _close_window(effect: RefundEffect, found: Finding, facts: Facts) -> Finding:
    if not effect.last_days:
        return found
    last = next(last for last in effect.last_days if holds(last.when, facts))
    natural = last.day.on(facts)
    if effect.roll is None:
        return replace(found, natural_last_day=natural, last_day=natural)
    rolled = roll_forward(natural, calendar_of(facts))
    # A right is only as sure as the rolling that it rests on.
    sure = found.confidence if rolled == natural else effect.roll.confidence
    return replace(found, natural_last_day=natural, last_day=rolled, confidence=sure)


def _share_out(part: Part, found: Finding, facts: Facts) -> Finding:
    assert found.base is not None
    base = whole_number(found.base.fact, facts)
    currency = facts.get("currency")
    if not isinstance(currency, str):
        raise MissingFactsError("currency")
    days: dict[str, FactValue] = {}
    if part.share == "unused_days":
        used, whole = _used_and_whole(part, facts)
        days = {"used_days": used, "term_days": whole}
        kept = half_up(base * used, whole)
    else:
        kept = base - half_up(base * part.percent, 100)
    kept = min(kept, base)
    amounts: dict[str, FactValue] = {"refund": base - kept, "kept": kept, "base": base}
    return replace(
        found,
        base_minor=base,
        kept_minor=kept,
        refund_minor=base - kept,
        currency=currency,
        params={**found.params, **days, **amounts},
    )


def _used_and_whole(part: Part, facts: Facts) -> tuple[int, int]:
    """Elapsed days used and in all; days before the start count as none used."""
    used = _span_days(part.used, facts) if part.used else whole_number("used_days", facts)
    whole = _span_days(part.whole, facts) if part.whole else whole_number("term_days", facts)
    if whole < 1:
        raise MissingFactsError("term_days")
    return max(0, used), whole


def _span_days(span: tuple[DateSum, DateSum], facts: Facts) -> int:
    start, end = span
    return days_between(start.on(facts), end.on(facts))


def _pay(pay: Payout, found: Finding, facts: Facts) -> Finding:
    after = pay.after.on(facts)
    found = replace(found, same_means=pay.same_means)
    if pay.within:
        pay_by = pay.within.after(after)
        return replace(found, pay_by=pay_by, params={**found.params, "pay_by": pay_by})
    assert pay.business_days is not None
    fewest, most = pay.business_days
    found = replace(
        found,
        pay_business_days=pay.business_days,
        params={**found.params, "pay_days_from": fewest, "pay_days_to": most},
    )
    dates = _expected_dates(after, pay.business_days, facts)
    return replace(found, pay_from=dates[0], pay_by=dates[1]) if dates else found


def _expected_dates(after: date, counts: tuple[int, int], facts: Facts) -> tuple[date, date] | None:
    try:
        return business_day_range(after, counts, calendar_of(facts))
    except MissingFactsError:
        # Money must not wait for a calendar: the promised count is shown without dates.
        return None


def decide_fee(effect: FeeEffect, blank: Finding, facts: Facts) -> Finding:
    """The fee owed (half-up); MissingFactsError without its amount or currency."""
    base = whole_number(effect.of, facts)
    currency = facts.get("currency")
    if not isinstance(currency, str):
        raise MissingFactsError("currency")
    fee = half_up(base * effect.percent, 100)
    ends_on = effect.ends_on.on(facts) if effect.ends_on else None
    ends: dict[str, FactValue] = {"ends_on": ends_on} if ends_on else {}
    return replace(
        blank,
        verdict=Verdict.PASS,
        base_minor=base,
        fee_minor=fee,
        currency=currency,
        ends_on=ends_on,
        text_key="owed",
        params={"fee": fee, "base": base, **ends},
    )


def whole_number(name: str, facts: Facts) -> int:
    """The number fact of that name; MissingFactsError without it."""
    value = facts.get(name)
    if not isinstance(value, int):
        raise MissingFactsError(name)
    return value
