"""For each constraint of leaving and paying back, a row that breaks it and nothing else."""

from fairwell.models import (
    CancellationRequest,
    Case,
    ClockOffset,
    CreditNote,
    Invitation,
    Invoice,
    Notice,
    OfficialContact,
    OutboxEntry,
    Payment,
    PaymentAttempt,
    PaymentMethod,
    PinnedPolicy,
    Plan,
    PolicyVersion,
    Price,
    Refund,
    RefundAllocation,
    RefundQuote,
    Statement,
    Subscription,
    SubscriptionEvent,
    Transfer,
    User,
    Vendor,
)
from tests.cast import NOW
from tests.models.ground import WRONG, Broken, added, changed

CATALOGUE = {
    "plan_once": added(Plan),
    "price_tax_behaviour_known": changed(Price, tax_behaviour=WRONG),
    "price_currency_iso": changed(Price, currency="US"),
    "price_not_negative": changed(Price, amount_minor=-1),
    "price_has_devices": changed(Price, devices=0),
    "price_term_is_iso": changed(Price, term="1Y"),
    "clock_is_one": added(ClockOffset, pk=2),
    "vendor_is_one": added(Vendor, pk=2),
    "contact_kind_known": changed(OfficialContact, kind=WRONG),
    "contact_once": added(OfficialContact),
    "policy_kind_known": added(PolicyVersion, version=9, kind=WRONG),
    "policy_version_once": added(PolicyVersion),
    "pinned_once": added(PinnedPolicy),
}

PEOPLE = {
    "user_email_once": added(User, email=lambda user: user.email.upper()),
    "invitation_lasts": changed(Invitation, expires_at=lambda row: row.sent_at),
    "method_once": added(PaymentMethod),
}

SUBSCRIPTIONS = {
    "subscription_renewal_known": changed(Subscription, {"service": "active"}, renewal=WRONG),
    "subscription_standing_known": changed(Subscription, standing=WRONG),
    "subscription_service_known": changed(Subscription, {"service": "active"}, service=WRONG),
    "subscription_period_lasts": changed(
        Subscription, current_period_end=lambda row: row.current_period_start
    ),
    "subscription_has_quantity": changed(Subscription, quantity=0),
    "subscription_non_renewing_has_end": changed(
        Subscription, {"renewal": "non_renewing"}, ends_at=None
    ),
    "subscription_ended_is_terminated": changed(
        Subscription, {"renewal": "ended"}, service="active"
    ),
    "subscription_renewing_ends_later": changed(
        Subscription, {"renewal": "auto_renewing"}, ends_at=lambda row: row.current_period_end
    ),
    "event_no_once": added(SubscriptionEvent),
    "event_actor_known": added(SubscriptionEvent, no=99, actor=WRONG),
    "event_channel_known": added(SubscriptionEvent, no=99, channel=WRONG),
}

UNDONE = {"state": "withdrawn"}
ENDINGS = {
    "quote_verb_known": changed(RefundQuote, verb=WRONG),
    "quote_choice_known": changed(RefundQuote, choice=WRONG),
    "quote_lasts": changed(RefundQuote, expires_at=lambda row: row.quoted_at),
    "quote_has_date": changed(RefundQuote, choice="on_date", on_date=None),
    "quote_has_order": changed(RefundQuote, {"verb": "cancel"}, verb="refund"),
    "cancellation_verb_known": changed(CancellationRequest, verb=WRONG),
    "cancellation_choice_known": changed(CancellationRequest, choice=WRONG),
    "cancellation_state_known": changed(CancellationRequest, state=WRONG),
    "cancellation_one_open": added(CancellationRequest, {"state": "confirmed"}, state="received"),
    "cancellation_one_effective": added(CancellationRequest, {"state": "effective"}),
    "cancellation_confirmed_has_end": changed(
        CancellationRequest, {"state": "confirmed"}, ends_at=None
    ),
    "cancellation_undone_when_withdrawn": changed(CancellationRequest, UNDONE, undone_at=None),
    "statement_kind_known": added(Statement, kind=WRONG),
    "statement_once_per_cancellation": added(Statement, {"kind": "cancellation"}),
    "statement_once_per_refund": added(Statement, {"kind": "refund_settled"}),
    "notice_state_known": changed(Notice, state=WRONG),
    "notice_sent_has_time": changed(Notice, {"state": "queued"}, state="sent"),
    "outbox_topic_known": changed(OutboxEntry, topic=WRONG),
    "case_kind_known": changed(Case, kind=WRONG),
    "case_state_known": changed(Case, state=WRONG),
    "case_closed_has_time": changed(Case, {"state": "open"}, closed_at=NOW),
}

OPEN_CHARGE = {"kind": "charge", "state": "pending"}
PAID_BACK = {"kind": "refund", "state": "succeeded"}
MONEY = {
    "invoice_state_known": changed(Invoice, state=WRONG),
    "invoice_kind_known": changed(Invoice, kind=WRONG),
    "invoice_currency_iso": changed(Invoice, currency="dollar"[:2]),
    "invoice_not_negative": changed(
        Invoice, {"credited_minor": 0}, net_minor=-1, tax_minor=1, total_minor=0
    ),
    "invoice_one_live_per_period": added(Invoice, {"kind": "period"}, state="finalized"),
    "invoice_period_lasts": changed(Invoice, period_end=lambda row: row.period_start),
    "credit_note_once": added(CreditNote),
    "credit_note_positive": changed(CreditNote, net_minor=0, tax_minor=0, total_minor=0),
    "credit_note_currency_iso": changed(CreditNote, currency=""),
    "payment_once": added(Payment),
    "payment_currency_iso": changed(Payment, currency="EU"),
    "payment_amounts_not_negative": changed(Payment, refund_reserved_minor=-1),
    "payment_refunds_within_captured": changed(
        Payment, {"refund_reserved_minor": 0}, refund_reserved_minor=lambda p: p.captured_minor + 1
    ),
    "refund_state_known": changed(Refund, state=WRONG),
    "refund_currency_iso": changed(Refund, currency="E"),
    "refund_positive": changed(Refund, total_minor=0),
    "refund_succeeded_is_settled": changed(Refund, {"state": "approved"}, state="succeeded"),
    "allocation_once": added(RefundAllocation),
    "allocation_state_known": changed(RefundAllocation, state=WRONG),
    "allocation_positive": changed(RefundAllocation, amount_minor=0),
    "attempt_kind_known": changed(PaymentAttempt, kind=WRONG),
    "attempt_state_known": changed(PaymentAttempt, state=WRONG),
    "attempt_has_one_subject": changed(PaymentAttempt, {"kind": "refund"}, allocation=None),
    "attempt_amount_positive": changed(PaymentAttempt, amount_minor=0),
    "attempt_gateway_ref_once": added(PaymentAttempt, {"kind": "charge"}, state="declined"),
    "attempt_invoice_one_open": added(PaymentAttempt, OPEN_CHARGE, state="unknown"),
    "attempt_invoice_one_success": added(PaymentAttempt, {"kind": "charge"}, gateway_ref=None),
    "attempt_allocation_one_open": added(
        PaymentAttempt, {"kind": "refund", "state": "init"}, state="unknown"
    ),
    "attempt_allocation_one_success": added(PaymentAttempt, PAID_BACK, gateway_ref=None),
    "transfer_debit_known": added(Transfer, payment=None, debit=WRONG),
    "transfer_credit_known": added(Transfer, payment=None, credit=WRONG),
    "transfer_currency_iso": added(Transfer, payment=None, currency="US"),
    "transfer_positive": added(Transfer, payment=None, amount_minor=0),
    "transfer_between_two": added(Transfer, payment=None, debit=lambda row: row.credit),
    "transfer_once_per_step": added(Transfer, {"kind": "refund_instructed"}),
    "transfer_once_per_payment": added(Transfer, {"kind": "payment_captured"}),
}

VIOLATIONS: dict[str, Broken] = CATALOGUE | PEOPLE | SUBSCRIPTIONS | ENDINGS | MONEY
