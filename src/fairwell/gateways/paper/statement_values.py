"""Reads the plain values of sealed statements and writes them in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fairwell.domain.money import parse_major
from fairwell.queries import wording


def minor_and_currency(amount: str) -> tuple[int, str]:
    """The minor units and the currency of an amount as statements write it: "79.99 USD"."""
    number, currency = amount.split(" ")
    return parse_major(number, currency), currency


@dataclass(frozen=True, slots=True)
class Values:
    """Writes sealed days, instants and amounts in `language`; instants in the vendor's `zone`."""

    language: str
    zone: ZoneInfo

    def day(self, iso: str) -> str:
        """The calendar day of "2026-12-31"."""
        return wording.day(date.fromisoformat(iso), self.language)

    def day_of(self, iso: str) -> str:
        """The calendar day, in the vendor's zone, of an instant."""
        at = datetime.fromisoformat(iso).astimezone(self.zone)
        return wording.day(at.date(), self.language)

    def moment(self, iso: str) -> str:
        """The instant of "2026-12-31T05:00:00+00:00", to the minute and with its zone."""
        return wording.moment(datetime.fromisoformat(iso), self.language, self.zone)

    def money(self, amount: str) -> str:
        """The amount of "79.99 USD"."""
        return self.minor(*minor_and_currency(amount))

    def minor(self, amount_minor: int, currency: str) -> str:
        """An amount in minor units."""
        return wording.money(amount_minor, currency, self.language)

    def arrival(self, first: str | None, last: str | None) -> str:
        """Between which days money arrives; empty where no day was promised."""
        if not last:
            return ""
        if first in (None, last):
            return _("by %(day)s") % {"day": self.day(last)}
        words = {"first": self.day(first or last), "last": self.day(last)}
        return _("between %(first)s and %(last)s") % words
