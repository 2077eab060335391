"""Disputing a charge with the vendor: said in plain words, answered by a person, held meanwhile."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairwell.actions.cases.dispute_charge import dispute_charge
from fairwell.domain.charge_dispute import decide_dispute
from fairwell.models import Case, Invoice
from fairwell.queries.disputes import dispute_case_of
from fairwell.queries.orders import order_of
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.reasons import LONGEST
from fairwell.web.portal.refusals import refused

REASONS: list[tuple[str, Promise]] = [
    ("not_recognised", _("I do not recognise the charge")),
    ("charged_twice", _("I was charged twice")),
    ("wrong_amount", _("The amount is wrong")),
    ("already_cancelled", _("I had cancelled before")),
    ("not_working", _("It did not work as it should")),
    ("other", _("Another reason")),
]


class DisputeForm(forms.Form):
    """What is wrong with the charge; the words may stay empty."""

    reason_code = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong with the charge."),
            "invalid_choice": _("Choose a reason from the list."),
        },
    )
    message = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": _("Write at most %(limit_value)d characters, or leave it out.")
        },
    )


@own_page(*READ_AND_POST)
def dispute(request: HttpRequest, number: str) -> HttpResponse:
    """GET shows the form, or the dispute that is open; POST opens one and shows it."""
    asker = Asker.of(request)
    invoice = order_of(asker.user_id, number)
    if invoice is None or invoice.subscription_id is None:
        raise Http404
    standing = dispute_case_of(asker.user_id, invoice.pk)
    if standing is not None and (standing.state == "open" or "again" not in request.GET):
        return _case(request, invoice, standing)
    held = asker.held_or_404(invoice.subscription_id)
    refusal = decide_dispute(
        state=invoice.state, total_minor=invoice.total_minor, order_number=invoice.number
    )
    if refusal is not None:
        return refused(request, refusal, held, title=str(_("Dispute a charge")))
    form = DisputeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        page = {"section": "orders", "held": held, "invoice": invoice, "form": form}
        status = 422 if request.method == "POST" else 200
        return render(request, "portal/dispute.html", page, status=status)
    dispute_charge(
        subscription_id=invoice.subscription_id,
        order_number=invoice.number,
        reason_code=form.cleaned_data["reason_code"],
        message=form.cleaned_data["message"],
        at=asker.at,
        actor="subscriber",
        channel="portal",
        idempotency_key=f"dispute:{invoice.number}",
        language=asker.language,
    )
    return see_other("portal:dispute", invoice.number)


def _case(request: HttpRequest, invoice: Invoice, case: Case) -> HttpResponse:
    """The dispute with its reference, and by when it is answered, or what was answered."""
    code = case.message.partition(":")[0]
    page = {
        "section": "orders",
        "invoice": invoice,
        "case": case,
        "reason": dict(REASONS).get(code, ""),
        "said": case.message.partition(": ")[2],
    }
    return render(request, "portal/dispute_opened.html", page)
