"""The demo's mailbox: what would have been mailed, shown in the browser instead."""

from collections.abc import Collection
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from fairwell.web.demo import letters
from fairwell.web.demo.letters import Letter

_WITH_FRAME: dict[str, Collection[str]] = {
    **cast(dict[str, Collection[str]], settings.SECURE_CSP),
    "frame-src": [CSP.SELF],
}
# A mail is a stranger's page: no script, no form, no request; its links open in the whole window.
_MAIL_POLICY: dict[str, Collection[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "form-action": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail, or those to one address, newest first."""
    found, to = letters.letters(settings.DEMO_MAIL_DIR), request.GET.get("to", "")
    page = {
        "letters": [letter for letter in found if to in ("", letter.to)],
        "addresses": sorted({letter.to for letter in found}),
        "to": to,
    }
    return render(request, "demo/mailbox.html", page)


@csp_override(_WITH_FRAME)
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: as text, as the HTML in its own frame, and what came with it."""
    return render(request, "demo/mail.html", {"letter": _letter(name)})


@xframe_options_sameorigin
@csp_override(_MAIL_POLICY)
@require_safe
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part alone, for the frame; its links lead out of the frame."""
    html = _letter(name).html
    return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))


@csp_override(_MAIL_POLICY)
@require_safe
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One attachment, to be saved."""
    for held in _letter(name).attachments:
        if held.number == number:
            return HttpResponse(
                held.data,
                content_type=held.content_type,
                headers={"Content-Disposition": content_disposition_header(True, held.filename)},  # noqa: FBT003
            )
    raise Http404


def _letter(name: str) -> Letter:
    found = letters.letter(settings.DEMO_MAIL_DIR, name)
    if found is None:
        raise Http404
    return found
