"""Books of the billing engine with at least one row of every kind, that agree with each other."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairwell.actions.steps.credit_invoice import Credit, credit_invoice
from fairwell.actions.steps.move_money import transfer
from fairwell.models import (
    BillingChunk,
    BillingDetails,
    BillingRun,
    CardSetup,
    Case,
    ConsentRecord,
    CreditBalance,
    CreditEntry,
    Device,
    Dispute,
    Invoice,
    InvoiceLine,
    InvoiceTax,
    LinePause,
    NoticePreference,
    Payment,
    PriceChange,
    Reconciliation,
    Refund,
    RefundQuote,
    ScheduledChange,
    SellerCard,
    Subscription,
    TaxRates,
    TaxRegistration,
    VatNumberCheck,
)
from tests.cast import NOW, Cast
from tests.models.ground import twin

SOON = NOW + timedelta(days=30)
OWN_RATES = """
schema = 1

[[rates]]
country = "DE"
name = "USt"
category = "software"
percent = "19"
valid_from = 2021-01-01
verified_on = 2026-11-21
source = "UStG § 12 Abs. 1"
confidence = "S"
"""


def lay_billing_ground(cast: Cast) -> None:
    """Ines in Germany, who is billed with tax, has credit, a change to come and a dispute."""
    ines = cast.subscriber("ines", price="price_year_eur", country="DE")
    _lay_prices(ines)
    _lay_tax(ines)
    invoice = _lay_invoice(ines)
    _lay_credit(invoice, cast.vendor.zone)
    _lay_dispute(ines)
    _lay_traces(ines)
    run = BillingRun.objects.create(due_at=NOW, started_at=NOW)
    BillingChunk.objects.create(run=run, no=1, first_id=1, last_id=ines.pk)
    Reconciliation.objects.create(
        gateway="sandbox", since=NOW - timedelta(days=1), until=NOW, compared_at=NOW,
        theirs=1, ours=1, differences=0,
    )  # fmt: skip
    # What a day of service earned is about no row, only about the day.
    transfer("revenue_recognised", 1, "EUR", at=NOW, day=NOW.date()).save()


def _lay_prices(ines: Subscription) -> None:
    """Her price has a dearer successor from next year on, and she was told."""
    newer = twin(
        ines.price, external_id="price_year_eur_2", version=2, follows=ines.price,
        amount_minor=13_000, intro_minor=9_900, intro_periods=1, trial="P14D",
    )  # fmt: skip
    newer.save(force_insert=True)
    change = PriceChange.objects.create(
        from_price=ines.price, to_price=newer, announced_at=NOW, effective_at=SOON
    )
    quote = RefundQuote.objects.create(
        token="t" * 43, subscription=ines, verb="change", choice="at_renewal", decision={},
        digest="0" * 64, quoted_at=NOW, expires_at=SOON,
    )  # fmt: skip
    beginning = {"asked_at": NOW, "actor": "system", "channel": "worker"}
    ScheduledChange.objects.create(
        subscription=ines, slot="price", kind="price_change", to_price=newer, to_quantity=1,
        announced=change, effective_at=ines.current_period_end, quote=quote,
        idempotency_key="change-1", **beginning,
    )  # fmt: skip
    ScheduledChange.objects.create(
        subscription=ines, slot="pause", kind="pause", state="undone", closed_at=NOW,
        effective_at=ines.current_period_end, idempotency_key="pause-1", **beginning,
    )  # fmt: skip
    ConsentRecord.objects.create(
        subscription=ines, kind="imported", price=ines.price, given_at=NOW, actor="system",
        channel="import",
    )  # fmt: skip


def _lay_tax(ines: Subscription) -> None:
    SellerCard.objects.create(legal_name="Quillfort Security Inc.", country="US", created_at=NOW)
    details = BillingDetails.objects.create(
        customer=ines.customer, name="Ines", country="DE", created_at=NOW
    )
    ines.customer.billing_details = details
    ines.customer.save(update_fields=["billing_details"])
    TaxRegistration.objects.create(
        country="DE", scheme="foreign", number="DE123456789", valid_from=date(2025, 1, 1)
    )
    TaxRates.objects.create(name="own", text=OWN_RATES, digest="0" * 64, published_at=NOW)
    VatNumberCheck.objects.create(
        customer=ines.customer, number="DE123456789", answer="unknown", checked_at=NOW
    )


def _lay_invoice(ines: Subscription) -> Invoice:
    """An open adjustment of 11.90 EUR with 19 % of tax in it."""
    invoice = Invoice.objects.create(
        number="INV-TAXED", series="invoices", customer=ines.customer, subscription=ines,
        seller=SellerCard.objects.latest("pk"), buyer=ines.customer.billing_details,
        kind="adjustment",
        currency="EUR", net_minor=1_000, tax_minor=190, total_minor=1_190, state="finalized",
        collection="waiting", collect_at=SOON, issued_at=NOW, due_at=NOW,
    )  # fmt: skip
    line = InvoiceLine.objects.create(
        invoice=invoice, price=ines.price, description="Guard Plus", amount_minor=1_190,
        net_minor=1_000, tax_minor=190, service_start=ines.current_period_start,
        service_end=ines.current_period_end,
    )  # fmt: skip
    LinePause.objects.create(line=line, starts_on=SOON.date(), ends_on=SOON.date())
    InvoiceTax.objects.create(
        invoice=invoice, name="USt", jurisdiction="DE", rate_ppm=190_000, category="S",
        taxable_minor=1_000, tax_minor=190,
    )  # fmt: skip
    for kind, amount in (("invoice_issued", 1_000), ("invoice_tax", 190)):
        transfer(kind, amount, "EUR", at=NOW, invoice=invoice).save()
    return invoice


def _lay_credit(invoice: Invoice, zone: ZoneInfo) -> None:
    """A tenth of the invoice turns to credit, and some of that pays a part of the rest."""
    kept = Credit(kind="goodwill", to="credit_balance", reason="slow", at=NOW, zone=zone)
    credit_invoice(invoice, 119, kept)
    balance = CreditBalance.objects.get()
    CreditEntry.objects.create(
        balance=balance, kind="applied", amount_minor=-19, invoice=invoice, at=NOW
    )
    _lay_payout(balance)
    CreditBalance.objects.filter(pk=balance.pk).update(balance_minor=90)
    Invoice.objects.filter(pk=invoice.pk).update(credit_applied_minor=19)
    transfer("credit_applied", 19, "EUR", at=NOW, invoice=invoice).save()


def _lay_payout(balance: CreditBalance) -> None:
    """A little of it was paid out with a refund."""
    CreditEntry.objects.create(
        balance=balance, kind="paid_out", amount_minor=-10, refund=Refund.objects.latest("pk"),
        at=NOW,
    )  # fmt: skip
    transfer("credit_refunded", 10, "EUR", at=NOW).save()


def _lay_dispute(ines: Subscription) -> None:
    payment = Payment.objects.get(invoice__subscription=ines)
    case = Case.objects.create(
        reference="FW-3333-3333", kind="gateway_dispute", key="dispute-1", opened_at=NOW,
        due_at=SOON, customer=ines.customer, subscription=ines,
    )  # fmt: skip
    dispute = Dispute.objects.create(
        reference="FW-4444-4444", payment=payment, gateway="sandbox", gateway_ref="dp_1",
        state="needs_response", currency="EUR", amount_minor=payment.captured_minor, case=case,
        opened_at=NOW, changed_at=NOW, respond_by=SOON,
    )  # fmt: skip
    Payment.objects.filter(pk=payment.pk).update(disputed=True)
    transfer("dispute_held", payment.captured_minor, "EUR", at=NOW, dispute=dispute).save()


def _lay_traces(ines: Subscription) -> None:
    """What she left in passing: a device, a preference, a visit to the card page."""
    Device.objects.create(
        subscription=ines, name="laptop", fingerprint="fp-1", registered_at=NOW, channel="portal"
    )
    NoticePreference.objects.create(
        customer=ines.customer, kind="annual_summary", wanted=False, changed_at=NOW
    )
    opened = datetime(2026, 11, 20, 9, tzinfo=UTC)
    CardSetup.objects.create(
        customer=ines.customer, subscription=ines, token="c" * 43, gateway="sandbox",
        state="done", method=ines.customer.methods.latest("pk"), opened_at=opened, closed_at=NOW,
    )  # fmt: skip
