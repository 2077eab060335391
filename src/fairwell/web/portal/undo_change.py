"""Taking back a change or a pause that has not come yet: one page, one button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.subscriptions.undo_change import undo_change as undo
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.queries.change_ground import scheduled_of
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.coming_changes import coming_change
from fairwell.web.portal.refusals import refused

_TITLE = _("Undo the change")


@own_page(*READ_AND_POST)
def undo_change(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    """GET says what stays as it is; POST does it, and again leads to the same document."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    if request.method == "POST":
        try:
            statement = undo(
                subscription_id=pk,
                change_id=change,
                at=asker.at,
                actor="subscriber",
                channel="portal",
                idempotency_key=f"undo-change:{change}",
                language=asker.language,
            )
        except RefusedError as refusal:
            return refused(request, refusal.refusal, held, title=str(_TITLE))
        return see_other("portal:confirmation", statement.reference)
    row = next((one for one in scheduled_of(pk) if one.pk == change and one.slot != "price"), None)
    if row is None:
        nothing = Refusal("nothing_scheduled")
        return refused(request, nothing, held, title=str(_TITLE), status=200)
    page = {"held": held, "coming": coming_change(row, held)}
    return render(request, "portal/undo_change.html", page)
