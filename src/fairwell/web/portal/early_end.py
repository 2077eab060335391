"""Wanting to leave before the contract can end: said to a person, who decides."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.cases.ask_for_early_end import ask_for_early_end
from fairwell.domain.contract import decide_asking
from fairwell.domain.refusal import RefusedError
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.reasons import LONGEST
from fairwell.web.portal.refusals import refused

_TITLE = _("End the contract earlier")


class EarlyEndForm(forms.Form):
    """The reason, without which nobody can decide."""

    message = forms.CharField(
        label=_("Why do you have to leave earlier?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Tell us the reason: a person decides on it."),
            "max_length": _("Write at most %(limit_value)d characters."),
        },
    )


@own_page(*READ_AND_POST)
def early_end(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks for the reason; POST opens the case and leads to it."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    needless = decide_asking(held.facts, held.packs, at=asker.at)
    if needless is not None:
        return refused(request, needless, held, title=str(_TITLE), status=200)
    form = EarlyEndForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        page = {"held": held, "form": form}
        status = 422 if request.method == "POST" else 200
        return render(request, "portal/early_end.html", page, status=status)
    try:
        case = ask_for_early_end(
            subscription_id=pk,
            message=form.cleaned_data["message"],
            at=asker.at,
            actor="subscriber",
            channel="portal",
            idempotency_key=f"early-end:{pk}",
            language=asker.language,
        )
    except RefusedError as refusal:
        return refused(request, refusal.refusal, held, title=str(_TITLE))
    return see_other("portal:case", case.reference)
