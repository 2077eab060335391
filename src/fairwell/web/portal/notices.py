"""What we send and why: which letters can be switched off, which were sent, and one more copy."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fairwell.actions.people.resend_notice import NotRepeatableError, resend_notice
from fairwell.actions.people.set_notice_preferences import set_notice_preferences
from fairwell.domain.term import local_date
from fairwell.gateways.calendar.charge_ics import charge_ics
from fairwell.models import Notice
from fairwell.models.notice import PREFERENCES
from fairwell.queries.account import Held
from fairwell.queries.notices import (
    may_repeat,
    notice_of,
    notices_of,
    required_kinds,
    unwanted_kinds,
)
from fairwell.web.portal.asker import READ, READ_AND_POST, Asker, own_page, see_other
from fairwell.web.portal.confirmations import masked
from fairwell.web.portal.life_event_words import letter_words

# Each courtesy: what it is, and when it comes.
COURTESIES: dict[str, tuple[Promise, Promise]] = {
    "renewal_reminder": (
        gettext_lazy("Reminder of a renewal"),
        gettext_lazy("Two weeks before a charge that comes every half year or less often."),
    ),
    "card_expiry": (
        gettext_lazy("Your card expires"),
        gettext_lazy("A month before, and once more a week before."),
    ),
    "annual_summary": (
        gettext_lazy("Yearly summary"),
        gettext_lazy("Once a year: what you have, what it cost, and how to end it."),
    ),
    "pause_ending": (
        gettext_lazy("Your pause ends"),
        gettext_lazy("A week before a paused subscription goes on by itself."),
    ),
}
_STATES: dict[str, tuple[Promise, str]] = {
    "queued": (pgettext_lazy("letter", "Not sent yet"), ""),
    "sent": (pgettext_lazy("letter", "Accepted by your mail provider"), "good"),
    "failed": (pgettext_lazy("letter", "Could not be delivered"), "warn"),
}


@dataclass(frozen=True, slots=True)
class Courtesy:
    """One kind that can be switched off; `required` says that a law wanted it for you before."""

    kind: str
    name: Promise
    comes: Promise
    wanted: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter about a subscription as the list shows it."""

    notice: Notice
    name: str
    state: Promise
    kind: str
    to: str
    due_on: date | None
    rules: list[str]
    may_repeat: bool
    is_copy: bool


@own_page(*READ_AND_POST)
def notices(request: HttpRequest) -> HttpResponse:
    """GET says what we send and why; POST keeps the courtesies that are ticked."""
    asker = Asker.of(request)
    if request.method == "POST":
        wanted = [kind for kind in request.POST.getlist("wanted") if kind in PREFERENCES]
        set_notice_preferences(
            user_id=asker.user_id,
            wanted=wanted,
            at=asker.at,
            actor="subscriber",
            channel="portal",
            idempotency_key="",
        )
        messages.success(request, _("Your choice is kept."))
        return see_other("portal:notices")
    off, required = unwanted_kinds(asker.user_id), required_kinds(asker.user_id)
    courtesies = [
        Courtesy(kind, name, comes, kind not in off, kind in required)
        for kind, (name, comes) in COURTESIES.items()
    ]
    return render(request, "portal/notices.html", {"section": "details", "courtesies": courtesies})


@own_page(*READ)
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Every letter about one subscription: when it was due, when it left, and how that went."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    rows = [_letter(notice, held) for notice in notices_of(asker.user_id, pk)]
    return render(request, "portal/letters.html", {"held": held, "letters": rows})


@own_page(*READ_AND_POST)
def resend_letter(request: HttpRequest, number: int) -> HttpResponse:
    """Queue a copy to the address on file; GET leads to the list with the button."""
    asker = Asker.of(request)
    notice = notice_of(asker.user_id, number)
    if notice is None:
        raise Http404
    if request.method != "POST":
        return redirect("portal:letters", notice.subscription_id)
    try:
        copy = resend_notice(
            notice_id=notice.pk,
            at=asker.at,
            actor="subscriber",
            channel="portal",
            idempotency_key=f"letter:{notice.pk}",
            language=asker.language,
        )
    except NotRepeatableError:
        messages.error(request, _("This letter cannot be sent again."))
    else:
        address = masked(copy.to_email)
        messages.success(request, _("A copy is on its way to %(address)s.") % {"address": address})
    return see_other("portal:letters", notice.subscription_id)


@own_page(*READ)
def renewal_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """The next charge as a calendar file; 404 where none comes."""
    asker = Asker.of(request)
    held = asker.held_or_404(pk)
    if held.next_charge is None or held.next_charge.at <= asker.at:
        raise Http404
    return HttpResponse(
        charge_ics(
            held.subscription, held.next_charge, language=asker.language, stamped_at=asker.at
        ),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": 'attachment; filename="renewal.ics"'},
    )


def _letter(notice: Notice, held: Held) -> Letter:
    state, kind = _STATES[notice.state]
    return Letter(
        notice=notice,
        name=letter_words(notice.template),
        state=state,
        kind=kind,
        to=masked(notice.to_email),
        due_on=local_date(notice.due_at or notice.queued_at, held.facts.zone),
        rules=[rule for _pack, rule in notice.required_by],
        may_repeat=may_repeat(notice),
        is_copy="copy_of" in notice.context,
    )
