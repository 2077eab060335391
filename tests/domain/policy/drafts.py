"""Draft packs for the tests: a law in a few lines of TOML, with the repeated parts written once."""

from datetime import date
from pathlib import Path

import fairwell.domain
from fairwell.domain.policy import Finding, Formats, Pack, evaluate, parse_pack
from fairwell.domain.policy.facts import FactValue

PACKS = Path(fairwell.domain.__file__).parent / "packs"
LANGUAGES = ("en", "de", "fr", "es")

PLAIN = Formats(
    day=lambda day: day.isoformat(),
    money=lambda minor, currency: f"{minor} {currency}",
    instant=lambda instant: instant.isoformat(),
)


def rule(
    rule_id: str,
    effect: str,
    *,
    says: dict[str, str],
    verb: str = "inform",
    standing: str = 'status = "in_force"\nin_force_from = 2020-01-01',
) -> str:
    """The TOML of one rule; `effect` may start with keys of the rule such as `when = [...]`."""
    texts = "\n".join(
        f"[rules.texts.{language}]\n" + "\n".join(f'{key} = "{text}"' for key, text in says.items())
        for language in LANGUAGES
    )
    return f"""
[[rules]]
id = "{rule_id}"
verb = "{verb}"
source = "a draft for the tests"
confidence = "R"
verified_on = 2026-11-21
{standing}
{effect}
{texts}
"""


def pack_text(*rules: str, pack_id: str = "draft", kind: str = "statutory", top: str = "") -> str:
    """The TOML of a pack of these rules; `top` holds further tables such as [applies]."""
    titles = "\n".join(
        f'{language} = "Draft"'
        for language in (LANGUAGES if kind == "statutory" else LANGUAGES[:2])
    )
    return f"""
schema = 1
id = "{pack_id}"
version = 1
kind = "{kind}"
valid_from = 2020-01-01
[title]
{titles}
{top}
{"".join(rules)}
"""


def pack(*rules: str, pack_id: str = "draft", kind: str = "statutory", top: str = "") -> Pack:
    """A draft pack, read."""
    return parse_pack(pack_text(*rules, pack_id=pack_id, kind=kind, top=top), f"{pack_id}.toml")


def shipped(name: str) -> Pack:
    """A pack that comes with the product."""
    return parse_pack((PACKS / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def notice(rule_id: str, opens: str | None, last_day: str, *, when: str = "") -> str:
    """The TOML of a rule that asks for a notice between two days."""
    first = f'opens = "{opens}"' if opens else ""
    return rule(
        rule_id,
        f'{when}\n[rules.notice]\n{first}\nlast_day = "{last_day}"\nsent = "notice_sent_on"\n'
        'contents = ["price", "how to cancel"]',
        says={"duty": "Send the notice by {last_day}."},
    )


DAY = date(2026, 11, 21)
REFUND_SAYS = {"granted": "{refund} of {base}.", "late": "Over on {last_day}."}
PAID: dict[str, FactValue] = {
    "charged_on": date(2026, 11, 1),
    "cancelled_on": DAY,
    "paid_minor": 1000,
    "currency": "EUR",
}


def refund(
    rule_id: str = "money", part: str = 'share = "all"', last: str = "P30D", **more: str
) -> str:
    """The TOML of a rule that gives money back."""
    return rule(
        rule_id,
        f"""
        {more.pop("head", "")}
        [rules.refund]
        asked = "cancelled_on"
        opens = "charged_on"
        last_day = "charged_on + {last}"
        base = "charge"
        ends_service = {more.pop("ends_service", "true")}
        parts = [{{ {part} }}]
        {more.pop("pay", "")}
        """,
        verb="refund",
        says=REFUND_SAYS,
        **more,
    )


def ask(drafted: Pack, rule_id: str, on: date = DAY, **facts: FactValue) -> Finding:
    """What one rule of a pack says about these facts."""
    found = evaluate([drafted], facts, on)
    return next(finding for finding in found if finding.rule_id == rule_id)
