"""A notice's letter as data, and the values it tells of, written out in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from fairwell.domain.term import local_date
from fairwell.gateways.mail.letter import LetterError
from fairwell.models import Notice
from fairwell.queries import wording


@dataclass(frozen=True, slots=True)
class Row:
    """A fact with its name."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Button:
    """Something to do, and the address where it is done; `plain` beside something more urgent."""

    label: str
    link: str
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """The letter's parts in their order; `title`, its subject too, has no full stop.

    `lead`, `boxed` and `after` are paragraphs; what is `boxed` must not be overlooked.
    """

    title: str
    lead: tuple[str, ...]
    boxed: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    buttons: tuple[Button, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teller:
    """What a notice has to tell (`told`, as the notice keeps it), ready to be put into words."""

    notice: Notice
    told: dict[str, Any]
    zone: ZoneInfo

    @property
    def language(self) -> str:
        """The letter's language."""
        return self.notice.language

    def given(self, name: str) -> Any:
        """A value that the letter cannot do without; LetterError where it is not told."""
        value = self.told.get(name)
        if value in (None, ""):
            notice = self.notice
            raise LetterError(
                f"Notice {notice.pk} ({notice.template}) lacks {name!r} in its context."
            )
        return value

    @property
    def plan(self) -> str:
        """What the subscription is for: Guard Plus."""
        return str(self.given("plan"))

    def day(self, name: str) -> str:
        """A day that is told, written out."""
        return wording.day(date.fromisoformat(self.given(name)), self.language)

    def day_of(self, name: str) -> str:
        """The vendor's day of an instant that is told, written out; "" where none is."""
        told = self.told.get(name)
        if not told:
            return ""
        return wording.day(local_date(datetime.fromisoformat(told), self.zone), self.language)

    def money(self, minor: int, currency: str) -> str:
        """An amount of minor units."""
        return wording.money(minor, currency, self.language)

    def amount(self, name: str) -> str:
        """An amount of the invoice that the letter is about."""
        return self.money(int(self.told.get(name) or 0), self.given("currency"))

    def per_term(self) -> str:
        """What a price is for: per year."""
        return wording.per_term(self.given("term"), self.language)

    def next_charge(self) -> dict[str, str] | None:
        """The next charge's `day`, `amount` and `moment`, and the `last` day of what it pays."""
        bill = self.told.get("next")
        if not bill:
            return None
        return {
            "day": wording.day(date.fromisoformat(bill["on"]), self.language),
            "until": self._last(bill["on"], bill["until_on"]),
            "moment": wording.moment(datetime.fromisoformat(bill["at"]), self.language, self.zone),
            "amount": self.money(bill["minor"], bill["currency"]),
            "tax": self.money(bill["tax_minor"], bill["currency"]) if bill["tax_minor"] else "",
        }

    def charge_to_come(self) -> dict[str, str]:
        """The same where the letter is about that charge; LetterError where none comes."""
        self.given("next")
        found = self.next_charge()
        assert found is not None
        return found

    def card_row(self) -> tuple[Row, ...]:
        """What will be charged, where that is known."""
        card = self.told.get("card")
        return (Row(_("Charged to"), str(card)),) if card else ()

    def period_row(self) -> tuple[Row, ...]:
        """The time that the invoice pays for."""
        if not self.told.get("first_on") or not self.told.get("end_on"):
            return ()
        words = {"first": self.day("first_on"), "end": self.last_day()}
        return (Row(_("Period"), _("%(first)s to %(end)s") % words),)

    def last_day(self) -> str:
        """The last day of the time that is told of: `end_on` is the day after it."""
        return self._last(self.given("first_on"), self.given("end_on"))

    def _last(self, first: str, end: str) -> str:
        last = max(date.fromisoformat(first), date.fromisoformat(end) - timedelta(days=1))
        return wording.day(last, self.language)

    def of_subscription(self, page: str = "") -> str:
        """The address of a page about the subscription."""
        number = self.notice.subscription_id
        return f"{settings.PUBLIC_URL}/account/subscriptions/{number}/{page}"

    def of_order(self, page: str = "") -> str:
        """The address of a page about the invoice."""
        return f"{settings.PUBLIC_URL}/account/orders/{quote(str(self.given('order')))}/{page}"

    def turn_off(self) -> Button:
        """Where renewal is turned off."""
        return Button(_("Turn off renewal"), self.of_subscription("renewal/"))

    def cancel(self, *, plain: bool = False) -> Button:
        """Where the subscription is cancelled."""
        return Button(_("Cancel the subscription"), self.of_subscription("cancel/"), plain)
