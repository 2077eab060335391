"""What a published pack says in further languages, beside its text, which never changes."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from fairwell.domain.policy.pack import Pack, PackError, Rule
from fairwell.domain.policy.read import check_texts
from fairwell.domain.policy.tables import Table


def with_shipped_words(pack: Pack) -> Pack:
    """The pack with the words that the product has for it; most packs have theirs in their text."""
    for name, text in _shipped().items():
        pack = with_further_words(pack, text, name)
    return pack


def with_further_words(pack: Pack, text: str, name: str) -> Pack:
    """The pack with what the TOML `text` says for it: `[rules.<id>.<language>]`, as in a pack.

    Nothing for a pack of another digest: words go with the very text that they put differently.
    PackError for a rule that the pack hasn't got or has words for already, for a text that nothing
    shows, and for a wrong placeholder.
    """
    problems: list[str] = []
    table = Table(tomllib.loads(text), "", problems)
    if table.text("digest") != hashlib.sha256(pack.canonical.encode()).hexdigest():
        return pack
    told = table.table("rules", required=True)
    further = {rule_id: told.table(rule_id) for rule_id in told.keys()}  # noqa: SIM118  (a reader)
    known = {rule.id for rule in pack.rules}
    for rule_id in further.keys() - known:
        told.problem(rule_id, f"is no rule of {pack.id} version {pack.version}.")
    rules = tuple(
        _with_words(rule, further[rule.id]) if rule.id in further else rule for rule in pack.rules
    )
    table.finish()
    if problems:
        raise PackError(name, problems)
    return replace(pack, rules=rules)


def _with_words(rule: Rule, told: Table) -> Rule:
    texts = {}
    for language in told.keys():  # noqa: SIM118  (a reader, not a dict)
        inner = told.table(language)
        texts[language] = {key: inner.text(key) for key in inner.keys()}  # noqa: SIM118
        if language in rule.texts:
            told.problem(language, "is in the published text already.")
    check_texts(told, texts, rule.effect, ())
    return replace(rule, texts={**rule.texts, **texts})


@cache
def _shipped() -> Mapping[str, str]:
    folder = files("fairwell.domain") / "packs" / "words"
    return {
        file.name: file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }
