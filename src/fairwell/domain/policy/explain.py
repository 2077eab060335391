"""Says a finding in people's words, in their language, from the texts of the pack that made it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fairwell.domain.policy.effects import MONEY_WORDS
from fairwell.domain.policy.facts import FactValue
from fairwell.domain.policy.findings import Finding, Reason, Verdict
from fairwell.domain.policy.pack import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """How the caller writes values in the reader's language: money takes (minor, currency)."""

    day: Callable[[date], str]
    money: Callable[[int, str], str]
    instant: Callable[[datetime], str]


_NEEDS_HUMAN: Final = {
    "en": "A person has to look at this first. Not known yet: {missing}.",
    "de": "Das muss zuerst ein Mensch prüfen. Noch nicht bekannt: {missing}.",
    "fr": "Une personne doit d’abord examiner ce cas. Encore inconnu : {missing}.",
    "es": "Primero debe revisarlo una persona. Aún no se sabe: {missing}.",
}
_NOT_APPLICABLE: Final[Mapping[Reason, Mapping[str, str]]] = {
    Reason.NOT_IN_FORCE: {
        "en": "This rule is not in force.",
        "de": "Diese Regel ist nicht in Kraft.",
        "fr": "Cette règle n’est pas en vigueur.",
        "es": "Esta norma no está en vigor.",
    },
    Reason.ELSEWHERE: {
        "en": "This rule is for other places than yours.",
        "de": "Diese Regel gilt an Ihrem Ort nicht.",
        "fr": "Cette règle ne s’applique pas là où vous vivez.",
        "es": "Esta norma no se aplica en su lugar de residencia.",
    },
    Reason.NOT_PROTECTED: {
        "en": "This rule is for consumers, and this purchase was made for a business.",
        "de": "Diese Regel gilt für Verbraucher; dies war ein Kauf für ein Unternehmen.",
        "fr": "Cette règle protège les consommateurs ; cet achat est professionnel.",
        "es": "Esta norma es para consumidores; esta compra se hizo para una empresa.",
    },
    Reason.CONDITIONS: {
        "en": "This rule is for other subscriptions than this one.",
        "de": "Diese Regel gilt für dieses Abonnement nicht.",
        "fr": "Cette règle ne s’applique pas à cet abonnement.",
        "es": "Esta norma no se aplica a esta suscripción.",
    },
    Reason.NOT_YET_OPEN: {
        "en": "The time for this has not begun yet.",
        "de": "Die Frist dafür hat noch nicht begonnen.",
        "fr": "Le délai n’a pas encore commencé.",
        "es": "El plazo aún no ha comenzado.",
    },
}


def explain(finding: Finding, pack: Pack, language: str, formats: Formats) -> str:
    """What the rule gives or asks, in `language`, or in English where a text is missing.

    ValueError if the finding was made by another pack or another version of it.
    """
    if (finding.pack_id, finding.pack_version) != (pack.id, pack.version):
        raise ValueError(
            f"The finding is of {finding.pack_id} version {finding.pack_version}, "
            f"the pack is {pack.id} version {pack.version}; load the version that decided."
        )
    if finding.verdict is Verdict.NEEDS_HUMAN:
        return _in(_NEEDS_HUMAN, language).format(missing=", ".join(finding.missing))
    if finding.verdict is Verdict.NOT_APPLICABLE:
        return _in(_NOT_APPLICABLE[finding.reason], language)
    texts = pack.rule(finding.rule_id).texts
    template = _in(texts, language)[finding.text_key]
    words = {
        name: _write(name, value, finding.currency, formats)
        for name, value in finding.params.items()
    }
    return template.format_map(words)


def _in[T](by_language: Mapping[str, T], language: str) -> T:
    return by_language.get(language, by_language["en"])


def _write(name: str, value: FactValue, currency: str, formats: Formats) -> str:
    if isinstance(value, datetime):
        return formats.instant(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, int) and name in MONEY_WORDS:
        return formats.money(value, currency)
    return str(value)
