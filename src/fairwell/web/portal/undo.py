"""Undoing a cancellation before it takes effect: one page, one button."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.subscriptions.undo_cancellation import undo_cancellation
from fairwell.domain.cancellation import decide_undo
from fairwell.domain.refusal import RefusedError
from fairwell.models import CancellationRequest
from fairwell.queries.account import Held
from fairwell.queries.documents import statement_of
from fairwell.queries.history import after_undo
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.refusals import refused

_TITLE = _("Undo the cancellation")


@own_page(*READ_AND_POST)
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """GET says what undoing brings back; POST does it, and again leads to the same document."""
    asker = Asker.of(request)
    statement = statement_of(asker.user_id, reference)
    if statement is None or statement.kind != "cancellation" or statement.cancellation is None:
        raise Http404
    held = asker.held_or_404(statement.subscription_id)
    if request.method == "POST":
        return _undo(request, statement.cancellation, held, asker)
    refusal = decide_undo(held.facts, ends_at=statement.cancellation.ends_at, at=asker.at)
    if refusal is not None:
        return refused(request, refusal, held, title=str(_TITLE), status=200)
    ends_at, charge = after_undo(held, reference)
    page = {"held": held, "reference": reference, "ends_at": ends_at, "charge": charge}
    return render(request, "portal/undo.html", page)


def _undo(
    request: HttpRequest, cancellation: CancellationRequest, held: Held, asker: Asker
) -> HttpResponse:
    try:
        statement = undo_cancellation(
            subscription_id=held.pk,
            reference=cancellation.reference,
            at=asker.at,
            actor="subscriber",
            channel="portal",
            idempotency_key=f"undo:{cancellation.reference}",
            language=asker.language,
        )
    except RefusedError as refusal:
        return refused(request, refusal.refusal, held, title=str(_TITLE))
    return see_other("portal:confirmation", statement.reference)
