"""The account: all subscriptions at a glance, and each in full."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from fairwell.domain.cancellation import cannot_leave
from fairwell.queries.account import Held, subscriptions_of
from fairwell.queries.devices import devices_of
from fairwell.queries.documents import statements_of
from fairwell.queries.history import events_of
from fairwell.queries.orders import order_names_of, orders_of
from fairwell.queries.overdue import Overdue, overdue_of
from fairwell.queries.withdrawal_labels import withdrawal_labels
from fairwell.web.portal.asker import READ, Asker, own_page
from fairwell.web.portal.change import cannot_choose
from fairwell.web.portal.coming_changes import ComingChange, coming_changes_of_all
from fairwell.web.portal.event_reader import Reader
from fairwell.web.portal.event_words import tell
from fairwell.web.portal.order_cards import order_card
from fairwell.web.portal.words import STATEMENTS, STATUS

NEWEST_ORDERS = 3
NEWEST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class Card:
    """One subscription as pages show it; `withdraw` is the label of the right, while it is open.

    `overdue` and `coming` are filled in where the page tells of them.
    """

    held: Held
    status: Promise
    kind: str
    charge_is_late: bool
    can_cancel: bool
    can_change: bool
    withdraw: str
    overdue: Overdue | None = None
    coming: tuple[ComingChange, ...] = ()

    @property
    def ends_with_trial(self) -> bool:
        """Whether the trial's end is the end, as no card is on file to go on with."""
        facts = self.held.facts
        in_trial = facts.service == "trialing" and facts.trial_end is not None
        return in_trial and facts.renews and self.held.subscription.method_id is None


@own_page(*READ)
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Every subscription of the asker, with what comes next and the ways out."""
    asker = Asker.of(request)
    held = subscriptions_of(asker.user_id, at=asker.at)
    return render(request, "portal/subscriptions.html", {"cards": _cards(held, asker)})


@own_page(*READ)
def subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """One subscription in full: its latest orders and those to be paid, documents and history."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    names = order_names_of(asker.user_id, pk)
    shown = [name.pk for n, name in enumerate(names) if n < NEWEST_ORDERS or name.open]
    history = tell(
        events_of(asker.user_id, pk),
        Reader(asker.language, held.facts.zone, {name.pk: name.number for name in names}),
    )
    page = {
        "card": _cards([held], asker)[0],
        "held": held,
        "seats": devices_of(pk, at=asker.at).seats,
        "orders": [order_card(one, held) for one in orders_of(asker.user_id, pk, only=shown)],
        "more_orders": len(names) - len(shown),
        "documents": [
            (document, STATEMENTS[document.kind]) for document in statements_of(asker.user_id, pk)
        ],
        "history": history[:NEWEST_EVENTS],
        "older_history": history[NEWEST_EVENTS:],
    }
    return render(request, "portal/subscription.html", page)


def _cards(held: Sequence[Held], asker: Asker) -> list[Card]:
    """Each with what is overdue of it and what is to come; a fixed number of queries."""
    overdue, coming = overdue_of(held, at=asker.at), coming_changes_of_all(held)
    return [
        replace(card(one, asker), overdue=overdue.get(one.pk), coming=coming[one.pk])
        for one in held
    ]


def card(held: Held, asker: Asker) -> Card:
    """What pages show of a subscription."""
    status, kind = STATUS[held.status]
    labels = (
        withdrawal_labels(held, at=asker.at, language=asker.language) if held.can_withdraw else None
    )
    return Card(
        held=held,
        status=status,
        kind=kind,
        charge_is_late=held.next_charge is not None and held.next_charge.at <= asker.at,
        can_cancel=cannot_leave(held.facts) is None,
        can_change=cannot_choose(held) is None,
        withdraw=labels.open if labels else "",
    )
