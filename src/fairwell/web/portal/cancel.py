"""Cancelling, first step: the choices with what each costs and gives back, side by side."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.domain.cancellation import Ending, cannot_leave, date_range, decide_cancellation
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.queries.account import Held
from fairwell.queries.credit_left import credit_at_end
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.reasons import ReasonForm, remember_reason
from fairwell.web.portal.refund_lines import Lines, refund_lines
from fairwell.web.portal.refusals import RefusalWords, refusal_words, refused
from fairwell.web.portal.subscriptions import card

_TITLE = _("Cancel this subscription")
# A contract that cannot end yet; the page says so beside the choices that there are.
_KEPT = ("first_term_binds", "notice_runs")
_WHICH_DAY = _("Enter the day on which the subscription should end.")
_A_DATE = _("Enter a day of the calendar, such as 2027-01-31.")


class CancelForm(ReasonForm):
    """When it should end, and, for those who want to say so, why."""

    choice = forms.ChoiceField(
        choices=[("now", ""), ("end_of_term", ""), ("on_date", "")],
        error_messages={
            "required": _("Choose when the subscription should end."),
            "invalid_choice": _("Choose when the subscription should end."),
        },
    )
    on_date = forms.DateField(
        label=_("Last day"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _A_DATE, "required": _WHICH_DAY},
    )

    use_required_attribute = False  # the day is needed for one of the choices only
    field_order = ("choice", "on_date", "reason_code", "reason_text")

    def clean(self) -> None:
        """A day that was typed before another choice was made does not matter."""
        if self.cleaned_data.get("choice") != "on_date":
            self.errors.pop("on_date", None)
            self.cleaned_data["on_date"] = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What each choice does; `at_end` is None where the term is over already.

    `now` is None where the contract cannot end yet, and `kept` says why.
    """

    now: Ending | None
    now_lines: Lines | None
    kept: RefusalWords | None
    at_end: Ending | None
    earliest: date
    latest: date

    @property
    def least_cost(self) -> str:
        """The choice that is preselected: the one that costs the subscriber least.

        Where ending now gives money back, waiting would give that money away, so it is `now`. The
        page says beside it that access then ends at once, and the next page says it again before
        anything is done. Otherwise ending now would only give away what is paid for.
        """
        if self.now is None:
            return "end_of_term"
        return "now" if self.now.refund.total_minor or self.at_end is None else "end_of_term"


@own_page(*READ_AND_POST)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the choices; POST has the chosen one worked out and goes on to its review."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    settled = cannot_leave(held.facts)
    if settled is not None:
        return refused(request, settled, held, title=str(_TITLE), status=200)
    choices = _choices(held, asker)
    if request.method != "POST":
        form = CancelForm(initial={"choice": choices.least_cost})
        return _page(request, form, choices, held, asker=asker)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, form, choices, held, asker=asker, status=422)
    try:
        quote = quote_ending(
            subscription_id=pk,
            user_id=asker.user_id,
            at=asker.at,
            actor="subscriber",
            channel="portal",
            choice=form.cleaned_data["choice"],
            on_date=form.cleaned_data["on_date"],
        )
    except RefusedError as refusal:
        if not refusal.refusal.code.startswith(("date_", *_KEPT)):
            return refused(request, refusal.refusal, held, title=str(_TITLE))
        at_once = form.cleaned_data["choice"] == "now"
        form.add_error("choice" if at_once else "on_date", refusal_words(refusal.refusal).what)
        return _page(request, form, choices, held, asker=asker, status=422)
    remember_reason(request, quote.token, form)
    return see_other("portal:review", quote.token)


def _choices(held: Held, asker: Asker) -> Choices:
    facts, packs, at = held.facts, held.packs, asker.at
    now = decide_cancellation(facts, packs, choice="now", at=at)
    at_end = decide_cancellation(facts, packs, choice="end_of_term", at=at)
    assert not isinstance(at_end, Refusal), "who can leave can leave at the end of the term"
    assert not isinstance(now, Refusal) or now.code in _KEPT, "nothing else keeps anybody"
    ends_now = None if isinstance(now, Refusal) else now
    earliest, latest = date_range(facts, packs, at=at)
    over = at_end.ends_at is None or at_end.ends_at <= at
    return Choices(
        now=ends_now,
        now_lines=refund_lines(ends_now.refund, packs, asker.language) if ends_now else None,
        kept=refusal_words(now) if isinstance(now, Refusal) else None,
        at_end=None if over else at_end,
        earliest=earliest,
        latest=latest,
    )


def _page(
    request: HttpRequest,
    form: CancelForm,
    choices: Choices,
    held: Held,
    *,
    asker: Asker,
    status: int = 200,
) -> HttpResponse:
    form.fields["on_date"].widget.attrs |= {
        "min": choices.earliest.isoformat(),
        "max": choices.latest.isoformat(),
    }
    page = {
        "form": form,
        "chosen": form["choice"].value(),
        "choices": choices,
        "held": held,
        "card": card(held, asker),
        "credit": credit_at_end(held.subscription),
    }
    return render(request, "portal/cancel.html", page, status=status)
