"""Whether the vendor's duties are met, due or missed, and on which day a contract ends."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from fairwell.domain.policy.conditions import Unknown, holds
from fairwell.domain.policy.effects import (
    DeadlineEffect,
    EndDateEffect,
    NoticeEffect,
    RequireEffect,
)
from fairwell.domain.policy.expressions import InstantSum, MissingFactsError, date_fact
from fairwell.domain.policy.facts import Facts, FactValue
from fairwell.domain.policy.findings import Finding, Verdict


def decide_notice(effect: NoticeEffect, blank: Finding, facts: Facts, on: date) -> Finding:
    """PASS if sent within the window, FAIL if outside it or never, DUE while there is time."""
    opens = effect.opens.on(facts) if effect.opens else None
    last = effect.last_day.on(facts)
    if effect.sent in facts:
        sent = date_fact(effect.sent, facts)
        in_time = sent <= last and (opens is None or opens <= sent)
        verdict = Verdict.PASS if in_time else Verdict.FAIL
    else:
        verdict = Verdict.DUE if on <= last else Verdict.FAIL
    params = _given(effect.says["duty"], facts) | {"last_day": last}
    if opens:
        params["opens_on"] = opens
    return replace(
        blank,
        verdict=verdict,
        opens_on=opens,
        natural_last_day=last,
        last_day=last,
        contents=effect.contents,
        medium=effect.medium,
        text_key="duty",
        params=params,
    )


def decide_deadline(effect: DeadlineEffect, blank: Finding, facts: Facts, on: date) -> Finding:
    """PASS if done in time, FAIL if done too late (or undone too early), DUE until then.

    A deadline at an instant counts as missed from the next UTC day on; a thing to keep is kept
    (PASS) once its last day is past.
    """
    params = _given(effect.says["duty"], facts)
    if isinstance(effect.limit, InstantSum):
        by = effect.limit.at(facts)
        verdict = _judge(facts.get(effect.done), by, keep=effect.keep, past=on > by.date())
        params["by"] = by
        return replace(blank, verdict=verdict, by=by, text_key="duty", params=params)
    last = effect.limit.on(facts)
    verdict = _judge(facts.get(effect.done), last, keep=effect.keep, past=on > last)
    params["last_day"] = last
    return replace(
        blank,
        verdict=verdict,
        natural_last_day=last,
        last_day=last,
        text_key="duty",
        params=params,
    )


def _judge[T: (date, datetime)](
    done: FactValue | None, limit: T, *, keep: bool, past: bool
) -> Verdict:
    if done is None:
        late = Verdict.PASS if keep else Verdict.FAIL
        return late if past else Verdict.DUE
    assert isinstance(done, type(limit))
    met = done > limit if keep else done <= limit
    return Verdict.PASS if met else Verdict.FAIL


def decide_end_date(effect: EndDateEffect, blank: Finding, facts: Facts) -> Finding:
    """PASS with the day on which the contract or service ends."""
    case = next(case for case in effect.cases if holds(case.when, facts))
    ends_on = case.on.on(facts)
    params = _given(effect.says[case.text], facts) | {"ends_on": ends_on}
    found = replace(blank, verdict=Verdict.PASS, ends_on=ends_on, text_key=case.text)
    if effect.notify_by:
        last = effect.notify_by.on(facts)
        found = replace(found, natural_last_day=last, last_day=last)
        params["last_day"] = last
    return replace(found, params=params)


def decide_require(effect: RequireEffect, blank: Finding, facts: Facts) -> Finding:
    """PASS if all requirements are met, FAIL naming those that are not."""
    judged = [(part, part.judge(facts)) for part in effect.must.parts]
    failed = tuple(part.written for part, truth in judged if truth is False)
    if not failed:
        unknown = {
            name for _, truth in judged if isinstance(truth, Unknown) for name in truth.names
        }
        if unknown:
            raise MissingFactsError(*sorted(unknown))
    verdict = Verdict.FAIL if failed else Verdict.PASS
    return replace(blank, verdict=verdict, failed=failed, text_key="duty")


def _given(words: Iterable[str], facts: Facts) -> dict[str, FactValue]:
    return {word: facts[word] for word in words if word in facts}
