"""The facts of one charge of the asker, for its story: why, how much, agreed when, told when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from fairwell.domain.charge_story import (
    AgreedPrice,
    Agreement,
    Charge,
    ChargedLine,
    ChargedTax,
    Contract,
    Happened,
    Letter,
    RefundAnswer,
    TakenBack,
    Try,
)
from fairwell.domain.refund_request import decide_order_refund
from fairwell.domain.refusal import Refusal
from fairwell.models import (
    Case,
    ConsentRecord,
    Dispute,
    Invoice,
    InvoiceLine,
    Notice,
    PaymentAttempt,
    Price,
    SubscriptionEvent,
)
from fairwell.queries.account import Held, subscription_of
from fairwell.queries.invoices import Bill, bill_of, line_name, method_words

_ASK = ("refund_none", "needs_human")
# What the story is told from; whatever else happened to a subscription is beside the point.
_EVENTS = (
    "subscription_imported", "subscription_started", "renewal_turned_on", "renewal_turned_off",
    "cancellation_confirmed", "withdrawal_confirmed", "cancellation_undone", "plan_changed",
    "price_change_told", "change_replaced",
)  # fmt: skip
# And what happened to the order itself.
_OF_ORDER = (
    "invoice_issued", "invoice_voided", "refund_review_asked", "refund_granted", "refund_declined",
)  # fmt: skip
# A charge that was closed before it was sent reached no bank.
_NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class ChargeStory:
    """A charge with the records behind it; `held` is None where it belongs to no subscription."""

    bill: Bill
    held: Held | None
    charge: Charge


def charge_story(user_id: int, number: str, *, at: datetime) -> ChargeStory | None:
    """The user's own order of exactly that number; as many queries for any history."""
    bill = bill_of(user_id, number)
    if bill is None:
        return None
    invoice = bill.invoice
    held = (
        subscription_of(user_id, invoice.subscription_id, at=at)
        if invoice.subscription_id is not None
        else None
    )
    return ChargeStory(bill, held, _charge(bill, held, at))


def _charge(bill: Bill, held: Held | None, at: datetime) -> Charge:
    invoice = bill.invoice
    disputes = Dispute.objects.filter(payment__invoice=invoice).order_by("-opened_at", "-pk")
    case = Case.objects.filter(invoice=invoice, kind="billing_dispute", state="open").first()
    dispute = disputes.first()
    at_bank = any(payment.disputed for payment in bill.payments)
    inside = any(line.tax_minor and line.amount_minor == line.gross_minor for line in bill.lines)
    return Charge(
        kind=invoice.kind,
        state=bill.state,
        issued_at=invoice.issued_at,
        period_start=invoice.period_start,
        period_end=invoice.period_end,
        total_minor=invoice.total_minor,
        credit_applied_minor=invoice.credit_applied_minor,
        owed_minor=invoice.owed_minor,
        refunded_minor=sum(payment.refunded_minor for payment in bill.payments),
        reserved_minor=sum(payment.refund_reserved_minor for payment in bill.payments),
        elsewhere=bill.issued_elsewhere,
        zone=bill.vendor.zone,
        contract=_contract(held),
        price=next((_price(line.price) for line in bill.lines if line.price), None),
        lines=tuple(_line(line) for line in bill.lines),
        taxes=tuple(
            ChargedTax(name=tax.name, rate_ppm=tax.rate_ppm, tax_minor=tax.tax_minor, inside=inside)
            for tax in bill.taxes
        ),
        agreements=_agreements(invoice),
        letters=_letters(invoice),
        tries=_tries(invoice),
        taken_back=tuple(
            TakenBack(
                number=note.number,
                to=note.to,
                total_minor=note.total_minor,
                issued_at=note.issued_at,
            )
            for note in bill.credit_notes
        ),
        events=_events(invoice),
        dispute=dispute.state if dispute else "needs_response" if at_bank else "",
        dispute_case=case.reference if case else "",
        refund=_refund(bill, held, at),
        next_try_at=invoice.collect_at if invoice.collection == "retrying" else None,
    )


def _contract(held: Held | None) -> Contract | None:
    if held is None:
        return None
    return Contract(
        name=held.name,
        concluded_at=held.facts.concluded_at,
        trial_end=held.facts.trial_end,
        can_turn_renewal_off=held.can_switch_renewal and held.facts.renewal == "auto_renewing",
    )


def _price(price: Price) -> AgreedPrice:
    return AgreedPrice(
        price_id=price.pk,
        term=price.term,
        amount_minor=price.amount_minor,
        intro_minor=price.intro_minor,
    )


def _line(line: InvoiceLine) -> ChargedLine:
    return ChargedLine(
        name=line_name(line),
        amount_minor=line.amount_minor,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        devices=line.price.devices if line.price else None,
    )


def _agreements(invoice: Invoice) -> tuple[Agreement, ...]:
    given = ConsentRecord.objects.filter(subscription=invoice.subscription)
    return tuple(
        Agreement(kind=one.kind, price_id=one.price_id, given_at=one.given_at)
        for one in given.order_by("given_at", "pk")
    )


def _letters(invoice: Invoice) -> tuple[Letter, ...]:
    """Those that name the invoice, and those about its period, a reminder before it above all."""
    about = Q(invoice=invoice)
    if invoice.subscription_id is not None and invoice.period_no is not None:
        about |= Q(
            invoice__isnull=True,
            subscription_id=invoice.subscription_id,
            period_no=invoice.period_no,
        )
    return tuple(
        Letter(template=one.template, state=one.state, at=one.sent_at or one.queued_at)
        for one in Notice.objects.filter(about).order_by("queued_at", "pk")
    )


def _tries(invoice: Invoice) -> tuple[Try, ...]:
    made = PaymentAttempt.objects.filter(invoice=invoice, kind="charge").exclude(
        failure_code=_NOT_SENT
    )
    return tuple(
        Try(
            at=one.answered_at or one.submitted_at or one.created_at,
            state=one.state,
            amount_minor=one.amount_minor,
            method=method_words(one.method),
            failure_code=one.failure_code,
        )
        for one in made.select_related("method").order_by("created_at", "pk")
    )


def _events(invoice: Invoice) -> tuple[Happened, ...]:
    happened = SubscriptionEvent.objects.filter(
        Q(kind__in=_EVENTS) | Q(kind__in=_OF_ORDER, data__order=invoice.number),
        subscription=invoice.subscription,
    )
    return tuple(
        Happened(kind=one.kind, at=one.at, actor=one.actor, data=one.data)
        for one in happened.order_by("no")
    )


def _refund(bill: Bill, held: Held | None, at: datetime) -> RefundAnswer:
    if held is None:
        return "none"
    decided = decide_order_refund(held.facts, held.packs, order_number=bill.invoice.number, at=at)
    if not isinstance(decided, Refusal):
        return "given"
    return "ask" if decided.code in _ASK else "none"
