"""Check before you confirm: one page for every quote, and nothing done before its one button."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.billing.quote_refund import quote_refund
from fairwell.actions.billing.request_refund import request_refund
from fairwell.actions.subscriptions.cancel_subscription import cancel_subscription
from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.actions.subscriptions.withdraw_from_contract import withdraw_from_contract
from fairwell.domain.cancellation import Choice
from fairwell.domain.refusal import RefusedError
from fairwell.models import RefundQuote
from fairwell.queries.quotes import HeldQuote, quote_of
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.reasons import move_reason, reason_of
from fairwell.web.portal.refusals import refusal_words, refused
from fairwell.web.portal.review_page import changes, review_of

_TITLE = _("Check before you confirm")
_LAPSED = ("quote_expired", "quote_changed")


@own_page(*READ_AND_POST)
def review(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what would be done; POST does it, or works it out again and asks anew."""
    asker = Asker.of(request)
    found = quote_of(asker.user_id, token, at=asker.at)
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
    if found.decided is None:
        return render(request, "portal/lapsed.html", {"held": found.held, "token": token})
    return render(request, "portal/review.html", {"review": review_of(found, found.decided, asker)})


def _answer(request: HttpRequest, found: HeldQuote, asker: Asker) -> HttpResponse:
    if "again" in request.POST:
        quote = _quote_again(found.quote, asker)
        move_reason(request, found.quote.token, quote.token)
        return see_other("portal:review", quote.token)
    try:
        reference = _confirm(request, found.quote, asker)
    except RefusedError as refusal:
        if refusal.refusal.code not in _LAPSED:
            raise
        return _show_again(request, found.quote, refusal, asker)
    return see_other("portal:confirmation", reference)


def _confirm(request: HttpRequest, quote: RefundQuote, asker: Asker) -> str:
    """Do what was quoted and return the reference of its statement."""
    asked: dict[str, Any] = {
        "subscription_id": quote.subscription_id,
        "quote_token": quote.token,
        "expected": request.POST.get("expected", ""),
        "at": asker.at,
        "actor": "subscriber",
        "channel": "portal",
        "idempotency_key": quote.token,
        "language": asker.language,
    }
    if quote.verb == "withdraw":
        return withdraw_from_contract(**asked).reference
    asked |= reason_of(request, quote.token)
    if quote.verb == "cancel":
        return cancel_subscription(**asked).reference
    refund = request_refund(**asked)
    return refund.cancellation.reference if refund.cancellation else refund.reference


def _show_again(
    request: HttpRequest, old: RefundQuote, refusal: RefusedError, asker: Asker
) -> HttpResponse:
    """The review of a new quote, with what came out differently; nothing has been done."""
    new = _quote_again(old, asker)
    move_reason(request, old.token, new.token)
    found = quote_of(asker.user_id, new.token, at=asker.at)
    assert found is not None, "the quote was just written for this asker"
    assert found.decided is not None, "a quote of this instant holds at this instant"
    page = {
        "review": review_of(found, found.decided, asker),
        "refusal": refusal_words(refusal.refusal),
        "changes": changes(old.decision, new.decision, asker.language),
        "again": True,
    }
    return render(request, "portal/review.html", page, status=409)


def _quote_again(old: RefundQuote, asker: Asker) -> RefundQuote:
    """The same question, asked now. Raises RefusedError where the answer is no by now."""
    if old.verb == "refund":
        assert old.invoice is not None, "the schema gives every refund quote its order"
        return quote_refund(
            subscription_id=old.subscription_id,
            order_number=old.invoice.number,
            user_id=asker.user_id,
            at=asker.at,
            actor="subscriber",
            channel="portal",
        )
    return quote_ending(
        subscription_id=old.subscription_id,
        user_id=asker.user_id,
        at=asker.at,
        actor="subscriber",
        channel="portal",
        verb=old.verb,
        choice=cast(Choice, old.choice),  # a CHECK keeps the column to these words
        on_date=old.on_date,
    )
