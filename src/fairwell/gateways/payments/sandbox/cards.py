"""The cards that the sandbox's page offers, in plain words, each with its magic method name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`expires_in`: months from the visit until the last one it is valid in; None for no card."""

    magic: str
    title: Promise
    hint: Promise
    brand: str = "visa"
    last4: str
    expires_in: int | None = 36


CARDS: Final[Mapping[str, Card]] = {
    "pays": Card(
        magic="pm_card",
        title=_("Pays"),
        hint=_("Every payment arrives at once."),
        last4="4242",
    ),
    "declined_once": Card(
        magic="pm_declined_first_1",
        title=_("Declined once, then pays"),
        hint=_("The first payment fails for lack of money; every later one arrives."),
        last4="0001",
    ),
    "declined_thrice": Card(
        magic="pm_declined_first_3",
        title=_("Declined three times, then pays"),
        hint=_("The first three payments fail for lack of money; every later one arrives."),
        brand="mastercard",
        last4="0003",
    ),
    "declined_soft": Card(
        magic="pm_declined_soft",
        title=_("No money in the account"),
        hint=_("Every payment fails; the bank does not mind being asked again."),
        last4="9995",
    ),
    "do_not_honor": Card(
        magic="pm_do_not_honor",
        title=_("Refused without a reason"),
        hint=_("Every payment fails; the bank does not say why."),
        brand="mastercard",
        last4="0005",
    ),
    "stolen": Card(
        magic="pm_stolen",
        title=_("Reported stolen"),
        hint=_("Every payment fails for good: asking again is pointless."),
        last4="9979",
    ),
    "expired": Card(
        magic="pm_expired",
        title=_("Expired"),
        hint=_("Its date has passed. Every payment fails for good."),
        last4="0069",
        expires_in=-1,
    ),
    "expiring": Card(
        magic="pm_card",
        title=_("Expires this month"),
        hint=_("Every payment arrives, but the card is about to expire."),
        brand="mastercard",
        last4="0011",
        expires_in=0,
    ),
    "pending": Card(
        magic="pm_pending",
        title=_("Bank account that takes days"),
        hint=_("Every payment is pending for some days and then arrives."),
        brand="bank_debit",
        last4="3000",
        expires_in=None,
    ),
    "pending_fails": Card(
        magic="pm_pending_fails",
        title=_("Bank account without money"),
        hint=_("Every payment is pending for some days and then fails."),
        brand="bank_debit",
        last4="3003",
        expires_in=None,
    ),
    "refund_closed": Card(
        magic="pm_refund_closed",
        title=_("Pays, but closed for refunds"),
        hint=_("Every payment arrives; money sent back fails, for the account is closed."),
        last4="5126",
    ),
}


def expiry(card: Card, at: datetime) -> tuple[int | None, int | None]:
    """The last month that a card is valid in, and its year, for somebody who visits at `at`."""
    if card.expires_in is None:
        return None, None
    months = at.year * 12 + at.month - 1 + card.expires_in
    return months % 12 + 1, months // 12
