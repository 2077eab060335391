"""Asking for money back by order number: found, decided by the rules, or passed to a person."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.billing.quote_refund import quote_refund
from fairwell.actions.cases.ask_for_review import ask_for_review
from fairwell.domain.refund_request import decide_order_refund
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import Invoice
from fairwell.queries.orders import case_of, order_of, why_no_refund
from fairwell.web.portal.asker import READ, READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.reasons import (
    LONGEST,
    REFUNDING,
    ReasonForm,
    reason_field,
    remember_reason,
)
from fairwell.web.portal.refusals import refusal_words

_MAY_ASK = ("refund_none", "needs_human")


class RefundForm(ReasonForm):
    """Which order, and, for those who want to say so, why."""

    order = forms.CharField(
        label=_("Order number"),
        help_text=_("It is on your bill and on the subscription’s page. Spaces do not matter."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the order number."),
            "max_length": _("Order numbers are shorter than that: compare it with your bill."),
        },
    )

    reason_code = reason_field(REFUNDING)

    field_order = ("order", "reason_code", "reason_text")


class AskForm(forms.Form):
    """What a person should know who looks at the order; may stay empty."""

    message = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": _("Write at most %(limit_value)d characters, or leave it out.")
        },
    )


@own_page(*READ_AND_POST)
def refund(request: HttpRequest) -> HttpResponse:
    """GET asks for the order; POST has its refund worked out and goes on to the review."""
    asker = Asker.of(request)
    if request.method != "POST":
        form = RefundForm(initial={"order": request.GET.get("order", "")})
        return render(request, "portal/refund.html", {"form": form})
    form = RefundForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/refund.html", {"form": form}, status=422)
    number = form.cleaned_data["order"]
    invoice = order_of(asker.user_id, number)
    if invoice is None:
        unknown = refusal_words(Refusal("order_unknown", {"order": number}))
        form.add_error("order", f"{unknown.what} {unknown.todo}")
        return render(request, "portal/refund.html", {"form": form}, status=422)
    assert invoice.subscription_id is not None, "only orders of a subscription are found"
    try:
        quote = quote_refund(
            subscription_id=invoice.subscription_id,
            order_number=invoice.number,
            user_id=asker.user_id,
            at=asker.at,
            actor="subscriber",
            channel="portal",
        )
    except RefusedError:
        return _not_by_the_rules(request, invoice, AskForm(), asker)
    remember_reason(request, quote.token, form)
    return see_other("portal:review", quote.token)


@own_page(*READ_AND_POST)
def ask(request: HttpRequest) -> HttpResponse:
    """Have a person look at an order that the rules give nothing for; GET leads to the form."""
    if request.method != "POST":
        return redirect("portal:refund")
    asker = Asker.of(request)
    invoice = order_of(asker.user_id, request.POST.get("order", ""))
    if invoice is None or invoice.subscription_id is None:
        raise Http404
    form = AskForm(request.POST)
    if not form.is_valid():
        return _not_by_the_rules(request, invoice, form, asker, status=422)
    held = asker.held_or_404(invoice.subscription_id)
    decided = decide_order_refund(held.facts, held.packs, order_number=invoice.number, at=asker.at)
    if not isinstance(decided, Refusal) or decided.code not in _MAY_ASK:
        return _not_by_the_rules(request, invoice, form, asker)
    case = ask_for_review(
        subscription_id=invoice.subscription_id,
        order_number=invoice.number,
        message=form.cleaned_data["message"],
        at=asker.at,
        actor="subscriber",
        channel="portal",
        idempotency_key=f"review:{invoice.number}",
        language=asker.language,
    )
    return see_other("portal:case", case.reference)


@own_page(*READ)
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """What a person was asked to look at, its reference, and by when an answer comes."""
    found = case_of(Asker.of(request).user_id, reference)
    if found is None:
        raise Http404
    return render(request, "portal/case.html", {"case": found})


def _not_by_the_rules(
    request: HttpRequest, invoice: Invoice, form: AskForm, asker: Asker, status: int = 409
) -> HttpResponse:
    """Why not, by which rule and since when, and the way to a person where one can do more."""
    assert invoice.subscription_id is not None, "only orders of a subscription are found"
    held = asker.held_or_404(invoice.subscription_id)
    decided = decide_order_refund(held.facts, held.packs, order_number=invoice.number, at=asker.at)
    if not isinstance(decided, Refusal):
        return see_other("portal:refund")  # the rules give it by now: nobody need be asked
    # What went back already is no rule's refusal: a rule would only say what it gave.
    spoken = decided.code != "refund_already"
    page = {
        "held": held,
        "invoice": invoice,
        "refusal": refusal_words(decided),
        "why": why_no_refund(held, invoice.number, at=asker.at, language=asker.language)
        if spoken
        else None,
        "may_ask": decided.code in _MAY_ASK,
        "form": form,
    }
    return render(request, "portal/refund_refused.html", page, status=status)
