"""A card to buy with: left at the bank's own page, which we never see, and kept on file."""

import secrets
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fairwell.actions.billing.keep_buyers_card import keep_buyers_card
from fairwell.actions.billing.name_card_setup import name_card_setup
from fairwell.actions.billing.start_buyers_card import start_buyers_card
from fairwell.gateways.payments.choose import payment_gateway
from fairwell.gateways.payments.interface import GatewayError, PaymentGateway
from fairwell.models import CardSetup
from fairwell.queries.account import customers_of
from fairwell.queries.offers import price_on_offer
from fairwell.web.portal.asker import READ_AND_POST, Asker, SeeOther, own_page

_BY_SUBSCRIBER = {"actor": "subscriber", "channel": "portal"}


@own_page(*READ_AND_POST)
def leave_card(request: HttpRequest, price: str) -> HttpResponse:
    """Lead to the bank's page; it leads back here, and from here to the purchase."""
    asker = Asker.of(request)
    customers = customers_of(asker.user_id)
    if price_on_offer(price) is None or not customers:
        raise Http404
    if request.method != "POST":
        return redirect(_start(request, price))
    token = secrets.token_urlsafe(32)
    setup = start_buyers_card(
        customer_id=customers[0].pk, at=asker.at, idempotency_key=token, **_BY_SUBSCRIBER
    )
    back = reverse("portal:start_card_back", args=[price, token])
    # The bank is called between two transactions: what it answers is written down by the second.
    try:
        visit = _gateway(setup).start_card_setup(
            customer_ref=setup.customer.external_id,
            return_url=f"{settings.ENVIRONMENT.public_url}{back}?{_terms(request)}",
            language=asker.language,
            idempotency_key=f"card-{token}",
            at=asker.at,
        )
    except GatewayError:
        return _page(request, price, None, unreachable=True)
    name_card_setup(
        setup_id=setup.pk,
        setup_ref=visit.ref,
        at=asker.at,
        idempotency_key=token,
        **_BY_SUBSCRIBER,
    )
    return SeeOther(visit.url)


@own_page(*READ_AND_POST)
def card_left(request: HttpRequest, price: str, token: str) -> HttpResponse:
    """Back from the bank's page: GET asks the bank and shows the card, POST keeps it."""
    asker = Asker.of(request)
    setup = CardSetup.objects.filter(
        token=token, customer__user=asker.user_id, subscription__isnull=True
    ).first()
    if setup is None or not setup.setup_ref:
        raise Http404
    if setup.state == "done":
        return redirect(_start(request, price))
    try:
        answer = _gateway(setup).find_card_setup(ref=setup.setup_ref, at=asker.at)
    except GatewayError:
        return _page(request, price, None, unreachable=True)
    if request.method != "POST" or answer.method is None:
        return _page(request, price, answer.method)
    keep_buyers_card(
        setup_id=setup.pk, answer=answer, at=asker.at, idempotency_key=token, **_BY_SUBSCRIBER
    )
    return SeeOther(_start(request, price))


def _page(
    request: HttpRequest, price: str, method: object, *, unreachable: bool = False
) -> HttpResponse:
    page = {
        "method": method,
        "unreachable": unreachable,
        "start": _start(request, price),
    }
    return render(request, "portal/start_card.html", page, status=503 if unreachable else 200)


def _start(request: HttpRequest, price: str) -> str:
    return f"{reverse('portal:start', args=[price])}?{_terms(request)}"


def _terms(request: HttpRequest) -> str:
    """How many and whether on trial, as the page before said."""
    return urlencode({
        key: request.GET[key] for key in ("trial", "quantity") if request.GET.get(key)
    })  # fmt: skip


def _gateway(setup: CardSetup) -> PaymentGateway:
    return payment_gateway(
        setup.gateway,
        url=settings.ENVIRONMENT.sandbox_url,
        timeout_s=settings.ENVIRONMENT.gateway_timeout_s,
    )
