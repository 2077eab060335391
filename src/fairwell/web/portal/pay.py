"""Paying what is open now: how much, for what, with which card, and one button."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairwell.actions.billing.pay_invoice import pay_invoice
from fairwell.domain.refusal import RefusedError
from fairwell.queries.account import Held
from fairwell.queries.dues import DueOrder, OwnCard, cards_of, due_orders
from fairwell.queries.orders import order_of
from fairwell.web.portal.asker import READ, READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.order_cards import span_of
from fairwell.web.portal.pay_words import FAILURES, OTHER_FAILURE
from fairwell.web.portal.refusals import refused

_TITLE = gettext_lazy("Pay now")


@dataclass(frozen=True, slots=True)
class DueCard:
    """An open order as the page shows it; `failure` says why its last charge took no money.

    `span` is the first and the last day that it pays for; None where it is for no time.
    """

    order: DueOrder
    failure: Promise | None
    span: tuple[date, date] | None


@own_page(*READ_AND_POST)
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what is open and what came of the last try; POST writes one charge for it down."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    if request.method != "POST":
        return _page(request, held, asker)
    chosen = request.POST.get("card", "")
    own = {str(card.method.pk) for card in _cards(held, asker)}
    if chosen and chosen not in own:
        return _page(request, held, asker, problem=_("Choose one of your own cards."))
    number = request.POST.get("order", "")
    try:
        pay_invoice(
            subscription_id=pk,
            order_number=number,
            method_id=int(chosen) if chosen else None,
            at=asker.at,
            actor="subscriber",
            channel="portal",
            idempotency_key=request.POST.get("key", "")[:80] or number,
        )
    except RefusedError as refusal:
        return refused(request, refusal.refusal, held, title=str(_TITLE))
    return see_other("portal:pay", pk)


@own_page(*READ)
def pay_order(request: HttpRequest, number: str) -> HttpResponse:
    """From a letter about one order to the page where its subscription is paid."""
    invoice = order_of(Asker.of(request).user_id, number)
    if invoice is None:
        raise Http404
    return redirect("portal:pay", invoice.subscription_id)


def _page(request: HttpRequest, held: Held, asker: Asker, problem: str = "") -> HttpResponse:
    dues = [_due(order, held) for order in due_orders(held.subscription)]
    cards = _cards(held, asker)
    page = {
        "held": held,
        "dues": dues,
        "cards": [card.method for card in cards if card.usable],
        "present": held.subscription.method_id,
        "waiting": any(due.order.on_its_way for due in dues),
        "problem": problem,
    }
    return render(request, "portal/pay.html", page, status=422 if problem else 200)


def _cards(held: Held, asker: Asker) -> tuple[OwnCard, ...]:
    return cards_of(held.subscription.customer_id, zone=held.facts.zone, at=asker.at)


def _due(order: DueOrder, held: Held) -> DueCard:
    failed = order.failed
    failure = FAILURES.get(failed.failure_code, OTHER_FAILURE) if failed else None
    return DueCard(order, failure, span_of(order.invoice, held))
