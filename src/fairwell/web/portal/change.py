"""Changing instead of leaving, first step: devices, tier, billing cycle or a pause."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.subscriptions.quote_change import quote_change
from fairwell.domain.change_kind import When
from fairwell.domain.change_refusal import not_under_way, renewal_is_off
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.queries.account import Held
from fairwell.queries.change_options import Options, options_of
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.coming_changes import coming_changes
from fairwell.web.portal.refusals import refused

TITLE = _("Change this subscription")
_CHOOSE = _("Choose what you would like to have instead.")


@own_page(*READ_AND_POST)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what can be had instead; POST has the choice worked out and goes on to its review.

    A paused subscription offers to go on, which is worked out the same way.
    """
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    settled = cannot_choose(held)
    if settled is not None:
        return refused(request, settled, held, title=str(TITLE), status=200)
    options = options_of(held)
    if request.method != "POST":
        return _page(request, held, options)
    try:
        if request.POST.get("to") == "resume":
            return _quoted(pk, asker, verb="resume")
        option = options.find(request.POST.get("to", ""))
        if option is None:
            return _page(request, held, options, problem=str(_CHOOSE), status=422)
        return _quoted(pk, asker, price_id=option.price.price_id, quantity=option.quantity)
    except RefusedError as refusal:
        return refused(request, refusal.refusal, held, title=str(TITLE))


def cannot_choose(held: Held) -> Refusal | None:
    """Why there is nothing to choose from; a pause is a choice of its own to end."""
    facts = held.facts
    settled = not_under_way(facts)
    if settled is not None or facts.service in ("paused", "trialing"):
        return settled
    return renewal_is_off(facts) if facts.renewal == "non_renewing" else None


def _quoted(pk: int, asker: Asker, *, verb: str = "change", **to: int) -> HttpResponse:
    quote = quote_change(
        subscription_id=pk,
        user_id=asker.user_id,
        at=asker.at,
        actor="subscriber",
        channel="portal",
        verb=verb,
        price_id=to.get("price_id"),
        quantity=to.get("quantity", 1),
    )
    return see_other("portal:change_review", quote.token)


def _page(
    request: HttpRequest, held: Held, options: Options, *, problem: str = "", status: int = 200
) -> HttpResponse:
    page = {
        "held": held,
        "options": options,
        "problem": problem,
        "paused": held.facts.service == "paused",
        "coming": coming_changes(held),
    }
    return render(request, "portal/change.html", page, status=status)


def other_when(when: str) -> When:
    """The other moment at which the same change could take effect."""
    return "at_renewal" if when == "now" else "now"
