"""A vendor's pack may say how subscriptions change and how unpaid invoices are collected."""

import hashlib
import json

import pytest

from fairwell.domain.policy import (
    ChangePolicy,
    CollectingPolicy,
    Pack,
    PackError,
    change_policy,
    collecting_policy,
)
from fairwell.domain.term import Term
from tests.domain.policy.drafts import notice, pack, shipped

NO_TERM = "is not a term; write an ISO 8601 period such as P1Y or P14D."


def vendor(tables: str, pack_id: str = "draft") -> Pack:
    return pack(notice("n", None, "renews_on - P1D"), pack_id=pack_id, kind="vendor", top=tables)


def problems(tables: str, kind: str = "vendor") -> tuple[str, ...]:
    with pytest.raises(PackError) as refused:
        pack(notice("n", None, "renews_on - P1D"), kind=kind, top=tables)
    return refused.value.problems


def test_both_tables_are_read() -> None:
    said = vendor("""
        [changes]
        proration = "second"
        pause_longest = "P6M"
        pauses_per_year = 2
        downgrade = "either"
        [collecting]
        retries = ["P1D", "P1W", "P1M"]
        grace = "P45D"
        then = "hold"
        end_after = "P3M"
        most_attempts = 6
    """)

    assert said.changes == ChangePolicy(
        proration="second", pause_longest=Term(months=6), pauses_per_year=2, downgrade="either"
    )
    assert said.collecting == CollectingPolicy(
        retries=(Term(days=1), Term(days=7), Term(months=1)),
        grace=Term(days=45),
        then="hold",
        end_after=Term(months=3),
        most_attempts=6,
    )


def test_what_a_table_leaves_out_is_the_default() -> None:
    said = vendor('[changes]\nproration = "second"\n[collecting]\ngrace = "P20D"')

    assert said.changes == ChangePolicy(proration="second")
    assert said.collecting == CollectingPolicy(grace=Term(days=20))


def test_a_vendor_may_end_after_the_grace_never_end_or_never_retry() -> None:
    ends = vendor('[collecting]\nthen = "end"').collecting
    holds = vendor('[collecting]\nend_after = "never"\nretries = []').collecting

    assert ends == CollectingPolicy(then="end", end_after=None)
    assert holds == CollectingPolicy(end_after=None, retries=())


def test_a_pack_that_says_nothing_leaves_the_defaults_and_its_text_alone() -> None:
    silent = shipped("vendor-60-annual")

    assert (silent.changes, silent.collecting) == (None, None)
    assert not {"changes", "collecting"} & json.loads(silent.canonical).keys()
    # What is published in books everywhere; another digest would be refused as another pack.
    assert hashlib.sha256(silent.canonical.encode()).hexdigest().startswith("de04452b93ba449d")


def test_the_vendors_pack_decides_and_the_defaults_where_it_is_silent() -> None:
    law = shipped("eu-withdrawal")
    speaks = vendor("[changes]\npauses_per_year = 0\n[collecting]\nmost_attempts = 9")

    assert change_policy([law, speaks]) == ChangePolicy(pauses_per_year=0)
    assert collecting_policy([law, speaks]) == CollectingPolicy(most_attempts=9)
    for packs in ([], [law], [law, shipped("vendor-none")]):
        assert change_policy(packs) == ChangePolicy()
        assert collecting_policy(packs) == CollectingPolicy()


def test_a_law_says_neither() -> None:
    assert problems("[changes]\n[collecting]\ngrace = 3", kind="statutory") == (
        "changes: belongs in a vendor's pack only; a law does not say it.",
        "collecting: belongs in a vendor's pack only; a law does not say it.",
    )


def test_all_mistakes_are_found_at_once() -> None:
    found = problems("""
        [changes]
        proration = "days"
        pause_longest = "3 months"
        pauses_per_year = 13
        downgade = "either"
        [collecting]
        retries = ["P3D", "3"]
        grace = 14
        then = "stop"
        end_after = ""
        most_attempts = 16
    """)

    assert found == (
        'changes, proration: "days" is not one of day, second. Did you mean "day"?',
        f'changes, pause_longest: "3 months" {NO_TERM}',
        "changes, pauses_per_year: must be a whole number from 0 to 12, not 13.",
        'changes, downgade: is not a key that belongs here. Did you mean "downgrade"?',
        f'collecting, retries: "3" {NO_TERM}',
        "collecting, grace: must be a text in quotes.",
        'collecting, then: "stop" is not one of hold, end.',
        "collecting, end_after: is empty; write something or leave the key out.",
        "collecting, most_attempts: must be a whole number from 1 to 15, not 16.",
    )


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (
            'retries = ["P5D", "P3D"]',
            "retries: must rise and all come before the grace ends (P14D).",
        ),
        (
            'retries = ["P3D", "P3D"]',
            "retries: must rise and all come before the grace ends (P14D).",
        ),
        ('grace = "P7D"', "retries: must rise and all come before the grace ends (P7D)."),
        # A month may have as few as 28 days, so that this would not always rise.
        (
            'retries = ["P28D", "P1M"]\ngrace = "P2M"\nend_after = "P3M"',
            "retries: must rise and all come before the grace ends (P2M).",
        ),
        ('end_after = "P14D"', "end_after: must come after the grace (P14D), not at P14D."),
        ('grace = "P1M"', "end_after: must come after the grace (P1M), not at P30D."),
        (
            'then = "end"\nend_after = "P30D"',
            'end_after: belongs to then = "hold"; leave it out.',
        ),
        ("most_attempts = 3", "retries: with the first attempt are more than 3 in 30 days."),
    ],
)
def test_terms_that_do_not_fit_each_other_are_refused(written: str, problem: str) -> None:
    assert problems(f"[collecting]\n{written}") == (f"collecting, {problem}",)


def test_more_attempts_than_the_limit_may_spread_over_more_than_thirty_days() -> None:
    waits = 'retries = ["P10D", "P20D", "P30D", "P41D"]\ngrace = "P50D"\nend_after = "P60D"'
    said = vendor(f"[collecting]\n{waits}\nmost_attempts = 4").collecting

    assert said is not None
    assert len(said.retries) == 4


def test_a_policy_made_by_code_is_checked_as_well() -> None:
    with pytest.raises(ValueError, match="most_attempts must be from 1 to 15"):
        CollectingPolicy(most_attempts=16)
