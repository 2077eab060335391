"""Plans and prices side by side, for visitors and for people who have one already."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from fairwell.queries.account import customers_of
from fairwell.queries.plan_words import length_words, price_words, trial_words
from fairwell.queries.plans import Asked, PlanColumn, ProductPlans, plans_on_sale


class CompareForm(forms.Form):
    """What the reader chose to compare by; anything else is taken as not chosen."""

    currency = forms.RegexField("^[A-Z]{3}$", required=False)
    term = forms.RegexField("^P[0-9]+[YMWD]$", required=False)
    devices = forms.IntegerField(min_value=1, max_value=100_000, required=False)


@dataclass(frozen=True, slots=True)
class PlanCard:
    """One plan in words."""

    column: PlanColumn
    price: str
    trial: str
    length: str


@dataclass(frozen=True, slots=True)
class ProductCards:
    """A product with its plans in words."""

    shelf: ProductPlans
    cards: tuple[PlanCard, ...]


@require_safe
@vary_on_cookie
def plans(request: HttpRequest) -> HttpResponse:
    """Every product's plans: price, trial, length and features, and what the reader has."""
    form = CompareForm(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    language = get_language() or "en"
    customers = customers_of(request.user.pk) if request.user.is_authenticated else ()
    shelf = plans_on_sale(
        Asked(
            currency=chosen.get("currency") or "",
            term=chosen.get("term") or "",
            devices=chosen.get("devices") or 0,
        ),
        customers=customers,
        language=language,
        at=request.at,  # type: ignore[attr-defined]
    )
    products = tuple(
        ProductCards(product, tuple(_card(column, language) for column in product.columns))
        for product in shelf.products
    )
    return render(request, "public/plans.html", {"shelf": shelf, "products": products})


def _card(column: PlanColumn, language: str) -> PlanCard:
    return PlanCard(
        column=column,
        price=price_words(column.amounts, language),
        trial=trial_words(column.amounts, language),
        length=length_words(column.amounts, language),
    )
