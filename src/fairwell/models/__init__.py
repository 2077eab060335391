"""What Fairwell remembers, a noun per file; constraints hold even when code is wrong."""

from fairwell.models.cancellation import CancellationRequest, RefundQuote
from fairwell.models.case import Case
from fairwell.models.catalogue import Plan, Price, Product
from fairwell.models.clock_offset import ClockOffset
from fairwell.models.customer import Customer, Invitation, PaymentMethod
from fairwell.models.invoice import CreditNote, Invoice, InvoiceLine, NumberSeries
from fairwell.models.notice import Notice, OutboxEntry
from fairwell.models.official_contact import OfficialContact
from fairwell.models.payment import Payment, PaymentAttempt
from fairwell.models.policy import PinnedPolicy, PolicyVersion
from fairwell.models.refund import Refund, RefundAllocation
from fairwell.models.statement import Statement
from fairwell.models.subscription import Subscription, SubscriptionEvent
from fairwell.models.transfer import Transfer
from fairwell.models.user import User
from fairwell.models.vendor import Vendor

__all__ = [
    "CancellationRequest", "Case", "ClockOffset", "CreditNote", "Customer", "Invitation",
    "Invoice", "InvoiceLine", "Notice", "NumberSeries", "OfficialContact", "OutboxEntry",
    "Payment", "PaymentAttempt", "PaymentMethod", "PinnedPolicy", "Plan", "PolicyVersion",
    "Price", "Product", "Refund", "RefundAllocation", "RefundQuote", "Statement",
    "Subscription", "SubscriptionEvent", "Transfer", "User", "Vendor",
]  # fmt: skip
