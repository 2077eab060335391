"""Template filters: amounts, dates, terms and contacts in the reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fairwell.models import OfficialContact
from fairwell.queries import wording
from fairwell.queries.countries import countries

register = template.Library()

_KINDS: dict[str, Promise] = {
    "phone": _("Phone"),
    "email": _("E-mail"),
    "domain": _("Website"),
    "chat": _("Chat"),
    "social": _("Social media"),
}
_PURPOSES: dict[str, Promise] = {
    "support": pgettext_lazy("what a contact is for", "support"),
    "billing": pgettext_lazy("what a contact is for", "billing"),
    "sender": pgettext_lazy("what a contact is for", "where our mails come from"),
    "web": pgettext_lazy("what a contact is for", "our pages"),
    "account": pgettext_lazy("what a contact is for", "your account"),
}
# The first that a browser's description names is what it is: most also name their ancestors.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("CrOS", "ChromeOS"), ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def _language() -> str:
    return get_language() or "en"


@register.filter
def money(amount_minor: int, currency: str) -> str:
    """{{ minor|money:currency }} → €49.00"""
    return wording.money(amount_minor, currency, _language())


@register.filter
def brand(name: str) -> str:
    """{{ method.brand|brand }} → American Express"""
    return wording.card_brand(name)


@register.filter
def day(value: date | None, zone: ZoneInfo | None = None) -> str:
    """{{ date|day }}, or {{ instant|day:vendor.zone }} for the calendar day of an instant there.

    Nothing for None. ValueError for an instant without a zone: its day depends on where one asks.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        if zone is None:
            raise ValueError("An instant has no day without a zone: write |day:vendor.zone.")
        value = value.astimezone(zone).date()
    return wording.day(value, _language())


@register.filter
def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """{{ instant|moment:vendor.zone }} → 21 November 2026, 10:00 CET; nothing for None."""
    return "" if value is None else wording.moment(value, _language(), zone)


@register.filter
def how_often(term: str) -> str:
    """{{ "P3M"|how_often }} → every 3 months; P1Y → yearly"""
    return wording.how_often(term, _language())


@register.filter
def per_term(term: str) -> str:
    """{{ "P1Y"|per_term }} → per year; P3M → per 3 months"""
    return wording.per_term(term, _language())


@register.filter
def country_name(code: str) -> str:
    """{{ "DE"|country_name }} → Germany; an unknown code stays as it is."""
    return dict(countries(_language())).get(code, code)


@register.filter
def contact_words(contact: OfficialContact) -> str:
    """What an official contact is and is for: Phone, support"""
    kind = _KINDS.get(contact.kind, contact.kind)
    return f"{kind}, {_PURPOSES.get(contact.purpose, contact.purpose)}"


@register.filter
def colon(label: object) -> str:
    """{{ "Price"|colon }} → Price:  (and in French, with a space before the sign)

    A question keeps its own mark and gets no other.
    """
    return str(label) if str(label).endswith("?") else gettext("%(label)s:") % {"label": label}


@register.filter
def contact_link(contact: OfficialContact) -> str:
    """The address that reaches an official contact, or "" where there is none to follow.

    Where our mails come from, nobody may be reading.
    """
    if contact.purpose == "sender":
        return ""
    if contact.kind == "phone":
        return "tel:" + "".join(sign for sign in contact.value if sign in "+0123456789")
    if contact.kind == "email" and "@" in contact.value.strip("@"):
        return f"mailto:{contact.value}"
    if contact.kind == "domain":
        return f"https://{contact.value}/"
    return contact.value if contact.value.startswith("https://") else ""


@register.filter
def device_words(user_agent: str) -> str:
    """What a browser says it is, shortened to what its owner calls it: Firefox, Windows"""
    names = [
        next((words for sign, words in known if sign in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, names)) or str(_("Unknown browser"))
