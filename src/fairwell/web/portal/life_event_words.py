"""How a subscription began, changed, paused and was written about, in plain words."""

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fairwell.web.portal.billing_event_words import Words
from fairwell.web.portal.event_reader import Data, Reader

# What a letter was about, by its template.
LETTERS: dict[str, Promise] = {
    "receipt": gettext_lazy("Receipt"),
    "charge_failed": gettext_lazy("Letter that a charge failed"),
    "on_hold": gettext_lazy("Letter that the service is on hold"),
    "ended_unpaid": gettext_lazy("Letter that the service ended unpaid"),
    "renewal_reminder": gettext_lazy("Reminder of the renewal"),
    "trial_end": gettext_lazy("Reminder of the trial’s end"),
    "price_change": gettext_lazy("Letter about a new price"),
    "card_expiry": gettext_lazy("Reminder that the card expires"),
    "annual_summary": gettext_lazy("Yearly summary"),
    "pause_ending": gettext_lazy("Reminder of the pause’s end"),
    "first": gettext_lazy("Welcome letter"),
    "statement": gettext_lazy("Confirmation"),
    "dispute": gettext_lazy("Letter about the disputed payment"),
    "disputed_settled": gettext_lazy("Letter about the end of the dispute"),
    "early_end_asked": gettext_lazy("Letter that a person looks at your wish to leave earlier"),
    "early_end_declined": gettext_lazy("Answer to your wish to leave earlier"),
    "refund_declined": gettext_lazy("Letter about a declined refund"),
    "review_asked": gettext_lazy("Letter that a person looks at it"),
}


_EFFECTIVE = ("effective_at", "starts_at", "on")


def letter_words(template: str) -> str:
    """What a letter of that template was about."""
    return str(LETTERS.get(template, gettext_lazy("Letter")))


def _day(data: Data, reader: Reader, *keys: str) -> str:
    """The day of the first of these instants that the event tells, or ""."""
    for key in keys:
        told: Any = data.get(key)
        if told and parse_datetime(str(told)) is not None:
            return reader.day(str(told))
    return ""


def _on_day(with_day: Promise, without: Promise, *keys: str) -> Words:
    """A sentence with a day; the second where the event tells none."""

    def words(data: Data, reader: Reader) -> str:
        day = _day(data, reader, *keys)
        return str(with_day) % {"day": day} if day else str(without)

    return words


def _letter(sentence: Promise) -> Words:
    def words(data: Data, reader: Reader) -> str:
        del reader
        return str(sentence) % {"letter": letter_words(str(data.get("template", "")))}

    return words


def _started(data: Data, reader: Reader) -> str:
    if data.get("service") == "trialing":
        day = _day(data, reader, "trial_end", "period_end")
        return _("Trial started; it ends on %(day)s") % {"day": day} if day else _("Trial started")
    return _("Subscription started")


def _changed(data: Data, reader: Reader) -> str:
    del reader
    told = _new_plan(data)
    return _("Changed to %(plan)s") % {"plan": told} if told else _("Plan or devices changed")


def _change_scheduled(data: Data, reader: Reader) -> str:
    told, day = _new_plan(data), _day(data, reader, *_EFFECTIVE)
    if told and day:
        return _("Change to %(plan)s agreed for %(day)s") % {"plan": told, "day": day}
    return _("A change was agreed for the next renewal")


def _by_slot(plan: Promise, price: Promise, pause: Promise) -> Words:
    """A sentence about what had been agreed or announced, by which of the three it was."""

    def words(data: Data, reader: Reader) -> str:
        del reader
        return str({"price": price, "pause": pause}.get(str(data.get("slot", "")), plan))

    return words


def _new_plan(data: Data) -> str:
    """The tier and devices that a change leads to, or "" where the event names none."""
    tier, covered = data.get("tier"), data.get("covered")
    if not tier or not covered:
        return ""
    words = ngettext("%(tier)s, %(devices)s device", "%(tier)s, %(devices)s devices", covered[1])
    return words % {"tier": tier, "devices": covered[1]}


def _device(with_name: Promise, without: Promise) -> Words:
    def words(data: Data, reader: Reader) -> str:
        del reader
        name = data.get("name")
        return str(with_name) % {"name": name} if name else str(without)

    return words


LIFE_WORDS: dict[str, Words] = {
    "subscription_started": _started,
    "plan_changed": _changed,
    "change_scheduled": _change_scheduled,
    "change_undone": _by_slot(
        gettext_lazy("The agreed change was taken back"),
        gettext_lazy("The new price was taken back; the old one stays"),
        gettext_lazy("The agreed pause was taken back"),
    ),
    "change_replaced": _by_slot(
        gettext_lazy("The agreed change was replaced by another"),
        gettext_lazy("The new price you had been told of no longer applies"),
        gettext_lazy("The pause agreed before no longer applies"),
    ),
    "price_change_told": _on_day(
        gettext_lazy("You were told of a new price from %(day)s on"),
        gettext_lazy("You were told of a new price"),
        *_EFFECTIVE,
    ),
    "pause_scheduled": _on_day(
        gettext_lazy("A pause was agreed that begins on %(day)s"),
        gettext_lazy("A pause was agreed for the next renewal"),
        "paused_at",
        *_EFFECTIVE,
    ),
    "paused": _on_day(
        gettext_lazy("Paused until %(day)s; nothing is charged meanwhile"),
        gettext_lazy("Paused; nothing is charged meanwhile"),
        "resume_at",
    ),
    "resumed": lambda data, reader: _("The pause is over; the service goes on"),
    "notice_sent": _letter(gettext_lazy("%(letter)s sent by e-mail")),
    "notice_failed": _letter(gettext_lazy("%(letter)s could not be delivered")),
    "device_registered": _device(
        gettext_lazy("Device added: %(name)s"), gettext_lazy("A device was added")
    ),
    "device_removed": _device(
        gettext_lazy("Device removed: %(name)s"), gettext_lazy("A device was removed")
    ),
}
