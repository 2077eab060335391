"""A pack with mistakes is refused with all of them, each at its place."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwell.domain.policy import Kind, Pack, PackError, parse_pack
from tests.domain.policy.drafts import PACKS, notice, pack, pack_text, rule, shipped

GOOD = (PACKS / "vendor-60-annual.toml").read_text(encoding="utf-8")


def problems(text: str) -> tuple[str, ...]:
    """Everything that is wrong with a pack."""
    with pytest.raises(PackError) as refused:
        parse_pack(text, "mine.toml")
    return refused.value.problems


def test_a_pack_is_read_with_its_rules() -> None:
    vendor = shipped("vendor-60-annual")
    assert (vendor.id, vendor.version, vendor.kind) == ("vendor-60-annual", 1, Kind.VENDOR)
    assert vendor.titles["de"] == "60 Tage bei Jahreslaufzeiten"
    assert [one.id for one in vendor.rules][:2] == ["annual-60-days", "shorter-terms-none"]
    with pytest.raises(KeyError, match="has no rule other"):
        vendor.rule("other")


def test_all_problems_are_found_at_once() -> None:
    text = (
        GOOD.replace('opens = "charged_on"', 'opns = "charged_on"', 1)
        .replace('base = "charge"', 'base = "charges"', 1)
        .replace("kind =", "knd =", 1)
    )
    found = problems(text)
    assert 'rule "annual-60-days", refund, opens: is missing; give a text in quotes.' in found
    assert (
        'rule "annual-60-days", refund, opns: is not a key that belongs here. '
        'Did you mean "opens"?' in found
    )
    assert (
        'rule "annual-60-days", refund, base: "charges" is not one of charge, contract, '
        'indexed_contract. Did you mean "charge"?' in found
    )
    assert "kind: is missing; give one of vendor, statutory." in found
    assert 'knd: is not a key that belongs here. Did you mean "kind"?' in found


def test_the_error_names_the_file_on_every_line() -> None:
    with pytest.raises(PackError) as refused:
        parse_pack("schema = 1", "mine.toml")
    assert all(line.startswith("mine.toml: ") for line in str(refused.value).splitlines())
    assert len(refused.value.problems) > 3


def test_what_is_no_toml_is_said_so() -> None:
    (problem,) = problems("schema == 1")
    assert problem.startswith("this is not TOML: ")


def test_an_empty_pack_has_nothing_to_say() -> None:
    assert problems(pack_text()) == ("rules: is missing; a pack has at least one rule.",)


def test_a_law_must_speak_four_languages_and_a_vendor_two() -> None:
    law = pack_text(notice("n", None, "renews_on - P1D"))
    assert problems(law.replace("[rules.texts.es]", "[rules.texts.pt]")) == (
        'rule "n", texts, es, duty: is missing; write what a person reads.',
    )
    vendor = pack_text(notice("n", None, "renews_on - P1D"), kind="vendor")
    assert parse_pack(vendor.replace("[rules.texts.es]", "[rules.texts.pt]"), "v").id == "draft"


def test_a_text_that_nothing_shows_is_a_mistake() -> None:
    text = pack_text(notice("n", None, "renews_on - P1D")).replace("duty =", "dutty =")
    assert (
        'rule "n", texts, en, dutty: is a text that nothing shows. Did you mean "duty"?'
        in problems(text)
    )


def test_a_button_is_labelled_in_every_language() -> None:
    text = pack_text(notice("n", None, "renews_on - P1D"), kind="vendor")
    text += '[rules.labels.en]\nopen = "Leave"\n'
    assert problems(text) == ('rule "n", labels, de, open: is missing; every language needs it.',)


@pytest.mark.parametrize(
    ("effect", "problem"),
    [
        ("", "effect: a rule has exactly one of refund, notice, deadline, end_date, fee, require."),
        ("[rules.require]\nmust = []", "require, must: is missing; list at least one condition."),
        (
            '[rules.deadline]\ndone = "handled_on"\nby = "renews_on"\nkeep_until = "renews_on"',
            "deadline, by: give either by or keep_until.",
        ),
        (
            '[rules.end_date]\ncases = [{ on = "renews_on" }, { on = "ended_on" }]',
            "end_date, cases: every entry but the last needs a when, and the last has none.",
        ),
        (
            '[rules.deadline]\ndone = "handled_on"\nby = { earliest = ["renews_on"] }',
            "deadline, by, earliest: needs at least two dates to choose from.",
        ),
        (
            '[rules.fee]\npercent = 101\nof = "remaining_minor"',
            "fee, percent: must be a whole number from 1 to 100, not 101.",
        ),
    ],
)
def test_an_effect_that_cannot_work_is_refused(effect: str, problem: str) -> None:
    text = pack_text(rule("r", effect, says={"duty": "x"}, verb="provide"))
    assert f'rule "r", {problem}' in problems(text)


def test_places_are_named_by_their_codes() -> None:
    top = '[applies]\ncountries = ["UK", "Germany"]\nsubdivisions = ["CA"]'
    assert problems(pack_text(notice("n", None, "renews_on - P1D"), top=top)) == (
        'applies, countries: "UK" is not an ISO code; write "GB".',
        'applies, countries: "Germany" is not an ISO 3166-1 code such as DE.',
        'applies, subdivisions: "CA" is not an ISO 3166-2 code such as US-CA.',
    )


def test_a_pack_may_declare_facts_of_its_own_but_not_change_known_ones() -> None:
    law = notice("n", None, "renews_on - P1D", when='when = [{ fact = "badge", is = true }]')
    assert pack(law, top='[facts]\nbadge = "flag"').facts == {"badge": "flag"}
    found = problems(pack_text(law, top='[facts]\nbadge = "flg"\nterm = "text"'))
    assert any(problem.startswith('facts, badge: "flg" is not one of') for problem in found)
    assert "facts, term: is a fact already; leave it out or choose another name." in found


def test_the_canonical_text_ignores_layout_and_notices_meaning() -> None:
    def canonical(text: str) -> str:
        return parse_pack(text, "mine.toml").canonical

    moved = "# a remark\n" + GOOD.replace('id = "vendor-60-annual"\n', "").replace(
        "version = 1", 'version   = 1\nid = "vendor-60-annual"'
    )
    assert canonical(moved) == canonical(GOOD)
    assert canonical(GOOD.replace("P60D", "P61D")) != canonical(GOOD)
    data = json.loads(canonical(GOOD))
    assert data["valid_from"] == "2020-01-01"
    assert data["rules"][0]["id"] == tomllib.loads(GOOD)["rules"][0]["id"]


def test_a_pack_is_pinned_only_while_it_is_offered() -> None:
    text = GOOD.replace(
        "valid_from = 2020-01-01", "valid_from = 2020-01-01\nvalid_until = 2026-06-30"
    )
    vendor: Pack = parse_pack(text, "mine.toml")
    first, last = vendor.valid_from, vendor.valid_until
    assert last is not None
    assert vendor.can_be_pinned(first)
    assert vendor.can_be_pinned(last)
    assert not vendor.can_be_pinned(last.replace(month=7, day=1))
    assert not vendor.can_be_pinned(first.replace(year=2019))
    backwards = problems(text.replace("2026-06-30", "2019-06-30"))
    assert backwards == ("valid_until: lies before valid_from.",)


KEY_LINES = [n for n, line in enumerate(GOOD.splitlines()) if " = " in line]
ODD_VALUES = ["1", '""', "true", "[]", "{}", "[[1]]", "[{}]", "1.5", "10:00:00", '"term + "']
ODD_VALUES += ["2020-01-01", "2020-01-01T00:00:00", "{ any = 1 }", '"2026-99-01"']


@given(st.sampled_from(KEY_LINES), st.sampled_from(ODD_VALUES))
def test_whatever_a_line_says_the_answer_is_a_pack_or_a_list_of_problems(n: int, odd: str) -> None:
    lines = GOOD.splitlines()
    lines[n] = f"{lines[n].split(' = ')[0]} = {odd}"
    try:
        answer: tuple[object, ...] = parse_pack("\n".join(lines), "mine.toml").rules
    except PackError as refused:
        answer = refused.problems
    assert answer
