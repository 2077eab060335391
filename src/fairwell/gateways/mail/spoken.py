"""Speaks in letters: from the catalogues, and for languages without one from words of our own.

Some laws want certain letters in the reader's language, whatever languages a site has.
"""

from django.utils.translation import get_language, gettext

from fairwell.domain.term import Term
from fairwell.gateways.mail.spoken_es import CONTACTS as SPANISH_CONTACTS
from fairwell.gateways.mail.spoken_es import TERMS as SPANISH_TERMS
from fairwell.gateways.mail.spoken_es import WORDS as SPANISH
from fairwell.gateways.mail.spoken_fr import CONTACTS as FRENCH_CONTACTS
from fairwell.gateways.mail.spoken_fr import TERMS as FRENCH_TERMS
from fairwell.gateways.mail.spoken_fr import WORDS as FRENCH
from fairwell.models import OfficialContact
from fairwell.queries import wording

OWN = {"fr": FRENCH, "es": SPANISH}
_CONTACTS = {"fr": FRENCH_CONTACTS, "es": SPANISH_CONTACTS}
_TERMS = {"fr": FRENCH_TERMS, "es": SPANISH_TERMS}


def spoken(text: str) -> str:
    """The text in the active language, in English where there are no words for it."""
    own = OWN.get((get_language() or "").partition("-")[0], {})
    return own.get(text) or gettext(text)


def per_term(term: str, language: str) -> str:
    """What a price is for, after the amount: per year, par an."""
    own = _TERMS.get(language.partition("-")[0])
    if own is None:
        return wording.per_term(term, language)
    length = Term.parse(term)
    if length.months:
        whole = length.months % 12 == 0
        unit, count = ("year", length.months // 12) if whole else ("month", length.months)
    else:
        unit, count = "day", length.days
    one, many = own[unit]
    return one if count == 1 else many % {"n": count}


def contact_words(contact: OfficialContact, language: str) -> str:
    """What a contact is and is for, in a language without a catalogue; "" in one that has one."""
    own = _CONTACTS.get(language.partition("-")[0])
    if own is None:
        return ""
    return f"{own.get(contact.kind, contact.kind)}, {own.get(contact.purpose, contact.purpose)}"
