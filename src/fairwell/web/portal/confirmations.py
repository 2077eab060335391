"""What was confirmed, sealed: on the page, as PDF and JSON, and by mail once more."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairwell.actions.people.resend_confirmation import resend_confirmation
from fairwell.gateways.paper.statement_pdf import statement_pdf
from fairwell.gateways.paper.statement_view import statement_view
from fairwell.models import Statement
from fairwell.queries.documents import document_of, statement_of
from fairwell.web.portal.asker import READ, READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.words import STATEMENTS


@own_page(*READ)
def confirmation(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of one statement, with what followed it and what can be done with it."""
    asker = Asker.of(request)
    document = document_of(asker.user_id, reference, at=asker.at)
    if document is None:
        raise Http404
    language = _language(document.statement)
    page = {
        "view": statement_view(document.statement, language),
        "own_language": language not in dict(settings.LANGUAGES),
        "document": document,
        "held": document.held,
        "letter_to": masked(document.letter.to_email) if document.letter else "",
        "related": [(other, STATEMENTS[other.kind]) for other in document.related],
    }
    with translation.override(language):
        answer = render(request, "portal/confirmation.html", page)
    answer.headers["Content-Language"] = language
    return answer


@own_page(*READ)
def confirmation_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The statement on paper, with the sealed document inside it."""
    statement = _own(request, reference)
    return _file(statement_pdf(statement), "application/pdf", f"{statement.reference}.pdf")


@own_page(*READ)
def confirmation_json(request: HttpRequest, reference: str) -> HttpResponse:
    """The sealed document, byte for byte as it is kept."""
    statement = _own(request, reference)
    return _file(statement.document.encode(), "application/json", f"{statement.reference}.json")


@own_page(*READ_AND_POST)
def resend(request: HttpRequest, reference: str) -> HttpResponse:
    """Queue the letter once more, to the address on file; GET leads to the page with the button."""
    asker = Asker.of(request)
    statement = _own(request, reference)
    if request.method != "POST":
        return redirect("portal:confirmation", statement.reference)
    notice = resend_confirmation(
        reference=statement.reference,
        at=asker.at,
        actor="subscriber",
        channel="portal",
        idempotency_key=f"resend:{statement.reference}",
    )
    language = _language(statement)
    with translation.override(language):
        said = _("A copy is on its way to %(address)s.") % {"address": masked(notice.to_email)}
    messages.success(request, said, extra_tags=language)
    return see_other("portal:confirmation", statement.reference)


def masked(address: str) -> str:
    """An address that its owner recognises and nobody else can use: a…@mail.example."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _language(statement: Statement) -> str:
    """The reader's, or the document's where our pages don't speak it: so its page is in one."""
    paged = statement.language in dict(settings.LANGUAGES)
    return (get_language() or "en") if paged else statement.language


def _own(request: HttpRequest, reference: str) -> Statement:
    statement = statement_of(Asker.of(request).user_id, reference)
    if statement is None:
        raise Http404
    return statement


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        body,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
