"""What the books know of a disputed payment, as of one instant: the evidence for the bank."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from fairwell.models import (
    CancellationRequest,
    ConsentRecord,
    CreditNote,
    Customer,
    Device,
    Dispute,
    Entitlement,
    Notice,
    Payment,
    PinnedPolicy,
    Refund,
    Statement,
    Subscription,
    SubscriptionEvent,
)
from fairwell.proof.keys import KeyRing
from fairwell.proof.verify import verify_document
from fairwell.queries.vendor import VendorCard, the_vendor_with_contacts

# Letters about signing in have nothing to do with the payment, and may have held a code.
_NOT_SHOWN = ("account", "invitation")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed statement with the verifier's word for it: genuine, altered, unknown_key, …"""

    statement: Statement
    status: str

    @property
    def genuine(self) -> bool:
        """Whether it is as it was sealed, by a key of ours."""
        return self.status == "genuine"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """All records that speak for the payment, none younger than `as_of`, oldest first.

    `subscription` is None for an order of none; then only payments and refunds are there.
    """

    dispute: Dispute
    as_of: datetime
    vendor: VendorCard | None
    customer: Customer
    subscription: Subscription | None
    consents: tuple[ConsentRecord, ...] = ()
    policies: tuple[PinnedPolicy, ...] = ()
    notices: tuple[Notice, ...] = ()
    entitlements: tuple[Entitlement, ...] = ()
    devices: tuple[Device, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    credit_notes: tuple[CreditNote, ...] = ()
    cancellations: tuple[CancellationRequest, ...] = ()
    sealed: tuple[Sealed, ...] = ()
    events: tuple[SubscriptionEvent, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The vendor's zone, in which dates are written."""
        return self.vendor.zone if self.vendor else ZoneInfo("UTC")


def evidence_view(dispute: Dispute, *, as_of: datetime) -> EvidenceView:
    """The evidence of a dispute; some fifteen queries, however long the history.

    The same instant gives the same evidence, but for what was found out later of earlier things:
    a letter that was bounced, a device that was seen again.
    """
    payment = Payment.objects.select_related(
        "method", "invoice__customer", "invoice__subscription__price__plan__product"
    ).get(pk=dispute.payment_id)
    invoice = payment.invoice
    subscription = invoice.subscription
    same = Q(invoice__subscription=subscription) if subscription else Q(invoice=invoice)
    vendor = the_vendor_with_contacts()
    dispute.payment = payment
    found: dict[str, Any] = {
        "payments": tuple(
            Payment.objects.filter(same, captured_at__lte=as_of)
            .select_related("invoice", "method")
            .order_by("captured_at", "pk")
        ),
        "credit_notes": tuple(
            CreditNote.objects.filter(same, issued_at__lte=as_of)
            .select_related("invoice", "refund")
            .order_by("issued_at", "pk")
        ),
    }
    if subscription is not None:
        found |= _of_subscription(subscription, as_of)
    return EvidenceView(
        dispute=dispute,
        as_of=as_of,
        vendor=vendor,
        customer=invoice.customer,
        subscription=subscription,
        **found,
    )


def _of_subscription(subscription: Subscription, as_of: datetime) -> dict[str, Any]:
    return {
        "consents": tuple(
            subscription.consents.filter(given_at__lte=as_of)
            .select_related("price__plan__product")
            .order_by("given_at", "pk")
        ),
        "policies": tuple(
            subscription.pinned_policies.select_related("policy").order_by(
                "-policy__kind", "policy__pack_id", "policy__version"
            )
        ),
        "notices": tuple(
            subscription.notices.filter(queued_at__lte=as_of)
            .exclude(template__in=_NOT_SHOWN)
            .order_by("queued_at", "pk")
        ),
        "entitlements": tuple(
            subscription.entitlements.filter(starts_at__lte=as_of).order_by(
                "starts_at", "feature", "pk"
            )
        ),
        "devices": tuple(
            subscription.registered_devices.filter(registered_at__lte=as_of).order_by(
                "registered_at", "pk"
            )
        ),
        "refunds": tuple(
            subscription.refunds.filter(instructed_at__lte=as_of).order_by("instructed_at", "pk")
        ),
        "cancellations": tuple(
            subscription.cancellations.filter(requested_at__lte=as_of).order_by(
                "requested_at", "pk"
            )
        ),
        "sealed": tuple(_sealed(subscription, as_of)),
        "events": tuple(subscription.events.filter(at__lte=as_of).order_by("no")),
    }


def _sealed(subscription: Subscription, as_of: datetime) -> list[Sealed]:
    statements = subscription.statements.filter(sealed_at__lte=as_of).order_by("sealed_at", "pk")
    if not statements:
        return []
    published = KeyRing.open(settings.SEAL_KEYS_DIR, at=as_of).published()
    keys = cast("list[dict[str, Any]]", published["keys"])
    found = []
    for statement in statements:
        verdict = verify_document(statement.document.encode(), trusted_keys=keys)
        found.append(Sealed(statement, verdict.status))
    return found
