"""For each constraint of billing and the ledger, a row that breaks it and nothing else."""

from datetime import timedelta

from fairwell.models import (
    BillingChunk,
    BillingRun,
    CardSetup,
    ConsentRecord,
    CreditBalance,
    CreditEntry,
    CreditNote,
    CreditNoteLine,
    Customer,
    Device,
    Dispute,
    Entitlement,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    LinePause,
    NoticePreference,
    PaymentAttempt,
    Price,
    PriceChange,
    Reconciliation,
    Refund,
    ScheduledChange,
    Subscription,
    TaxRegistration,
    Transfer,
    VatNumberCheck,
)
from tests.cast import NOW
from tests.models.ground import WRONG, Broken, added, changed

PRICES = {
    "price_trial_is_iso": changed(Price, trial="14 days"),
    "price_first_term_is_iso": changed(Price, first_term="24M"),
    "price_notice_is_iso": changed(Price, notice="1M"),
    "price_introduction_is_whole": changed(Price, {"intro_periods": 0}, intro_minor=500),
    "price_change_one_open": added(PriceChange),
    "price_change_is_announced": changed(PriceChange, effective_at=lambda row: row.announced_at),
    "price_change_changes": changed(PriceChange, to_price=lambda row: row.from_price),
    "tax_registration_scheme_known": changed(TaxRegistration, scheme=WRONG),
    "tax_registration_once": added(TaxRegistration),
    "tax_registration_lasts": changed(
        TaxRegistration, valid_until=lambda row: row.valid_from - timedelta(days=1)
    ),
}

SUBSCRIBERS = {
    "consent_kind_known": added(ConsentRecord, kind=WRONG),
    "customer_valid_number_is_there": changed(Customer, vat_number="", vat_number_valid=True),
    "vat_check_answer_known": added(VatNumberCheck, answer=WRONG),
    "entitlement_once": added(Entitlement),
    "entitlement_lasts": changed(
        Entitlement, ends_at=lambda row: row.starts_at - timedelta(seconds=1)
    ),
    "device_once": added(Device),
    "notice_preference_kind_known": changed(NoticePreference, kind="renewal_notice_by_law"),
    "notice_preference_once": added(NoticePreference),
    "card_setup_state_known": changed(CardSetup, state=WRONG, method=None),
    "card_setup_done_has_card": changed(CardSetup, method=None),
    "card_setup_closed_has_time": changed(CardSetup, closed_at=None),
    "subscription_billed_only_while_renewing": changed(
        Subscription, {"renewal": "non_renewing"}, bill_at=NOW
    ),
    "subscription_paused_since": changed(Subscription, {"service": "active"}, paused_at=NOW),
    "change_slot_known": changed(ScheduledChange, {"slot": "price"}, slot=WRONG),
    "change_state_known": changed(ScheduledChange, {"state": "undone"}, state=WRONG),
    "change_one_scheduled": added(ScheduledChange, {"state": "scheduled"}),
    "change_has_target": changed(ScheduledChange, {"slot": "price"}, to_price=None),
    "change_closed_has_time": changed(ScheduledChange, {"state": "scheduled"}, closed_at=NOW),
}

TAXED = {"number": "INV-TAXED"}
INVOICES = {
    "invoice_number_once": added(Invoice, TAXED, number="INV-TAXED"),
    "invoice_collection_known": changed(Invoice, TAXED, collection=WRONG),
    "invoice_adds_up": changed(Invoice, TAXED, net_minor=999),
    "invoice_credits_within_total": changed(Invoice, TAXED, credited_minor=1_191),
    "invoice_only_open_ones_collected": changed(Invoice, TAXED, state="paid"),
    "line_service_lasts": changed(InvoiceLine, service_end=lambda row: row.service_start),
    "line_deferral_within_net": changed(
        InvoiceLine, deferred_out_minor=lambda row: row.net_minor + 1
    ),
    "line_credits_within_gross": changed(
        InvoiceLine, credited_minor=lambda row: row.gross_minor + 1
    ),
    "line_pause_ends_later": changed(
        LinePause, ends_on=lambda row: row.starts_on - timedelta(days=1)
    ),
    "invoice_tax_category_known": changed(InvoiceTax, category=WRONG, tax_minor=0),
    "invoice_tax_not_negative": changed(InvoiceTax, taxable_minor=-1),
    "invoice_tax_only_standard_taxes": changed(InvoiceTax, category="AE"),
    "attempt_key_once": added(
        PaymentAttempt,
        {"kind": "refund", "state": "succeeded"},
        idempotency_key=lambda row: row.idempotency_key,
        state="declined",
        gateway_ref=None,
    ),
    "billing_run_one_open": added(BillingRun),
    "billing_chunk_once": added(BillingChunk),
    "billing_chunk_spans": changed(BillingChunk, last_id=lambda row: row.first_id - 1),
}


def a_refund(row: CreditEntry) -> Refund:
    """Any one: what it gave back is not what is tried."""
    del row
    return Refund.objects.earliest("pk")


GOODWILL = {"kind": "goodwill"}
CREDIT = {
    "credit_note_kind_known": changed(CreditNote, kind=WRONG),
    "credit_note_to_known": changed(CreditNote, GOODWILL, to=WRONG),
    "credit_note_of_refund_has_it": changed(CreditNote, GOODWILL, to="refund"),
    "credit_note_adds_up": changed(CreditNote, tax_minor=lambda row: row.tax_minor + 1),
    "credit_line_once": added(CreditNoteLine),
    "credit_line_parts_within_whole": changed(
        CreditNoteLine, deferred_minor=lambda row: row.net_minor + 1
    ),
    "credit_balance_once": added(CreditBalance),
    "credit_balance_currency_iso": changed(CreditBalance, currency="EU"),
    "credit_balance_not_negative": changed(CreditBalance, balance_minor=-1),
    "credit_entry_kind_known": added(CreditEntry, kind=WRONG),
    "credit_entry_sign": added(CreditEntry, {"kind": "applied"}, kind="overpaid"),
    "credit_entry_has_source": added(CreditEntry, {"kind": "credited"}, credit_note=None),
    "credit_applied_once": added(CreditEntry, {"kind": "applied"}),
    "credit_entry_refund_pays_out": added(
        CreditEntry, {"kind": "credited"}, credit_note=None, kind="overpaid", refund=a_refund
    ),
    "credit_paid_out_once": added(CreditEntry, {"kind": "paid_out"}),
}

DISPUTES = {
    "dispute_state_known": changed(Dispute, state=WRONG),
    "dispute_currency_iso": changed(Dispute, currency="E"),
    "dispute_once": added(Dispute, state="won", closed_at=NOW),
    "dispute_one_open": added(Dispute, gateway_ref="dp_2"),
    "dispute_positive": changed(Dispute, amount_minor=0),
    "dispute_closed_has_time": changed(Dispute, closed_at=NOW),
    "reconciliation_spans": changed(Reconciliation, until=lambda row: row.since),
    "reconciliation_once": added(Reconciliation),
}

LEDGER = {
    f"transfer_once_per_{subject}": added(Transfer, {f"{subject}__isnull": False})
    for subject in ("invoice", "attempt", "credit_note", "dispute", "day")
}

VIOLATIONS: dict[str, Broken] = PRICES | SUBSCRIBERS | INVOICES | CREDIT | DISPUTES | LEDGER
