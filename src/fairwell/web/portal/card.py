"""Another card: left at the bank's own page, which we never see, and taken on when one is back."""

import secrets
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairwell.actions.billing.finish_card_setup import finish_card_setup
from fairwell.actions.billing.name_card_setup import name_card_setup
from fairwell.actions.billing.start_card_setup import start_card_setup
from fairwell.domain.payments import CardSetupAnswer
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.interface import GatewayError, PaymentGateway
from fairwell.models import CardSetup, Subscription
from fairwell.queries.account import Held
from fairwell.queries.dues import DueOrder, card_setup_of, due_orders
from fairwell.web.portal.asker import READ_AND_POST, Asker, SeeOther, own_page, see_other
from fairwell.web.portal.refusals import refusal_words, refused

_TITLE = gettext_lazy("Use another card")
_BY_SUBSCRIBER = {"actor": "subscriber", "channel": "portal"}


@own_page(*READ_AND_POST)
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the present card; POST leads to the bank's page, where another one is left."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    if held.ended:
        return refused(request, Refusal("already_ended"), held, title=str(_TITLE), status=200)
    if request.method != "POST":
        return _page(request, held)
    token = secrets.token_urlsafe(32)
    setup = start_card_setup(
        subscription_id=pk,
        for_all=request.POST.get("for") == "all",
        at=asker.at,
        idempotency_key=token,
        **_BY_SUBSCRIBER,
    )
    # The bank is called between two transactions: what it answers is written down by the second.
    try:
        visit = _gateway(setup).start_card_setup(
            customer_ref=held.subscription.customer.external_id,
            return_url=f"{settings.ENVIRONMENT.public_url}{_way_back(setup)}",
            language=asker.language,
            idempotency_key=f"card-{token}",
            at=asker.at,
        )
    except GatewayError:
        return _page(request, held, problem=_("The bank’s page cannot be reached just now."))
    name_card_setup(
        setup_id=setup.pk,
        setup_ref=visit.ref,
        at=asker.at,
        idempotency_key=token,
        **_BY_SUBSCRIBER,
    )
    return SeeOther(visit.url)


@own_page(*READ_AND_POST)
def card_back(request: HttpRequest, token: str) -> HttpResponse:
    """Back from the bank's page: GET asks the bank and shows the card, POST takes it on."""
    asker = Asker.of(request)
    setup = card_setup_of(asker.user_id, token)
    if setup is None or not setup.setup_ref:
        raise Http404
    if setup.state == "done":
        return _done(setup)
    try:
        answer = _gateway(setup).find_card_setup(ref=setup.setup_ref, at=asker.at)
    except GatewayError:
        problem = _("The bank cannot be asked just now whether a card was left. Try again.")
        return _back_page(request, setup, None, problem=problem, status=503)
    if request.method != "POST" or answer.method is None:
        return _back_page(request, setup, answer)
    try:
        setup = finish_card_setup(
            setup_id=setup.pk,
            answer=answer,
            at=asker.at,
            idempotency_key=token,
            **_BY_SUBSCRIBER,
        )
    except RefusedError as refusal:
        said = refusal_words(refusal.refusal)
        return _back_page(request, setup, None, problem=f"{said.what} {said.todo}", status=409)
    return _done(setup)


def _done(setup: CardSetup) -> HttpResponse:
    """The page where what is overdue is seen being paid, or the account."""
    if setup.subscription is not None:
        if due_orders(setup.subscription):
            return see_other("portal:pay", setup.subscription_id)
        return see_other("portal:subscription", setup.subscription_id)
    return see_other("portal:subscriptions")


def _page(request: HttpRequest, held: Held, problem: str = "") -> HttpResponse:
    page = {
        "held": held,
        "method": held.subscription.method,
        "others": held.subscription.customer.subscriptions.exclude(renewal="ended").count() - 1,
        "dues": _to_charge(held.subscription),
        "problem": problem,
    }
    return render(request, "portal/card.html", page, status=503 if problem else 200)


def _back_page(
    request: HttpRequest,
    setup: CardSetup,
    answer: CardSetupAnswer | None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    page = {
        "setup": setup,
        "method": answer.method if answer else None,
        "still_open": answer is not None and answer.state == "open",
        "dues": _to_charge(setup.subscription) if setup.subscription else [],
        "problem": problem,
    }
    return render(request, "portal/card_back.html", page, status=status)


def _to_charge(subscription: Subscription) -> list[DueOrder]:
    """What another card is charged at once: nothing disputed, nothing already at the bank."""
    return [due for due in due_orders(subscription) if not due.disputed and not due.on_its_way]


def _way_back(setup: CardSetup) -> str:
    return reverse("portal:card_back", args=[setup.token])


def _gateway(setup: CardSetup) -> PaymentGateway:
    environment = settings.ENVIRONMENT
    return _kept(setup.gateway, environment.sandbox_url, environment.gateway_timeout_s)


@lru_cache(maxsize=4)
def _kept(name: str, url: str, timeout_s: float) -> PaymentGateway:
    """One for the whole process: it keeps its connections, and threads may share it."""
    return payment_gateway(name, url=url, timeout_s=timeout_s)
