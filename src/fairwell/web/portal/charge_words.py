"""Why was I charged, put into words: a sentence for every statement of a charge's story."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import format_percent
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fairwell.domain.charge_story import CHAPTERS, Said, Value
from fairwell.queries import wording
from fairwell.web.portal.charge_sentences import DECLINES, DISPUTES, SENTENCES
from fairwell.web.portal.event_words import ACTORS
from fairwell.web.portal.life_event_words import letter_words

_TITLES: dict[str, Promise] = {
    "what": gettext_lazy("What it is for"),
    "agreed": gettext_lazy("What was agreed"),
    "amount": gettext_lazy("How the amount comes about"),
    "told": gettext_lazy("What we wrote to you about it"),
    "paid": gettext_lazy("What became of the payment"),
    "back": gettext_lazy("What happened since"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement in words; `url` leads to the document it speaks of, "" where it has none."""

    words: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class ChapterInWords:
    """A chapter of the story under its title."""

    key: str
    title: Promise
    sentences: tuple[Sentence, ...]


def story_in_words(
    told: tuple[Said, ...], currency: str, language: str
) -> tuple[ChapterInWords, ...]:
    """The chapters that say something, in their order."""
    by_chapter = {
        chapter: tuple(
            _sentence(said, currency, language) for said in told if said.chapter == chapter
        )
        for chapter in CHAPTERS
    }
    return tuple(
        ChapterInWords(chapter, _TITLES[chapter], sentences)
        for chapter, sentences in by_chapter.items()
        if sentences
    )


def _sentence(said: Said, currency: str, language: str) -> Sentence:
    values = {name: _value(name, value, currency, language) for name, value in said.params.items()}
    if said.key == "devices":
        count = int(str(said.params["devices"]))
        words = ngettext(
            "It covers %(devices)s device.", "It covers %(devices)s devices.", count
        ) % {"devices": count}
        return Sentence(words)
    return Sentence(str(SENTENCES[said.key]) % values, _url(said.params, said.key))


def _url(params: Mapping[str, Value], key: str) -> str:
    if key.startswith("credited_"):
        return reverse("portal:credit_note", args=[params["number"]])
    if key in ("disputed_with_us", "review_asked"):
        return reverse("portal:case", args=[params["reference"]])
    return ""


def _value(name: str, value: Value, currency: str, language: str) -> str:
    """One value as people write it; what it is, its name says."""
    if isinstance(value, date):
        return wording.day(value, language)
    if name.endswith("_minor"):
        return wording.money(int(str(value)), currency, language)
    put = _AS.get(name)
    return put(str(value), language) if put else str(value)


def _percent(rate_ppm: str, language: str) -> str:
    rate = Decimal(rate_ppm) / 1_000_000
    return format_percent(rate, locale=language, decimal_quantization=False)


def _known(words: Mapping[str, Promise]) -> Callable[[str, str], str]:
    return lambda key, language: str(words.get(key, words[""]))


_AS: dict[str, Callable[[str, str], str]] = {
    "rate_ppm": _percent,
    "term": wording.per_term,
    "template": lambda template, language: letter_words(template),
    "method": lambda method, language: method or _("the card or account on file"),
    "by": lambda actor, language: str(ACTORS[actor]),
    "failure": _known(DECLINES),
    "state": _known(DISPUTES),
}
