"""The devices that use a subscription: which they are, one more, or one less."""

import secrets

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fairwell.actions.devices.register_device import register_device
from fairwell.actions.devices.remove_device import remove_device
from fairwell.domain.device import LONGEST_NAME
from fairwell.domain.refusal import RefusedError
from fairwell.queries.account import Held
from fairwell.queries.devices import devices_of
from fairwell.web.portal.asker import READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.refusals import refusal_words, refused

_TITLE = _("Devices")
_DEED = {"actor": "subscriber", "channel": "portal"}


class DeviceForm(forms.Form):
    """The name of one more."""

    name = forms.CharField(
        label=_("Name of the device"),
        max_length=LONGEST_NAME,
        help_text=_("As you know it, such as “Laptop in the study”."),
        error_messages={"required": _("Enter a name that you know the device by.")},
    )
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    use_required_attribute = False


@own_page(*READ_AND_POST)
def devices(request: HttpRequest, pk: int) -> HttpResponse:
    """GET lists them; POST adds one by its name, or removes one by its number."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    if request.method != "POST":
        return _page(request, held, asker, _blank())
    removed = request.POST.get("remove", "")
    form = DeviceForm(request.POST)
    if not removed and not form.is_valid():
        return _page(request, held, asker, form, status=422)
    try:
        if removed:
            number = int(removed) if removed.isascii() and removed.isdecimal() else 0
            remove_device(
                subscription_id=pk, device_id=number, at=asker.at, idempotency_key="", **_DEED
            )
        else:
            register_device(
                subscription_id=pk,
                name=form.cleaned_data["name"],
                at=asker.at,
                idempotency_key=f"portal:{form.cleaned_data['key']}",
                **_DEED,
            )
    except RefusedError as refusal:
        if removed:
            return refused(request, refusal.refusal, held, title=str(_TITLE))
        words = refusal_words(refusal.refusal)
        form.add_error("name", f"{words.what} {words.todo}")
        return _page(request, held, asker, form, status=409)
    return see_other("portal:devices", pk)


def _blank() -> DeviceForm:
    return DeviceForm(initial={"key": secrets.token_urlsafe(16)})


def _page(
    request: HttpRequest, held: Held, asker: Asker, form: DeviceForm, status: int = 200
) -> HttpResponse:
    used = devices_of(held.pk, at=asker.at)
    page = {"held": held, "used": used, "form": form}
    return render(request, "portal/devices.html", page, status=status)
