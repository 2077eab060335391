"""Reads a policy pack from TOML and refuses it with everything that is wrong at once."""

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, time
from string import Formatter
from typing import Any, Final, cast

from fairwell.domain.policy.conditions import read_conditions
from fairwell.domain.policy.effects import Effect, RefundEffect
from fairwell.domain.policy.facts import FACTS, KINDS
from fairwell.domain.policy.findings import Verb
from fairwell.domain.policy.pack import Kind, Pack, PackError, Reach, Rule, Standing, Texts
from fairwell.domain.policy.read_effects import CONFIDENCES, read_effect
from fairwell.domain.policy.read_vendor_terms import read_changes, read_collecting
from fairwell.domain.policy.regions import read_countries, read_subdivisions
from fairwell.domain.policy.tables import Table, did_you_mean

_MONEY_VERBS: Final = {Verb.REFUND, Verb.WITHDRAW}
_SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")


def parse_pack(text: str, name: str) -> Pack:
    """The pack written in `text`; PackError with all problems, each naming rule and key.

    `name` is what the errors call the file. The schema is shown by the shipped packs.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as refused:
        raise PackError(name, [f"this is not TOML: {refused}"]) from None
    problems: list[str] = []
    pack = _read_pack(Table(data, "", problems), data)
    if problems:
        raise PackError(name, problems)
    return pack


def _read_pack(table: Table, data: Mapping[str, Any]) -> Pack:
    table.whole("schema", 1, 1)
    kind = Kind(table.choice("kind", [kind.value for kind in Kind]))
    declared = _read_facts(table)
    kinds = {**FACTS, **declared}
    reach = _read_reach(table.table("applies"))
    titles = table.table("title", required=True)
    rules = table.tables("rules")
    pack = Pack(
        id=_slug(table, "id"),
        version=table.whole("version", 1, 10**6),
        kind=kind,
        titles={language: titles.text(language) for language in kind.languages},
        valid_from=table.day("valid_from"),
        valid_until=table.optional_day("valid_until"),
        facts=declared,
        rules=tuple(
            rule
            for inner in rules
            if (rule := _read_rule(inner, kinds, reach, kind.languages)) is not None
        ),
        canonical=json.dumps(
            data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_iso
        ),
        changes=read_changes(table, of_vendor=kind is Kind.VENDOR),
        collecting=read_collecting(table, of_vendor=kind is Kind.VENDOR),
    )
    titles.finish()
    table.finish()
    _check_ids(table, rules)
    if pack.valid_until and pack.valid_until < pack.valid_from:
        table.problem("valid_until", "lies before valid_from.")
    return pack


def _iso(value: object) -> str:
    assert isinstance(value, date | time), "TOML holds nothing else that JSON does not"
    return value.isoformat()


def _read_facts(table: Table) -> dict[str, str]:
    facts = table.table("facts")
    declared = {}
    for name in facts.keys():  # noqa: SIM118  (a reader, not a dict)
        if name in FACTS:
            facts.problem(name, "is a fact already; leave it out or choose another name.")
        declared[name] = facts.choice(name, KINDS)
    return declared


def _read_reach(table: Table) -> Reach:
    reach = Reach(
        countries=read_countries(table, "countries"),
        subdivisions=read_subdivisions(table, "subdivisions"),
        consumers_only=table.flag("consumers_only", default=False),
    )
    table.finish()
    return reach


def _read_rule(
    table: Table, kinds: Mapping[str, str], reach: Reach, languages: tuple[str, ...]
) -> Rule | None:
    if isinstance(table.raw("id"), str):
        table.where = f'rule "{table.raw("id")}"'
    rule_id = _slug(table, "id")
    verb = Verb(table.choice("verb", [verb.value for verb in Verb]))
    effect = read_effect(table, kinds)
    texts = _read_words(table, "texts")
    labels = _read_words(table, "labels") if table.has("labels") else {}
    rule = {
        "source": table.text("source"),
        "confidence": table.choice("confidence", CONFIDENCES),
        "verified_on": table.day("verified_on"),
        "standing": _read_standing(table),
        "reach": _read_reach(table.table("applies")) if table.has("applies") else reach,
        "when": read_conditions(table, "when", kinds),
    }
    table.finish()
    if effect is None:
        return None
    if isinstance(effect, RefundEffect) != (verb in _MONEY_VERBS):
        table.problem("verb", "refund and withdraw go with the effect refund, and only with it.")
    check_texts(table, texts, effect, languages)
    _check_labels(table, labels, languages)
    return Rule(id=rule_id, verb=verb, effect=effect, texts=texts, labels=labels, **cast(Any, rule))


def _read_standing(table: Table) -> Standing:
    status = table.choice("status", ["in_force", "vacated", "prospective"])
    starts_on = table.optional_day("in_force_from")
    until = table.optional_day("in_force_until")
    if status == "in_force" and starts_on is None:
        table.problem("in_force_from", "is missing; a rule in force says since when.")
    if starts_on and until and until <= starts_on:
        table.problem("in_force_until", "must lie after in_force_from.")
    return Standing(status=cast(Any, status), starts_on=starts_on, until=until)


def _read_words(table: Table, key: str) -> Texts:
    words = table.table(key, required=True)
    read = {}
    for language in words.keys():  # noqa: SIM118  (a reader, not a dict)
        inner = words.table(language)
        read[language] = {name: inner.text(name) for name in inner.keys()}  # noqa: SIM118
    return read


def check_texts(table: Table, texts: Texts, effect: Effect, languages: tuple[str, ...]) -> None:
    """Note each text that the effect needs and lacks, in `languages` and in those of `texts`."""
    for language in dict.fromkeys((*languages, *texts)):
        written = texts.get(language, {})
        for key, words in effect.says.items():
            if key not in written:
                table.problem(f"texts, {language}, {key}", "is missing; write what a person reads.")
            else:
                _check_placeholders(table, f"texts, {language}, {key}", written[key], words)
        for key in written.keys() - effect.says.keys():
            hint = did_you_mean(key, effect.says)
            table.problem(f"texts, {language}, {key}", f"is a text that nothing shows.{hint}")


def _check_placeholders(table: Table, key: str, text: str, words: frozenset[str]) -> None:
    try:
        fields = list(Formatter().parse(text))
    except ValueError as refused:
        table.problem(key, f"has a brace out of place ({refused}).")
        return
    for _, word, spec, conversion in fields:
        if word is None:
            continue
        if word not in words:
            allowed = ", ".join(sorted(words)) or "none"
            hint = did_you_mean(word, words)
            table.problem(key, f"{{{word}}} has no value here; there is {allowed}.{hint}")
        elif spec or conversion:
            table.problem(key, f"{{{word}}} takes no format of its own; write {{{word}}}.")


def _check_labels(table: Table, labels: Texts, languages: tuple[str, ...]) -> None:
    names = {name for words in labels.values() for name in words}
    for language in languages if labels else ():
        for name in sorted(names - labels.get(language, {}).keys()):
            table.problem(f"labels, {language}, {name}", "is missing; every language needs it.")


def _check_ids(table: Table, rules: list[Table]) -> None:
    ids = [rule.raw("id") for rule in rules]
    if not ids:
        table.problem("rules", "is missing; a pack has at least one rule.")
    for rule_id in sorted({str(one) for one in ids if ids.count(one) > 1}):
        table.problem("rules", f'the id "{rule_id}" is used more than once.')


def _slug(table: Table, key: str) -> str:
    value = table.text(key)
    if value and not _SLUG.fullmatch(value):
        table.problem(key, f'"{value}" may hold letters, digits, dots and hyphens only.')
    return value
