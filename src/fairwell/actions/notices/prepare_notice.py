"""Look again before a letter leaves: does it still apply, and what exactly has it to tell?"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from fairwell.actions.steps.load import locked_subscription, the_vendor
from fairwell.domain.notices import NoticeKind, plan_notices
from fairwell.models import Invoice, Notice, Subscription, Vendor
from fairwell.queries.letter_facts import (
    card_told,
    case_told,
    invoice_told,
    pause_told,
    price_change_told,
    subscription_told,
    year_told,
)
from fairwell.queries.notice_subjects import CALENDAR, ToTell, to_tell

# Letters whose words are settled when they are queued.
AS_QUEUED = ("account", "invitation", "statement", "refund_declined", "review_asked")


@transaction.atomic(durable=True)
def prepare_notice(*, notice_id: int, at: datetime) -> Notice | None:
    """The queued notice with what it tells filled in, or None where nothing is to be sent.

    A notice that came to be untrue meanwhile (renewal turned off, the order paid) is dropped with
    the reason in its context, and its key is given up: should it apply again, it is planned again.
    """
    asked = Notice.objects.select_related("statement", "customer").get(pk=notice_id)
    if asked.state != "queued":
        return None
    if asked.template in AS_QUEUED or "copy_of" in asked.context:
        return asked
    subscription = locked_subscription(asked.subscription_id) if asked.subscription_id else None
    notice = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("customer", "invoice")
        .get(pk=notice_id)
    )
    if notice.state != "queued":
        return None
    vendor = the_vendor()
    told: dict[str, Any] = dict(notice.context)
    reason = ""
    if notice.template in CALENDAR:
        assert subscription is not None, "what a calendar brings about is a subscription's"
        planned = _still_planned(subscription, notice, at)
        if planned is None:
            reason = _why_not(subscription)
        else:
            told |= _calendar_told(subscription, notice, planned, vendor, at)
    else:
        reason = _overtaken(notice, subscription)
    if reason:
        _drop(notice, reason)
        return None
    if subscription is not None:
        told = {**subscription_told(subscription, vendor, at=at), **told}
    if notice.invoice is not None:
        told |= invoice_told(notice.invoice, vendor)
    if "case" in told:
        told |= case_told(told["case"], vendor)
    notice.context = told
    notice.save(update_fields=["context"])
    return notice


def _still_planned(subscription: Subscription, notice: Notice, at: datetime) -> ToTell | None:
    """What is to be told, if the planner would still want this very notice."""
    found = to_tell(subscription, but=notice.key, at=at)
    for one in plan_notices(found.subject, found.packs, at=at):
        if one.key == notice.key:
            too_late = one.late and one.kind is NoticeKind.PRICE_CHANGE
            return None if too_late else found
    return None


def _calendar_told(
    subscription: Subscription, notice: Notice, found: ToTell, vendor: Vendor, at: datetime
) -> dict[str, Any]:
    if notice.template == "price_change" and found.announced and found.moves_at:
        return price_change_told(subscription, found.announced, found.moves_at, vendor)
    if notice.template == "annual_summary":
        about_on = datetime.fromisoformat(notice.key.split(":")[2]).date()
        return year_told(subscription, about_on, vendor)
    others: dict[str, Callable[[], dict[str, Any]]] = {
        "pause_ending": lambda: pause_told(subscription, vendor),
        "card_expiry": lambda: card_told(subscription),
    }
    return others.get(notice.template, dict)()


def _why_not(subscription: Subscription) -> str:
    if subscription.renewal == "ended":
        return "ended"
    if subscription.renewal == "non_renewing" or subscription.ends_at is not None:
        return "renewal_off"
    return "no_longer_due"


def _overtaken(notice: Notice, subscription: Subscription | None) -> str:
    """Why a letter about something that happened would be untrue by now; "" where it is not."""
    invoice: Invoice | None = notice.invoice
    if notice.template in ("charge_failed", "on_hold") and invoice is not None:
        if invoice.state == "paid":
            return "paid"
        if invoice.state != "finalized":
            return "nothing_owed"
    if notice.template == "on_hold" and subscription is not None:
        return "" if subscription.standing == "on_hold" else "no_longer_on_hold"
    if notice.template == "first" and subscription is not None:
        return "ended" if subscription.renewal == "ended" else ""
    return ""


def _drop(notice: Notice, reason: str) -> None:
    notice.state = "dropped"
    notice.context = {"dropped": reason}
    notice.key = f"{notice.key[:90]}:dropped:{notice.pk}"
    notice.save(update_fields=["state", "context", "key"])
