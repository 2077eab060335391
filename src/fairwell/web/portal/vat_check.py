"""The VAT number, looked up in the register once more because its owner asks for it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from fairwell.actions.people.request_vat_check import request_vat_check
from fairwell.queries.account import customers_of
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other


@own_page(*READ_AND_POST)
def vat_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the look-up, and go back to the details, which say how it stands; GET only goes."""
    asker = Asker.of(request)
    if not any(customer.pk == pk for customer in customers_of(asker.user_id)):
        raise Http404
    if request.method != "POST":
        return redirect("portal:details")
    asked = request_vat_check(
        customer_id=pk,
        user_id=asker.user_id,
        at=asker.at,
        actor="subscriber",
        channel="portal",
        idempotency_key=f"vat-check:{pk}",
    )
    if asked:
        messages.success(request, _("We are asking the register about your VAT number."))
    return see_other("portal:details")
