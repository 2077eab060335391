"""Writes the next charge as an iCalendar file (RFC 5545): an all-day entry, announced a week ahead.

The same entry with the same stamp gives the same bytes. A copy with a higher sequence moves the
entry of an earlier one, because both have the same UID.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from fairwell.domain.notices import RenewalEntry
from fairwell.queries import wording

MEDIA_TYPE: Final = "text/calendar; charset=utf-8; method=PUBLISH"
_AHEAD: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)


def renewal_ics(
    entry: RenewalEntry, *, organizer: str, language: str, stamped_at: datetime
) -> bytes:
    """The file, in UTF-8 with CRLF; `organizer` is the vendor's mail address (RFC 5546, 3.2.1).

    `stamped_at` (aware) becomes DTSTAMP. ValueError where it has no zone.
    """
    if stamped_at.tzinfo is None:
        raise ValueError("An instant must carry its zone; a bare date and time is ambiguous.")
    amount = wording.money(entry.amount_minor, entry.currency, language)
    with translation.override(language):
        summary = _summary(entry, amount)
        remark = _("Renewal can be turned off before then: %(link)s") % {"link": entry.link}
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamped_at.astimezone(UTC))
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + _DAY)
    event.add("transp", "TRANSPARENT")
    event.add("summary", summary)
    event.add("description", remark)
    event.add("url", entry.link)
    event.add("organizer", f"mailto:{organizer}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -_AHEAD)
    alarm.add("description", summary)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Fairwell//Renewals//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _summary(entry: RenewalEntry, amount: str) -> str:
    words = {"plan": entry.name, "amount": amount}
    if entry.summary == "trial_end":
        return _("Trial of %(plan)s ends: %(amount)s will be charged") % words
    return _("%(plan)s renews: %(amount)s will be charged") % words
