"""What a price comes to, in whole sentences: the trial, the beginning, and what it costs after."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairwell.domain.price import PriceFacts
from fairwell.domain.term import Term
from fairwell.queries import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAmounts:
    """What a price asks of one reader, minor units: with tax where it is known for them.

    `lasting` is the price that applies once its least length is over, the price itself without.
    """

    price: PriceFacts
    regular_minor: int
    intro_minor: int | None
    lasting: PriceFacts
    lasting_minor: int


def length(term: str, language: str) -> str:
    """How long a term is: 14 days, 1 month, 2 years."""
    one = Term.parse(term)
    with translation.override(language):
        if one.months and one.months % 12 == 0:
            years = one.months // 12
            return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
        if one.months:
            return ngettext("%(n)s month", "%(n)s months", one.months) % {"n": one.months}
        return ngettext("%(n)s day", "%(n)s days", one.days) % {"n": one.days}


def _beginning(term: str, times: int) -> str:
    """The first `times` terms, in the language that is active: the first 2 years."""
    one = Term.parse(term)
    months, days = one.months * times, one.days * times
    if months and months % 12 == 0:
        years = months // 12
        return ngettext("the first year", "the first %(n)s years", years) % {"n": years}
    if months:
        return ngettext("the first month", "the first %(n)s months", months) % {"n": months}
    return ngettext("the first day", "the first %(n)s days", days) % {"n": days}


def price_words(amounts: PlanAmounts, language: str) -> str:
    """What it costs, the reduced beginning and the price after it in one breath."""
    price = amounts.price
    regular = wording.money(amounts.regular_minor, price.currency, language)
    said = {"regular": regular, "per": wording.per_term(price.term, language)}
    with translation.override(language):
        if amounts.intro_minor is None:
            return _("%(regular)s %(per)s") % said
        said["intro"] = wording.money(amounts.intro_minor, price.currency, language)
        said["first"] = _beginning(price.term, price.intro_periods)
        return _("%(intro)s for %(first)s, then %(regular)s %(per)s") % said


def trial_words(amounts: PlanAmounts, language: str) -> str:
    """The trial and what comes of it; "" where there is none."""
    price = amounts.price
    if not price.trial:
        return ""
    said = {
        "length": length(price.trial, language),
        "price": price_words(amounts, language),
    }
    with translation.override(language):
        if price.trial_needs_card:
            return _("Free for %(length)s, then %(price)s unless you cancel before.") % said
        return _("Free for %(length)s to try: that ends by itself, and nothing is charged.") % said


def length_words(amounts: PlanAmounts, language: str) -> str:
    """How it goes on: renewal, and the least length with its notice where there is one."""
    price, lasting = amounts.price, amounts.lasting
    said = {"how_often": wording.how_often(lasting.term, language)}
    with translation.override(language):
        if not price.first_term:
            return _("Renews %(how_often)s until you turn renewal off.") % said
        said["least"] = length(price.first_term, language)
        said["price"] = _("%(regular)s %(per)s") % {
            "regular": wording.money(amounts.lasting_minor, lasting.currency, language),
            "per": wording.per_term(lasting.term, language),
        }
        if not price.notice:
            return _("Runs for at least %(least)s, then goes on at %(price)s.") % said
        said["notice"] = length(price.notice, language)
        return (
            _("Runs for at least %(least)s, then goes on at %(price)s; notice is %(notice)s.")
            % said
        )
