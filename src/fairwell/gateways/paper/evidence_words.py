"""The words of evidence: kinds of consent, letter and document, for a reader at a bank."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairwell.models import Payment

CONSENTS: Mapping[str, Promise] = {
    "purchase": gettext_lazy("Purchase"),
    "trial": gettext_lazy("Trial"),
    "change": gettext_lazy("Change of plan"),
    "price_change": gettext_lazy("Change of price"),
    "imported": gettext_lazy("Taken over from earlier books"),
    "vendor": gettext_lazy("the vendor’s own"),
    "statutory": gettext_lazy("of the law"),
}
LETTERS: Mapping[str, Promise] = {
    "statement": gettext_lazy("Sealed confirmation"),
    "receipt": gettext_lazy("Receipt"),
    "charge_failed": gettext_lazy("Charge failed"),
    "on_hold": gettext_lazy("Access on hold"),
    "ended_unpaid": gettext_lazy("Ended unpaid"),
    "renewal_reminder": gettext_lazy("Renewal reminder"),
    "trial_end": gettext_lazy("End of the trial"),
    "price_change": gettext_lazy("Change of price"),
    "card_expiry": gettext_lazy("Card about to expire"),
    "annual_summary": gettext_lazy("Summary of the year"),
    "pause_ending": gettext_lazy("End of the pause"),
    "first": gettext_lazy("Welcome"),
    "review_asked": gettext_lazy("Review acknowledged"),
    "refund_declined": gettext_lazy("Refund declined"),
    "dispute": gettext_lazy("Complaint acknowledged"),
    "disputed_settled": gettext_lazy("Complaint answered"),
    "early_end_asked": gettext_lazy("Wish to leave early acknowledged"),
    "early_end_declined": gettext_lazy("Wish to leave early declined"),
}
STATEMENTS: Mapping[str, Promise] = {
    "cancellation": gettext_lazy("Cancellation"),
    "withdrawal": gettext_lazy("Withdrawal"),
    "cancellation_undone": gettext_lazy("Cancellation undone"),
    "renewal_off": gettext_lazy("Renewal turned off"),
    "renewal_on": gettext_lazy("Renewal turned on"),
    "refund_instructed": gettext_lazy("Refund instructed"),
    "refund_settled": gettext_lazy("Refund paid"),
    "refund_failed": gettext_lazy("Refund failed"),
    "change": gettext_lazy("Change of plan"),
    "change_undone": gettext_lazy("Change undone"),
    "pause": gettext_lazy("Pause"),
    "resume": gettext_lazy("End of a pause"),
}
_ACTORS: Mapping[str, Promise] = {
    "subscriber": gettext_lazy("the customer"),
    "agent": gettext_lazy("our support"),
    "operator": gettext_lazy("our office"),
    "system": gettext_lazy("automatically"),
}
_CHANNELS: Mapping[str, Promise] = {
    "portal": gettext_lazy("signed in on our site"),
    "api": gettext_lazy("through our interface for programs"),
    "phone": gettext_lazy("by phone"),
    "mail": gettext_lazy("by e-mail"),
    "import": gettext_lazy("from earlier books"),
}


def word(known: Mapping[str, Promise], kind: str) -> str:
    """The word for a kind; one that has none stands as it is kept, without underscores."""
    return str(known[kind]) if kind in known else kind.replace("_", " ")


def where_said(actor: str, channel: str) -> str:
    """Who did it, and through which door where that says something."""
    who = word(_ACTORS, actor)
    return f"{who}, {_CHANNELS[channel]}" if channel in _CHANNELS else who


def payment_words(
    payment: Payment, money: Callable[[int, str], str], moment: Callable[[datetime], str]
) -> str:
    """Amount, time and card of a payment; the card as far as its owner knows it by."""
    said = _("%(amount)s on %(at)s") % {
        "amount": money(payment.captured_minor, payment.currency),
        "at": moment(payment.captured_at),
    }
    method = payment.method
    if method is None or not method.last4:
        return said
    return f"{said}, {method.brand.title()} •••• {method.last4}"
