"""Why was I charged? One order's story in plain words, and what can be done about it now."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairwell.domain.charge_story import Way, tell_charge, ways_now
from fairwell.queries.charge_story import ChargeStory, charge_story
from fairwell.web.portal.asker import READ, Asker, own_page
from fairwell.web.portal.charge_words import story_in_words
from fairwell.web.portal.words import ORDERS

_LABELS: dict[Way, Promise] = {
    "pay": _("Pay now"),
    "card": _("Use another card"),
    "refund": _("Ask for a refund"),
    "review": _("Ask for a refund"),
    "dispute": _("Dispute this charge"),
    "renewal_off": _("Turn off renewal"),
}


@dataclass(frozen=True, slots=True)
class Door:
    """One way with its label and address."""

    way: Way
    label: Promise
    url: str


@own_page(*READ)
def why(request: HttpRequest, number: str) -> HttpResponse:
    """The story of one of the asker's orders, and the ways that are open; it writes nothing."""
    asker = Asker.of(request)
    story = charge_story(asker.user_id, number, at=asker.at)
    if story is None:
        raise Http404
    state, kind = ORDERS[story.charge.state]
    page = {
        "section": "orders",
        "story": story,
        "invoice": story.bill.invoice,
        "zone": story.bill.vendor.zone,
        "state": state,
        "kind": kind,
        "chapters": story_in_words(
            tell_charge(story.charge), story.bill.invoice.currency, asker.language
        ),
        "doors": [door for way in ways_now(story.charge) if (door := _door(way, story)).url],
    }
    return render(request, "portal/why.html", page)


def _door(way: Way, story: ChargeStory) -> Door:
    """The way's address; "" where this deployment has no page for it."""
    number, subscription = story.bill.invoice.number, story.bill.invoice.subscription_id
    addresses: dict[Way, tuple[str, list[str | int | None], dict[str, str]]] = {
        "pay": ("portal:pay_order", [number], {}),
        "card": ("portal:card", [subscription], {}),
        "refund": ("portal:refund", [], {"order": number}),
        "review": ("portal:refund", [], {"order": number}),
        "dispute": ("portal:dispute", [number], {}),
        "renewal_off": ("portal:renewal", [subscription], {}),
    }
    name, arguments, query = addresses[way]
    try:
        url = reverse(name, args=arguments)
    except NoReverseMatch:
        url = ""
    return Door(way, _LABELS[way], f"{url}?{urlencode(query)}" if url and query else url)
