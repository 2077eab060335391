"""Reads the tables `[changes]` and `[collecting]`, which only a vendor's pack may have."""

from typing import Final, cast

from fairwell.domain.policy.tables import Table
from fairwell.domain.policy.vendor_terms import (
    CARD_NETWORK_ATTEMPTS,
    AfterGrace,
    ChangePolicy,
    CollectingPolicy,
    Downgrade,
    Proration,
    collecting_problems,
)
from fairwell.domain.term import Term, TermError

_CHANGES: Final = ChangePolicy()
_COLLECTING: Final = CollectingPolicy()
_MOST_PAUSES: Final = 12


def read_changes(pack: Table, *, of_vendor: bool) -> ChangePolicy | None:
    """The pack's `[changes]`, what it leaves out being the default; None without the table."""
    table = _section(pack, "changes", of_vendor=of_vendor)
    if table is None:
        return None
    policy = ChangePolicy(
        proration=cast(
            Proration, table.choice("proration", ["day", "second"], default=_CHANGES.proration)
        ),
        pause_longest=_term(table, "pause_longest", _CHANGES.pause_longest),
        pauses_per_year=_whole(table, "pauses_per_year", 0, _MOST_PAUSES, _CHANGES.pauses_per_year),
        downgrade=cast(
            Downgrade,
            table.choice("downgrade", ["at_renewal", "either"], default=_CHANGES.downgrade),
        ),
    )
    table.finish()
    return policy


def read_collecting(pack: Table, *, of_vendor: bool) -> CollectingPolicy | None:
    """The pack's `[collecting]`, what it leaves out being the default; None without the table.

    None as well, with the problems noted, where what is written cannot be a policy.
    """
    table = _section(pack, "collecting", of_vendor=of_vendor)
    if table is None:
        return None
    before = len(table.problems)
    retries = _retries(table)
    grace = _term(table, "grace", _COLLECTING.grace)
    then = cast(AfterGrace, table.choice("then", ["hold", "end"], default=_COLLECTING.then))
    end_after = _end_after(table, then)
    most_attempts = _whole(
        table, "most_attempts", 1, CARD_NETWORK_ATTEMPTS, _COLLECTING.most_attempts
    )
    table.finish()
    # What was misread stands in as a neutral value, which must not be complained about again.
    if len(table.problems) > before:
        return None
    wrong = collecting_problems(
        retries=retries,
        grace=grace,
        then=then,
        end_after=end_after,
        most_attempts=most_attempts,
    )
    for key, text in wrong:
        table.problem(key, text)
    if wrong:
        return None
    return CollectingPolicy(
        retries=retries, grace=grace, then=then, end_after=end_after, most_attempts=most_attempts
    )


def _section(pack: Table, key: str, *, of_vendor: bool) -> Table | None:
    if not pack.has(key):
        return None
    if not of_vendor:
        pack.problem(key, "belongs in a vendor's pack only; a law does not say it.")
        return None
    return pack.table(key)


def _retries(table: Table) -> tuple[Term, ...]:
    if not table.has("retries"):
        return _COLLECTING.retries
    return tuple(_parsed(table, "retries", word) for word in table.words("retries"))


def _end_after(table: Table, then: AfterGrace) -> Term | None:
    if not table.has("end_after"):
        return _COLLECTING.end_after if then == "hold" else None
    if table.raw("end_after") == "never":
        return None
    return _term(table, "end_after", None)


def _term(table: Table, key: str, default: Term | None) -> Term:
    if default is not None and not table.has(key):
        return default
    text = table.text(key)
    return _parsed(table, key, text) if text else Term(days=1)


def _parsed(table: Table, key: str, text: str) -> Term:
    try:
        return Term.parse(text)
    except TermError as refused:
        table.problem(key, str(refused))
        return Term(days=1)


def _whole(table: Table, key: str, low: int, high: int, default: int) -> int:
    return table.whole(key, low, high) if table.has(key) else default
