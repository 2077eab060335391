"""One mistake at a time in a good pack, and the sentence that its author reads."""

import pytest

from fairwell.domain.policy import PackError, parse_pack
from tests.domain.policy.drafts import PACKS

GOOD = (PACKS / "vendor-60-annual.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("schema = 1", "schema = 2", "schema: must be a whole number from 1 to 1, not 2."),
        ("version = 1", 'version = "1"', "version: must be a whole number from 1 to 1000000."),
        (
            'kind = "vendor"',
            'kind = "vendr"',
            'kind: "vendr" is not one of vendor, statutory. Did you mean "vendor"?',
        ),
        (
            "valid_from = 2020-01-01",
            'valid_from = "2020-01-01"',
            "valid_from: must be a date without quotes or time, such as 2026-11-21.",
        ),
        (
            'last_day = "charged_on + P60D"',
            'last_day = "charged + P60D"',
            (
                'rule "annual-60-days", refund, last_day: "charged" is not a known fact. '
                'Did you mean "charged_on"?'
            ),
        ),
        (
            'last_day = "charged_on + P60D"',
            'last_day = "charged_on + 60D"',
            'rule "annual-60-days", refund, last_day: "60D" is not a known fact.',
        ),
        (
            'last_day = "charged_on + P60D"',
            'last_day = "charged_on +P60D"',
            (
                'rule "annual-60-days", refund, last_day: "+P60D" is not a step; write + or -, '
                "a space, and a length such as P1M."
            ),
        ),
        (
            'last_day = "charged_on + P60D"',
            'last_day = "term + P60D"',
            'rule "annual-60-days", refund, last_day: "term" holds a term; a date is needed here.',
        ),
        (
            'last_day = "charged_on + P60D"',
            'last_day = "charged_on + PT24H"',
            (
                'rule "annual-60-days", refund, last_day: "PT24H" moves an instant; '
                "a date is moved by days or months."
            ),
        ),
        (
            'by = "cancelled_at + PT24H"',
            'by = "cancelled_at + P1D"',
            (
                'rule "confirmation-24-hours", deadline, by: "cancelled_at + P1D": '
                "an instant is moved by hours only, such as + PT24H."
            ),
        ),
        (
            'done = "confirmed_at"',
            'done = "cancelled_on"',
            (
                'rule "confirmation-24-hours", deadline, done: "cancelled_on" holds a date; '
                "a instant is needed here."
            ),
        ),
        (
            'parts = [{ share = "all" }]',
            'parts = [{ share = "half" }]',
            (
                'rule "annual-60-days", refund, parts 1, share: "half" is not one of '
                "all, none, unused_days, percent."
            ),
        ),
        (
            'parts = [{ share = "all" }]',
            (
                'parts = [{ when = [{ fact = "consumer", is = true }], share = "none" }, '
                '{ share = "all" }]'
            ),
            (
                'rule "annual-60-days", texts, en, granted: {refund} has no value here; there is '
                "asked_on, day, ends_on, last_day, natural_last_day, opens_on, pay_days_from, "
                "pay_days_to."
            ),
        ),
        (
            'last_day = "charged_on + P60D"\n',
            'roll = { to = "next_working_day", confidence = "P" }\n',
            'rule "annual-60-days", refund, roll: needs a last_day to roll.',
        ),
        (
            "in_force_from = 2020-01-01",
            "in_force_from = 2020-01-01\nin_force_until = 2020-01-01",
            'rule "annual-60-days", in_force_until: must lie after in_force_from.',
        ),
        (
            'parts = [{ share = "all" }]',
            "parts = []",
            (
                'rule "annual-60-days", refund, parts: every entry but the last needs a when, '
                "and the last has none."
            ),
        ),
        (
            "business_days = [5, 7]",
            "business_days = [7, 5]",
            (
                'rule "annual-60-days", refund, pay, business_days: must be [fewest, most], '
                "such as [5, 7], at most 90."
            ),
        ),
        (
            'verb = "refund"',
            'verb = "terminate"',
            (
                'rule "annual-60-days", verb: refund and withdraw go with the effect refund, '
                "and only with it."
            ),
        ),
        (
            "in_force_from = 2020-01-01",
            "in_force_until = 2027-01-01",
            'rule "annual-60-days", in_force_from: is missing; a rule in force says since when.',
        ),
        (
            'when = [{ fact = "term", at_least = "P365D" }]',
            'when = [{ fact = "term", before = "P1Y" }]',
            (
                'rule "annual-60-days", when 1, term: needs exactly one comparison, one of is, '
                "is_not, at_least, at_most, more_than, less_than, present."
            ),
        ),
        (
            'when = [{ fact = "term", at_least = "P365D" }]',
            'when = [{ fact = "term", at_least = "1 year" }]',
            (
                'rule "annual-60-days", when 1, at_least: "1 year" is not a term; '
                "write an ISO 8601 period such as P1Y or P14D."
            ),
        ),
        (
            'when = [{ fact = "term", at_least = "P365D" }]',
            'when = [{ fact = "terms", at_least = "P365D" }]',
            (
                'rule "annual-60-days", when 1, fact: "terms" is not a known fact. '
                'Did you mean "term"?'
            ),
        ),
        (
            "You get {refund} back",
            "You get {refnd} back",
            (
                'rule "annual-60-days", texts, en, granted: {refnd} has no value here; there is '
                "asked_on, base, day, ends_on, kept, last_day, natural_last_day, opens_on, "
                'pay_days_from, pay_days_to, refund. Did you mean "refund"?'
            ),
        ),
        (
            "You get {refund} back",
            "You get {refund:.2f} back",
            (
                'rule "annual-60-days", texts, en, granted: {refund} takes no format of its own; '
                "write {refund}."
            ),
        ),
        (
            "You get {refund} back",
            "You get {refund back",
            (
                'rule "annual-60-days", texts, en, granted: has a brace out of place '
                "(unexpected '{' in field name)."
            ),
        ),
        (
            'id = "shorter-terms-none"',
            'id = "annual-60-days"',
            'rules: the id "annual-60-days" is used more than once.',
        ),
        (
            'id = "annual-60-days"',
            'id = "annual 60 days"',
            (
                'rule "annual 60 days", id: "annual 60 days" may hold letters, digits, dots '
                "and hyphens only."
            ),
        ),
        (
            'source = "Vendor\'s refund policy"',
            'source = " "',
            'rule "annual-60-days", source: is empty; write something or leave the key out.',
        ),
    ],
)
def test_a_mistake_is_named_with_its_rule_and_key(old: str, new: str, problem: str) -> None:
    assert old in GOOD
    with pytest.raises(PackError) as refused:
        parse_pack(GOOD.replace(old, new, 1), "mine.toml")
    assert refused.value.problems[0] == problem
