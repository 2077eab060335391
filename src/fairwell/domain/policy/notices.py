"""Merges the notice windows of several laws into as few notices as satisfy every one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fairwell.domain.policy.findings import Finding, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWindow:
    """Days (both included) on which one notice satisfies every rule named; None is unbounded.

    `rules` are (pack id, rule id) pairs; `contents` all that the notice must say.
    """

    opens_on: date | None
    last_day: date
    rules: tuple[tuple[str, str], ...] = ()
    contents: tuple[str, ...] = ()


def merge_windows(windows: Iterable[NoticeWindow]) -> tuple[NoticeWindow, ...]:
    """The fewest windows such that one notice within each satisfies all, none being dropped.

    Overlapping windows shrink to their intersection; where that is empty several notices are due.
    Taking windows by their last day and opening a new notice only when the next window has not
    opened yet gives the least number (interval stabbing). Earliest last day first.
    """
    merged: list[NoticeWindow] = []
    for window in sorted(windows, key=_order):
        if merged and (window.opens_on or date.min) <= merged[-1].last_day:
            merged[-1] = _intersect(merged[-1], window)
        else:
            merged.append(window)
    return tuple(merged)


def _order(window: NoticeWindow) -> tuple[date, date, tuple[tuple[str, str], ...]]:
    return window.last_day, window.opens_on or date.min, window.rules


def _intersect(one: NoticeWindow, other: NoticeWindow) -> NoticeWindow:
    opens = max(one.opens_on or date.min, other.opens_on or date.min)
    return NoticeWindow(
        opens_on=None if opens == date.min else opens,
        last_day=min(one.last_day, other.last_day),
        rules=tuple(dict.fromkeys((*one.rules, *other.rules))),
        contents=tuple(dict.fromkeys((*one.contents, *other.contents))),
    )


def notice_windows(findings: Iterable[Finding]) -> tuple[NoticeWindow, ...]:
    """Merged windows of the notices that apply and are not yet sent.

    A window that was missed is kept: a late notice is still owed, and its finding says FAIL.
    """
    return merge_windows(
        NoticeWindow(
            opens_on=finding.opens_on,
            last_day=finding.last_day,
            rules=((finding.pack_id, finding.rule_id),),
            contents=finding.contents,
        )
        for finding in findings
        if finding.effect == "notice"
        and finding.last_day
        and finding.verdict in {Verdict.DUE, Verdict.FAIL}
    )
