"""Buying a plan or beginning a trial: everything once more on one page, and one button."""

import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairwell.actions.subscriptions.start_subscription import Agreement, start_subscription
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.starting import CardFacts, asks_early_start, needs_card
from fairwell.models import Customer, PaymentMethod, Price, Vendor
from fairwell.queries import wording
from fairwell.queries.account import customers_of
from fairwell.queries.offers import Offer, Wanted, cards_of, offer_for, price_on_offer
from fairwell.queries.prices import price_facts
from fairwell.web.portal.asker import READ, READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.refusals import refusal_words
from fairwell.web.portal.start_words import consent_words

# German law (BGB § 312j (3)) wants a button that says nothing but that it obliges to pay.
BUY: Promise = _("Start paid subscription")
TRY_THEN_PAY: Promise = _("Start trial, then paid subscription")
TRY: Promise = _("Start free trial")

_CARD_MISSING = _("Choose the card to charge.")
_EARLY_MISSING = _("Tick the box: the service can only start now if you ask for it.")


@dataclass(frozen=True, slots=True)
class Buying:
    """Who buys what: the page's facts, the same when it is shown and when it is sent."""

    customer: Customer
    vendor: Vendor
    price: Price
    quantity: int
    trial: bool
    cards: list[PaymentMethod]

    @property
    def devices(self) -> int:
        """How many devices are covered in all."""
        return self.price.devices * self.quantity

    @property
    def needs_card(self) -> bool:
        """Whether something will be charged by itself."""
        return needs_card(price_facts(self.price), trial=self.trial)

    @property
    def asks_early_start(self) -> bool:
        """Whether the law wants them asked before the service starts at once."""
        return asks_early_start(self.customer.country, consumer=self.customer.consumer)

    @property
    def button(self) -> Promise:
        """What the one button says."""
        if not self.trial:
            return BUY if self.needs_card else TRY
        return TRY_THEN_PAY if self.needs_card else TRY


class StartForm(forms.Form):
    """The card and the answer to the early start, where these are needed."""

    method = forms.TypedChoiceField(
        coerce=int, label=_("Card to charge"), error_messages={"required": _CARD_MISSING}
    )
    early_start = forms.BooleanField(error_messages={"required": _EARLY_MISSING})
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    expected = forms.CharField(max_length=64, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, buying: Buying, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if buying.needs_card and buying.cards:
            self.fields["method"].choices = [(card.pk, "") for card in buying.cards]  # type: ignore[attr-defined]
        else:
            del self.fields["method"]
        if not buying.asks_early_start:
            del self.fields["early_start"]


@own_page(*READ_AND_POST)
def start(request: HttpRequest, price: str) -> HttpResponse:
    """GET says what would be charged when; POST starts it, at exactly those terms."""
    asker = Asker.of(request)
    buying = _buying(request, asker, price)
    offer = offer_for(buying.customer, _shown(buying), buying.vendor, at=asker.at)
    if isinstance(offer, Refusal):
        return _refused(request, buying, offer, status=200 if request.method == "GET" else 409)
    if request.method != "POST":
        first = buying.cards[0].pk if buying.cards else None
        start_at = {"key": secrets.token_urlsafe(16), "expected": offer.digest, "method": first}
        return _page(request, buying, offer, StartForm(buying, initial=start_at))
    form = StartForm(buying, request.POST)
    if not form.is_valid():
        return _page(request, buying, offer, form, status=422)
    try:
        made = start_subscription(
            customer_id=buying.customer.pk,
            price_id=buying.price.pk,
            quantity=buying.quantity,
            trial=buying.trial,
            method_id=form.cleaned_data.get("method"),
            agreement=Agreement(
                text=f"{consent_words(offer, asker.language, buying.vendor.zone)} {buying.button}",
                language=asker.language,
                expected=form.cleaned_data["expected"],
                early_start=form.cleaned_data.get("early_start"),
            ),
            at=asker.at,
            actor="subscriber",
            channel="portal",
            idempotency_key=form.cleaned_data["key"],
        )
    except RefusedError as refusal:
        return _refused(request, buying, refusal.refusal, status=409)
    return see_other("portal:started", made.pk)


@own_page(*READ)
def started(request: HttpRequest, pk: int) -> HttpResponse:
    """What has begun, what was charged, and where everything else is."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    invoice = held.subscription.invoices.order_by("pk").first()
    return render(request, "portal/started.html", {"held": held, "invoice": invoice})


def _buying(request: HttpRequest, asker: Asker, external_id: str) -> Buying:
    """What is wanted, of the record that has a card on file, else of the first; 404 for neither."""
    price, customers = price_on_offer(external_id), customers_of(asker.user_id)
    if price is None or not customers:
        raise Http404
    vendor = Vendor.objects.get(pk=1)
    cards = {one.pk: cards_of(one, vendor, at=asker.at) for one in customers}
    customer = next((one for one in customers if cards[one.pk]), customers[0])
    asked = request.GET.get("quantity", "1")
    return Buying(
        customer=customer,
        vendor=vendor,
        price=price,
        quantity=int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1,
        trial=request.GET.get("trial") == "1",
        cards=cards[customer.pk],
    )


def _shown(buying: Buying) -> Wanted:
    """The page shows the terms as they are once a card is chosen and everything is answered."""
    return Wanted(
        price=buying.price,
        quantity=buying.quantity,
        trial=buying.trial,
        card=CardFacts(method_id=0),
        early_start=True,
    )


def _page(
    request: HttpRequest, buying: Buying, offer: Offer, form: StartForm, *, status: int = 200
) -> HttpResponse:
    language = get_language() or "en"
    page = {
        "buying": buying,
        "offer": offer,
        "form": form,
        "chosen": str(form["method"].value()) if "method" in form.fields else "",
        "name": _name(buying),
        "add_card": f"{reverse('portal:start_card', args=[buying.price.external_id])}"
        f"?{request.GET.urlencode()}",
        "consent": consent_words(offer, language, buying.vendor.zone),
    }
    return render(request, "portal/start.html", page, status=status)


def _refused(
    request: HttpRequest, buying: Buying, refusal: Refusal, *, status: int
) -> HttpResponse:
    page = {"name": _name(buying), "refusal": refusal_words(refusal)}
    return render(request, "portal/start_refused.html", page, status=status)


def _name(buying: Buying) -> str:
    plan = buying.price.plan
    return wording.plan_name(plan.product.name, plan.tier)
