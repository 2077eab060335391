"""Automatic renewal, off or on: one page that says what happens, one button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairwell.actions.subscriptions.turn_off_renewal import turn_off_renewal
from fairwell.actions.subscriptions.turn_on_renewal import turn_on_renewal
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.renewal import decide_renewal_off, decide_renewal_on
from fairwell.queries.account import Held
from fairwell.queries.credit_left import credit_at_end
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.refusals import refused

_TITLE = gettext_lazy("Automatic renewal")
_TURNS = {"off": turn_off_renewal, "on": turn_on_renewal}


@own_page(*READ_AND_POST)
def renewal(request: HttpRequest, pk: int) -> HttpResponse:
    """GET offers the other position of the switch; POST turns it, and says so with a document."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    if request.method != "POST":
        return _page(request, held, asker)
    turn = _TURNS.get(request.POST.get("turn", ""))
    if turn is None:
        return _page(request, held, asker, problem=_("Say whether renewal should be off or on."))
    try:
        statement = turn(
            subscription_id=pk,
            at=asker.at,
            actor="subscriber",
            channel="portal",
            idempotency_key=f"renewal:{pk}",
            language=asker.language,
        )
    except RefusedError as refusal:
        return refused(request, refusal.refusal, held, title=str(_TITLE))
    return see_other("portal:confirmation", statement.reference)


def _page(request: HttpRequest, held: Held, asker: Asker, problem: str = "") -> HttpResponse:
    off = held.facts.renews
    decide = decide_renewal_off if off else decide_renewal_on
    switch = decide(held.facts, at=asker.at)
    if isinstance(switch, Refusal):
        return refused(request, switch, held, title=str(_TITLE), status=422 if problem else 200)
    page = {
        "held": held,
        "switch": switch,
        "problem": problem,
        "credit": credit_at_end(held.subscription) if off else None,
    }
    return render(request, "portal/renewal.html", page, status=422 if problem else 200)
