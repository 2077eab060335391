"""Amounts, dates and rules in the reader's language, the same on pages, in mails and documents."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_currency
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairwell.domain.money import to_major
from fairwell.domain.policy import Finding, Formats, Pack, explain
from fairwell.domain.term import Term

_CODE_BEFORE_DIGIT = re.compile(r"([^\W\d_])(?=\d)")


def plan_name(product: str, tier: str) -> str:
    """Product and tier in one name; a tier that only repeats the product's name is left out."""
    return product if product.endswith(tier) else f"{product} {tier}"


def card_brand(brand: str) -> str:
    """The name of a card's scheme, or of another means of payment: Visa, American Express."""
    return brand.replace("_", " ").title()


def money(amount_minor: int, currency: str, language: str) -> str:
    """An amount as people write it: $1,299.00, 116,71 €, ¥9,800, CHF 28.90.

    A code in front keeps its distance, as CLDR's currencySpacing says; babel does not know it.
    """
    written = format_currency(Decimal(to_major(amount_minor, currency)), currency, locale=language)
    return _CODE_BEFORE_DIGIT.sub("\\1\N{NO-BREAK SPACE}", written)


def day(value: date, language: str) -> str:
    """A calendar date in full: 21 November 2026 would read November 21, 2026 in English."""
    written = format_date(value, format="long", locale=language)
    # French counts the first day of a month: 1er décembre. Babel's data doesn't.
    return f"1er{written[1:]}" if language == "fr" and value.day == 1 else written


def moment(value: datetime, language: str, zone: ZoneInfo) -> str:
    """An instant in the vendor's zone, with the zone named."""
    clock = format_datetime(value, format="HH:mm", tzinfo=zone, locale=language)
    name = format_datetime(value, format="zzz", tzinfo=zone, locale=language)
    # Where the language has no short name for the zone, its city; so too in French, whose short
    # names are Canada's (HNE for New York) and in Europe wrong.
    if name.startswith(("+", "-")) or language == "fr":
        name = f"({get_timezone_location(zone, locale=language, return_city=True)})"
    date_and = " à " if language == "fr" else ", "
    return f"{day(value.astimezone(zone).date(), language)}{date_and}{clock} {name}"


def how_often(term: str, language: str) -> str:
    """How often an ISO 8601 term comes round: yearly, monthly, every 3 months, every 14 days."""
    length = Term.parse(term)
    with translation.override(language):
        if length.months and length.months % 12 == 0:
            years = length.months // 12
            return ngettext("yearly", "every %(n)s years", years) % {"n": years}
        if length.months:
            return ngettext("monthly", "every %(n)s months", length.months) % {"n": length.months}
        if length.days == 7:
            return _("weekly")
        return ngettext("daily", "every %(n)s days", length.days) % {"n": length.days}


def per_term(term: str, language: str) -> str:
    """What a price is for, after the amount: per year, per 3 months."""
    length = Term.parse(term)
    with translation.override(language):
        if length.months and length.months % 12 == 0:
            years = length.months // 12
            return ngettext("per year", "per %(n)s years", years) % {"n": years}
        if length.months:
            return ngettext("per month", "per %(n)s months", length.months) % {"n": length.months}
        if length.days == 7:
            return _("per week")
        return ngettext("per day", "per %(n)s days", length.days) % {"n": length.days}


def formats(language: str, zone: ZoneInfo | None = None) -> Formats:
    """How rules write values in that language."""
    return Formats(
        day=lambda value: day(value, language),
        money=lambda minor, currency: money(minor, currency, language),
        instant=lambda value: moment(value, language, zone or ZoneInfo("UTC")),
    )


def rule_words(finding: Finding, packs: Iterable[Pack], language: str) -> str:
    """What a finding means, in the words of the pack that made it; empty where that is missing."""
    for pack in packs:
        if (pack.id, pack.version) == (finding.pack_id, finding.pack_version):
            return explain(finding, pack, language, formats(language))
    return ""
