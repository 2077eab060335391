"""The statutory right to withdraw: its page stands for the whole window, and asks for no reason."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.subscriptions.quote_ending import quote_ending
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.domain.withdrawal import decide_withdrawal
from fairwell.queries.credit_left import credit_at_end
from fairwell.queries.withdrawal_labels import withdrawal_labels
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.refund_lines import refund_lines
from fairwell.web.portal.refusals import refused

_TITLE = _("Withdraw from this contract")


@own_page(*READ_AND_POST)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows who withdraws from what, and what follows; POST goes on to the review."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    decided = decide_withdrawal(held.facts, held.packs, at=asker.at)
    if request.method == "POST":
        try:
            quote = quote_ending(
                subscription_id=pk,
                user_id=asker.user_id,
                at=asker.at,
                actor="subscriber",
                channel="portal",
                verb="withdraw",
            )
        except RefusedError as refusal:
            return refused(request, refusal.refusal, held, title=str(_TITLE))
        return see_other("portal:review", quote.token)
    if isinstance(decided, Refusal):
        return refused(request, decided, held, title=str(_TITLE), status=200)
    assert held.withdrawal is not None, "who may withdraw has the right"
    page = {
        "held": held,
        "label": withdrawal_labels(held, at=asker.at, language=asker.language).open,
        "ending": decided,
        "refund": refund_lines(decided.refund, held.packs, asker.language),
        "credit": credit_at_end(held.subscription, decided.refund),
        "last_day": date.fromisoformat(held.withdrawal.last_day)
        if held.withdrawal.last_day
        else None,
    }
    return render(request, "portal/withdraw.html", page)
