"""What happened to a subscription, told in plain words, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairwell.models import SubscriptionEvent
from fairwell.web.portal.billing_event_words import BILLING_WORDS, Words
from fairwell.web.portal.event_reader import Data, Reader
from fairwell.web.portal.life_event_words import LIFE_WORDS


@dataclass(frozen=True, slots=True)
class Told:
    """One event in words: what, when, and who by which way.

    `reference` is that of its document, `order` the number of its order; None and "" where it has
    none.
    """

    at: datetime
    what: str
    who: str
    reference: str | None
    order: str = ""


ACTORS: dict[str, Promise] = {
    "subscriber": gettext_lazy("by you"),
    "agent": gettext_lazy("by our support"),
    "operator": gettext_lazy("by us"),
    "system": gettext_lazy("automatically"),
}
_CHANNELS: dict[str, Promise] = {
    "portal": gettext_lazy("on this site"),
    "api": gettext_lazy("through our interface for programs"),
    "phone": gettext_lazy("by phone"),
    "mail": gettext_lazy("by e-mail"),
}


def tell(events: Iterable[SubscriptionEvent], reader: Reader) -> list[Told]:
    """Events in words, in their order; KeyError for a kind that has none."""
    return [
        Told(
            at=event.at,
            what=WORDS[event.kind](event.data, reader),
            who=_who(event),
            reference=event.data.get("reference"),
            order=reader.order(event.data),
        )
        for event in events
    ]


def _who(event: SubscriptionEvent) -> str:
    actor, channel = ACTORS[event.actor], _CHANNELS.get(event.channel)
    return f"{actor}, {channel}" if channel else str(actor)


def _imported(data: Data, reader: Reader) -> str:
    if data["ended_at"]:
        return _("Taken over from our earlier books, where it had ended on %(day)s") % {
            "day": reader.day(data["ended_at"])
        }
    return _("Taken over from our earlier books")


def _renewal_off(data: Data, reader: Reader) -> str:
    return _("Automatic renewal turned off; the service runs until %(until)s") % {
        "until": reader.moment(data["ends_at"])
    }


def _cancelled(data: Data, reader: Reader) -> str:
    return _("Cancelled; the service ends %(until)s") % {"until": reader.moment(data["ends_at"])}


def _withdrawn(data: Data, reader: Reader) -> str:
    return _("Withdrawn from the contract; the service ends %(until)s") % {
        "until": reader.moment(data["ends_at"])
    }


_ENDS: dict[str, Promise] = {
    "trial_over": gettext_lazy("The trial ended %(until)s; nothing was charged for going on"),
    "unpaid": gettext_lazy("The service ended %(until)s because an order was not paid"),
}
_ENDED = gettext_lazy("The service ended %(until)s")


def _ended(data: Data, reader: Reader) -> str:
    words = _ENDS.get(str(data.get("reason", "")), _ENDED)
    return str(words) % {"until": reader.moment(data["ended_at"])}


def _instructed(data: Data, reader: Reader) -> str:
    if data.get("of") == "credit":
        return _("Credit of %(amount)s is being paid back") % {"amount": reader.money(data)}
    return _("Refund of %(amount)s instructed") % {"amount": reader.money(data)}


def _settled(data: Data, reader: Reader) -> str:
    if data.get("of") == "credit":
        return _("Credit of %(amount)s paid back") % {"amount": reader.money(data)}
    return _("Refund of %(amount)s paid out") % {"amount": reader.money(data)}


def _failed(data: Data, reader: Reader) -> str:
    return _("Refund of %(amount)s could not be paid out; a person looks at it") % {
        "amount": reader.money(data)
    }


def _rerouted(data: Data, reader: Reader) -> str:
    if data.get("of") == "credit":
        return _("Credit of %(amount)s paid back another way") % {"amount": reader.money(data)}
    return _("Refund of %(amount)s paid out another way") % {"amount": reader.money(data)}


def _review_asked(data: Data, reader: Reader) -> str:
    del reader
    return _("A person was asked to look at order %(order)s (case %(case)s)") % data


def _granted(data: Data, reader: Reader) -> str:
    del reader
    words = {"order": data.get("order", ""), "case": data.get("case", "")}
    return _("A person looked at order %(order)s and granted a refund (case %(case)s)") % words


def _declined(data: Data, reader: Reader) -> str:
    del reader
    words = {"order": data.get("order", ""), "case": data.get("case", "")}
    return _("A person looked at order %(order)s; there is no refund (case %(case)s)") % words


def _early_end_asked(data: Data, reader: Reader) -> str:
    del reader
    return _("A person was asked to let the contract end earlier (case %(case)s)") % data


def _early_end_answered(data: Data, reader: Reader) -> str:
    del reader
    if data.get("granted"):
        return _("A person let the contract end earlier (case %(case)s)") % data
    return _("A person decided that the contract goes on to its end (case %(case)s)") % data


def _resent(data: Data, reader: Reader) -> str:
    del reader
    return _("Confirmation %(reference)s sent again") % data


WORDS: dict[str, Words] = {
    **BILLING_WORDS,
    **LIFE_WORDS,
    "subscription_imported": _imported,
    "renewal_turned_off": _renewal_off,
    "renewal_turned_on": lambda data, reader: _("Automatic renewal turned on"),
    "cancellation_confirmed": _cancelled,
    "withdrawal_confirmed": _withdrawn,
    "cancellation_undone": lambda data, reader: _("Cancellation undone"),
    "subscription_ended": _ended,
    "refund_instructed": _instructed,
    "refund_settled": _settled,
    "refund_failed": _failed,
    "refund_rerouted": _rerouted,
    "refund_granted": _granted,
    "refund_declined": _declined,
    "refund_review_asked": _review_asked,
    "early_end_asked": _early_end_asked,
    "early_end_answered": _early_end_answered,
    "confirmation_resent": _resent,
}
