"""Check a change before you confirm: what changes, from when, and every sum that moves."""

from datetime import date
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.subscriptions.change_subscription import change_subscription
from fairwell.actions.subscriptions.pause_subscription import pause_subscription
from fairwell.actions.subscriptions.quote_change import quote_change
from fairwell.actions.subscriptions.resume_subscription import resume_subscription
from fairwell.domain.change_kind import When
from fairwell.domain.refusal import RefusedError
from fairwell.models import RefundQuote
from fairwell.queries.change_quotes import ChangeQuote, change_quote_of
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.change import other_when
from fairwell.web.portal.change_review_page import review_page
from fairwell.web.portal.refusals import RefusalWords, refusal_words, refused

_TITLE = _("Check before you confirm")
_LAPSED = ("quote_expired", "quote_changed")
_DEEDS = {
    "change": change_subscription,
    "pause": pause_subscription,
    "resume": resume_subscription,
}


@own_page(*READ_AND_POST)
def change_review(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what would be done; POST does it, or works it out again for another moment."""
    asker = Asker.of(request)
    found = change_quote_of(asker.user_id, token, at=asker.at)
    if found is None:
        raise Http404
    if found.confirmed is not None:
        if request.method == "POST":
            return see_other("portal:confirmation", found.confirmed)
        return redirect("portal:confirmation", found.confirmed)
    try:
        if request.method == "POST":
            return _answer(request, found, asker)
    except RefusedError as refusal:
        return refused(request, refusal.refusal, found.held, title=str(_TITLE))
    return _page(request, found)


def _answer(request: HttpRequest, found: ChangeQuote, asker: Asker) -> HttpResponse:
    quote = found.quote
    if "again" in request.POST:
        return see_other("portal:change_review", _again(quote, asker).token)
    if "other" in request.POST and quote.verb == "change":
        when = other_when(quote.choice)
        return see_other("portal:change_review", _again(quote, asker, when=when).token)
    try:
        statement = _DEEDS[quote.verb](
            subscription_id=quote.subscription_id,
            quote_token=quote.token,
            expected=request.POST.get("expected", ""),
            at=asker.at,
            actor="subscriber",
            channel="portal",
            idempotency_key=quote.token,
            language=asker.language,
        )
    except RefusedError as refusal:
        if refusal.refusal.code not in _LAPSED:
            raise
        new = change_quote_of(asker.user_id, _again(quote, asker).token, at=asker.at)
        assert new is not None, "the quote was just written for this asker"
        return _page(request, new, again=refusal_words(refusal.refusal), status=409)
    return see_other("portal:confirmation", statement.reference)


def _again(old: RefundQuote, asker: Asker, *, when: When | None = None) -> RefundQuote:
    """The same question, asked now. Raises RefusedError where the answer is no by now."""
    until = old.asked.get("until")
    asked: dict[str, Any] = {}
    if old.verb == "change":
        asked = {"price_id": int(old.asked["price"]), "quantity": int(old.asked["quantity"])}
    return quote_change(
        subscription_id=old.subscription_id,
        user_id=asker.user_id,
        at=asker.at,
        actor="subscriber",
        channel="portal",
        verb=old.verb,
        when=when or cast("When", old.choice),  # a CHECK keeps the column to words of ours
        until=date.fromisoformat(until) if until else None,
        **asked,
    )


def _page(
    request: HttpRequest,
    found: ChangeQuote,
    *,
    again: RefusalWords | None = None,
    status: int = 200,
) -> HttpResponse:
    page = {"held": found.held, "quote": found.quote, "again": again}
    if found.answer is None:
        return render(request, "portal/change_lapsed.html", page)
    page["review"] = review_page(found, found.answer)
    return render(request, "portal/change_review.html", page, status=status)
