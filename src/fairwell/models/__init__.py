"""What Fairwell remembers, a noun per file; constraints hold even when code is wrong."""

from fairwell.models.billing_run import BillingChunk, BillingRun
from fairwell.models.cancellation import CancellationRequest, RefundQuote
from fairwell.models.case import Case
from fairwell.models.catalogue import Plan, Price, PriceChange, Product
from fairwell.models.clock_offset import ClockOffset
from fairwell.models.consent import ConsentRecord
from fairwell.models.credit import CreditBalance, CreditEntry
from fairwell.models.credit_note import CreditNote, CreditNoteLine
from fairwell.models.customer import BillingDetails, Customer, Invitation, VatNumberCheck
from fairwell.models.dispute import Dispute
from fairwell.models.entitlement import Device, Entitlement
from fairwell.models.invoice import (
    Invoice,
    InvoiceLine,
    InvoiceTax,
    LinePause,
    NumberSeries,
    SellerCard,
)
from fairwell.models.notice import Notice, NoticePreference, OutboxEntry
from fairwell.models.official_contact import OfficialContact
from fairwell.models.payment import Payment, PaymentAttempt
from fairwell.models.payment_method import CardSetup, PaymentMethod
from fairwell.models.policy import PinnedPolicy, PolicyVersion
from fairwell.models.reconciliation import Reconciliation
from fairwell.models.refund import Refund, RefundAllocation
from fairwell.models.scheduled_change import ScheduledChange
from fairwell.models.statement import Statement
from fairwell.models.subscription import Subscription, SubscriptionEvent
from fairwell.models.tax_registration import TaxRates, TaxRegistration
from fairwell.models.transfer import Transfer
from fairwell.models.user import User
from fairwell.models.vendor import Vendor

__all__ = [
    "BillingChunk", "BillingDetails", "BillingRun", "CancellationRequest", "CardSetup", "Case",
    "ClockOffset", "ConsentRecord", "CreditBalance", "CreditEntry", "CreditNote",
    "CreditNoteLine", "Customer", "Device", "Dispute", "Entitlement", "Invitation", "Invoice",
    "InvoiceLine", "InvoiceTax", "LinePause", "Notice", "NoticePreference", "NumberSeries",
    "OfficialContact", "OutboxEntry", "Payment", "PaymentAttempt", "PaymentMethod",
    "PinnedPolicy", "Plan", "PolicyVersion", "Price", "PriceChange", "Product", "Reconciliation",
    "Refund", "RefundAllocation", "RefundQuote", "ScheduledChange", "SellerCard", "Statement",
    "Subscription", "SubscriptionEvent", "TaxRates", "TaxRegistration", "Transfer", "User",
    "VatNumberCheck", "Vendor",
]  # fmt: skip
