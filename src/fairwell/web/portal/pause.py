"""Pausing, first step: from when and until which day."""

from datetime import date
from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.subscriptions.quote_change import quote_change
from fairwell.domain.change_kind import When
from fairwell.domain.pause import pause_range
from fairwell.domain.policy import change_policy
from fairwell.domain.refusal import RefusedError
from fairwell.queries.account import Held
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.change import cannot_choose
from fairwell.web.portal.refusals import refusal_words, refused

_TITLE = _("Pause this subscription")
_A_DATE = _("Enter a day of the calendar, such as 2027-01-31.")
_WHEN = _("Choose when the pause should begin.")


class PauseForm(forms.Form):
    """When the pause begins, and the day on which the service goes on."""

    when = forms.ChoiceField(
        choices=[("now", ""), ("at_renewal", "")],
        error_messages={"required": _WHEN, "invalid_choice": _WHEN},
    )
    until = forms.DateField(
        label=_("The service goes on with"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _A_DATE, "required": _A_DATE},
    )


@own_page(*READ_AND_POST)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks from when and until when; POST has it worked out and goes on to its review."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    settled = cannot_choose(held)
    if settled is not None:
        return refused(request, settled, held, title=str(_TITLE), status=200)
    if request.method != "POST":
        _, latest = _range(held, "now", asker)
        return _page(request, PauseForm(initial={"when": "now", "until": latest}), held, asker)
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, form, held, asker, status=422)
    try:
        quote = quote_change(
            subscription_id=pk,
            user_id=asker.user_id,
            at=asker.at,
            actor="subscriber",
            channel="portal",
            verb="pause",
            when=cast("When", form.cleaned_data["when"]),
            until=form.cleaned_data["until"],
        )
    except RefusedError as refusal:
        if refusal.refusal.code not in ("pause_too_short", "pause_too_long"):
            return refused(request, refusal.refusal, held, title=str(_TITLE))
        form.add_error("until", refusal_words(refusal.refusal).what)
        return _page(request, form, held, asker, status=422)
    return see_other("portal:change_review", quote.token)


def _range(held: Held, when: When, asker: Asker) -> tuple[date, date]:
    policy = change_policy(held.packs)
    return pause_range(held.facts, when=when, policy=policy, at=asker.at)


def _page(
    request: HttpRequest, form: PauseForm, held: Held, asker: Asker, status: int = 200
) -> HttpResponse:
    page = {
        "form": form,
        "held": held,
        "chosen": form["when"].value(),
        "now": _range(held, "now", asker),
        "later": _range(held, "at_renewal", asker),
        "paid_until": held.facts.current_period_end,
    }
    return render(request, "portal/pause.html", page, status=status)
