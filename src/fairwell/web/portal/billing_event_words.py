"""What billing did to a subscription, in plain words: invoices, charges, cards, disputes."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fairwell.web.portal.event_reader import Data, Reader

type Words = Callable[[Data, Reader], str]

_STANDINGS: dict[str, Promise] = {
    "current": gettext_lazy("Everything is paid"),
    "grace": gettext_lazy("A payment is overdue; the service goes on for now"),
    "on_hold": gettext_lazy("A payment is overdue; the service is on hold until it is paid"),
    "written_off": gettext_lazy("What was not paid has been given up"),
}
_DISPUTES: dict[str, Promise] = {
    "early_warning": gettext_lazy("The bank announced that a payment may be disputed"),
    "needs_response": gettext_lazy("The bank asked us about the disputed payment"),
    "under_review": gettext_lazy("The bank looks at the disputed payment"),
}
_ENDS_OF_DISPUTES: dict[str, Promise] = {
    "won": gettext_lazy("The bank decided the dispute: the payment stands"),
    "lost": gettext_lazy("The bank decided the dispute: the payment went back"),
    "conceded": gettext_lazy("We did not contest the dispute: the payment goes back"),
}


def _period_renewed(data: Data, reader: Reader) -> str:
    # What an end cuts short is renewed up to it.
    first, last = reader.span(data["period_start"], data.get("until") or data["period_end"])
    return _("Renewed for the time from %(first)s to %(last)s") % {"first": first, "last": last}


def _periods_skipped(data: Data, reader: Reader) -> str:
    del reader
    count = int(data.get("count", 1))
    return ngettext(
        "One term passed without being charged, and never will be",
        "%(count)s terms passed without being charged, and never will be",
        count,
    ) % {"count": count}


def _order(with_number: Promise, without: Promise) -> Words:
    """A sentence about an order; the second where the event does not say which."""

    def words(data: Data, reader: Reader) -> str:
        order = reader.order(data)
        return str(with_number) % {"order": order} if order else str(without)

    return words


def _amount(with_amount: Promise, without: Promise) -> Words:
    """A sentence about an amount; the second where the event does not say how much."""

    def words(data: Data, reader: Reader) -> str:
        amount = reader.money(data)
        return str(with_amount) % {"amount": amount} if amount else str(without)

    return words


def _state(known: dict[str, Promise], key: str, otherwise: Promise) -> Words:
    """The sentence of a state that the event names under `key`."""

    def words(data: Data, reader: Reader) -> str:
        del reader
        return str(known.get(str(data.get(key, "")), otherwise))

    return words


def _dispute_answered(data: Data, reader: Reader) -> str:
    told = {"order": reader.order(data)}
    if data.get("upheld"):
        return _("The dispute of order %(order)s was answered: we put it right") % told
    return _("The dispute of order %(order)s was answered: the charge stands") % told


def _plain(sentence: Promise) -> Words:
    """A sentence that needs nothing of the event."""

    def words(data: Data, reader: Reader) -> str:
        del data, reader
        return str(sentence)

    return words


BILLING_WORDS: dict[str, Words] = {
    "period_renewed": _period_renewed,
    "periods_skipped": _periods_skipped,
    "invoice_issued": _order(
        gettext_lazy("Order %(order)s issued"), gettext_lazy("An order was issued")
    ),
    "invoice_voided": _order(
        gettext_lazy("Order %(order)s is void: nothing is owed on it"),
        gettext_lazy("An order is void: nothing is owed on it"),
    ),
    "invoice_credited": _amount(
        gettext_lazy("%(amount)s of an order taken back"),
        gettext_lazy("A part of an order was taken back"),
    ),
    "invoice_given_up": _order(
        gettext_lazy("We no longer ask for the payment of order %(order)s"),
        gettext_lazy("We no longer ask for the payment of an order"),
    ),
    "charge_asked": _amount(
        gettext_lazy("Charge of %(amount)s sent to the bank"),
        gettext_lazy("A charge was sent to the bank"),
    ),
    "charge_succeeded": _amount(gettext_lazy("%(amount)s paid"), gettext_lazy("An order was paid")),
    "charge_declined": _amount(
        gettext_lazy("The bank declined the charge of %(amount)s"),
        gettext_lazy("The bank declined a charge"),
    ),
    "charge_returned": _amount(
        gettext_lazy("The charge of %(amount)s did not arrive"),
        gettext_lazy("A charge did not arrive"),
    ),
    "standing_changed": _state(_STANDINGS, "standing", gettext_lazy("The standing changed")),
    "collection_paused": _plain(gettext_lazy("We do not ask for the payment for the time being")),
    "collection_resumed": _plain(gettext_lazy("We ask for the payment again")),
    "card_changed": _plain(gettext_lazy("Further charges go to another card or account")),
    "charge_disputed": lambda data, reader: (
        _("Order %(order)s disputed; a person looks at it (case %(case)s)") % data
    ),
    "charge_dispute_answered": _dispute_answered,
    "dispute_opened": _amount(
        gettext_lazy("The bank was asked to take back a payment of %(amount)s"),
        gettext_lazy("The bank was asked to take back a payment"),
    ),
    "dispute_changed": _state(_DISPUTES, "state", gettext_lazy("The dispute of a payment goes on")),
    "dispute_closed": _state(
        _ENDS_OF_DISPUTES, "state", gettext_lazy("The dispute of a payment is over")
    ),
}
