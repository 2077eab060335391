"""A mail is owed: the notice is written with its cause, and promised to the worker."""

from datetime import datetime
from typing import Any

from fairwell.actions.steps.promise import promise
from fairwell.models import Customer, Notice, Statement, Subscription, Vendor

# Raised by hand when a template's meaning changes, so that proof of sending names what was sent.
TEMPLATE_VERSIONS = {
    "account": 1,
    "invitation": 1,
    "statement": 1,
    "refund_declined": 1,
    "review_asked": 1,
}


def letter_language(customer: Customer | None, vendor: Vendor, asked: str = "") -> str:
    """The language of a letter: as asked, else the customer's, else the vendor's."""
    for language in (asked, customer.language if customer else "", vendor.default_language):
        if language in vendor.languages:
            return language
    return vendor.default_language


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
    context: dict[str, Any] | None = None,
) -> Notice:
    """Write the notice and promise its sending; the same `key` twice is an IntegrityError."""
    notice = Notice.objects.create(
        key=key,
        template=template,
        template_version=TEMPLATE_VERSIONS[template],
        language=language,
        to_email=to_email,
        customer=customer,
        subscription=subscription,
        statement=statement,
        context=context or {},
        queued_at=at,
    )
    promise("mail", notice.pk, key=f"mail:{notice.pk}", at=at)
    return notice
