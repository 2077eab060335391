"""A mail is owed: the notice is written with its cause, and promised to the worker."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from fairwell.actions.steps.promise import promise
from fairwell.domain.policy import Pack
from fairwell.models import Customer, Invoice, Notice, Statement, Subscription, Vendor

# Raised by hand when a template's meaning changes, so that proof of sending names what was sent.
TEMPLATE_VERSIONS = {
    "account": 1,
    "invitation": 1,
    "statement": 1,
    "refund_declined": 1,
    "review_asked": 1,
    "receipt": 1,
    "charge_failed": 1,
    "on_hold": 1,
    "ended_unpaid": 1,
    "renewal_reminder": 1,
    "trial_end": 1,
    "price_change": 1,
    "card_expiry": 1,
    "annual_summary": 1,
    "pause_ending": 1,
    "first": 1,
    "dispute": 1,
    "disputed_settled": 1,
    "early_end_asked": 1,
    "early_end_declined": 1,
}


def letter_language(
    customer: Customer | None, vendor: Vendor, asked: str = "", packs: Iterable[Pack] = ()
) -> str:
    """The language of a letter: as asked, else the customer's, else the vendor's.

    What is asked for is the language of a page. Somebody whose own language pages don't speak has
    not chosen theirs, and is written to in her own. `packs` are policies that the letter quotes:
    a language that one of them lacks is passed over, so that no letter mixes two.
    """
    own = customer.language if customer else ""
    if own not in vendor.languages:
        own = re.split("[-_]", own)[0]  # fr-CA, where the vendor writes fr
    unpaged = own in settings.LETTER_LANGUAGES and own not in dict(settings.LANGUAGES)
    wanted = (own, asked) if unpaged else (asked, own)
    quoted = tuple(packs)
    for language in (*wanted, vendor.default_language, *vendor.languages):
        if language in vendor.languages and all(pack.speaks(language) for pack in quoted):
            return str(language)
    return "en" if quoted else vendor.default_language


def queue_notice(
    template: str,
    *,
    key: str,
    to_email: str,
    language: str,
    at: datetime,
    customer: Customer | None = None,
    subscription: Subscription | None = None,
    statement: Statement | None = None,
    invoice: Invoice | None = None,
    context: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    **told: Any,
) -> Notice:
    """Write the notice and promise its sending; the same `key` twice is an IntegrityError.

    It leaves at `due_at`, or at once. `told` are further columns of it: `period_no`,
    `required_by` (pack and rule), `last_day`.
    """
    notice = Notice.objects.create(
        key=key,
        template=template,
        template_version=TEMPLATE_VERSIONS[template],
        language=language,
        to_email=to_email,
        customer=customer,
        subscription=subscription,
        statement=statement,
        invoice=invoice,
        context=context or {},
        due_at=due_at,
        queued_at=at,
        **told,
    )
    promise("mail", notice.pk, key=f"mail:{notice.pk}", at=at, due_at=due_at)
    return notice
