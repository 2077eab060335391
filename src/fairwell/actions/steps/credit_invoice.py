"""A credit note: what is taken back of an invoice's lines, with its tax and its deferred part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F

from fairwell.actions.steps.move_money import transfer
from fairwell.actions.steps.take_number import take_number
from fairwell.domain.credit_note import CreditedTax, share_by_line, tax_of_credit
from fairwell.domain.ledger.accounts import CreditTo
from fairwell.domain.ledger.recognition import Deferral, service_days, split_credit
from fairwell.domain.term import local_date
from fairwell.models import (
    CreditBalance,
    CreditEntry,
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    Refund,
    Transfer,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Why an invoice is credited, and where the money goes."""

    kind: str
    to: CreditTo
    reason: str
    at: datetime
    zone: ZoneInfo
    refund: Refund | None = None


def credit_invoice(
    invoice: Invoice, gross_minor: int, credit: Credit, *, lines: Sequence[tuple[int, int]] = ()
) -> CreditNote:
    """Write a credit note of `gross_minor` on a locked invoice; call it last, it takes a number.

    `lines` are (line id, gross minor units) that add up to it; without them what is left of the
    lines bears it in proportion. Each line's tax goes back at the invoice's own rates.
    """
    held = list(invoice.lines.select_for_update().order_by("pk"))
    parts = dict(lines) or share_by_line(
        gross_minor, [(line.pk, line.gross_minor - line.credited_minor) for line in held]
    )
    rows = [_line_part(line, parts[line.pk], credit) for line in held if parts.get(line.pk)]
    net = sum(row.net_minor for row in rows)
    note = CreditNote.objects.create(
        number=take_number("credit-notes"),
        invoice=invoice,
        refund=credit.refund,
        kind=credit.kind,
        to=credit.to,
        currency=invoice.currency,
        net_minor=net,
        tax_minor=gross_minor - net,
        total_minor=gross_minor,
        taxes=[tax.as_dict() for tax in _taxes(invoice, net, gross_minor - net)],
        reason=credit.reason,
        issued_at=credit.at,
    )
    for row in rows:
        row.credit_note = note
    CreditNoteLine.objects.bulk_create(rows)
    _book(note, sum(row.deferred_minor for row in rows), credit)
    Invoice.objects.filter(pk=invoice.pk).update(credited_minor=F("credited_minor") + gross_minor)
    invoice.credited_minor += gross_minor
    if credit.to == "credit_balance":
        _to_balance(note, credit.at)
    return note


def _line_part(line: InvoiceLine, gross: int, credit: Credit) -> CreditNoteLine:
    """The credited part of one line, taken off the line."""
    before = line.credited_minor
    net = _net(line, before + gross) - _net(line, before)
    deferred = 0
    if line.service_start is not None and line.service_end is not None:
        starts, ends = service_days(line.service_start, line.service_end, credit.zone)
        deferral = Deferral(
            net_minor=line.net_minor,
            released_minor=line.deferred_out_minor,
            starts_on=starts,
            ends_on=ends,
            cut_on=line.cut_on,
            pauses=tuple(line.pauses.order_by("pk").values_list("starts_on", "ends_on")),
        )
        today = local_date(credit.at, credit.zone)
        deferred = split_credit(deferral, min(net, deferral.kept_minor), today).deferred_minor
    line.credited_minor = before + gross
    line.deferred_out_minor += deferred
    line.save(update_fields=["credited_minor", "deferred_out_minor"])
    return CreditNoteLine(line=line, total_minor=gross, net_minor=net, deferred_minor=deferred)


def _taxes(invoice: Invoice, net: int, tax: int) -> tuple[CreditedTax, ...]:
    """What the note takes back of each of the invoice's taxes."""
    return tax_of_credit(
        net,
        tax,
        [
            CreditedTax(t.name, t.jurisdiction, t.rate_ppm, t.category, net, t.tax_minor)
            for t in invoice.taxes.order_by("pk")
        ],
        [
            CreditedTax(**kept)
            for taxes in invoice.credit_notes.values_list("taxes", flat=True)
            for kept in taxes
        ],
    )


def _net(line: InvoiceLine, gross: int) -> int:
    """The net of the first `gross` of a line; cumulative, so that the parts add up to the whole."""
    return gross * line.net_minor // line.gross_minor if line.gross_minor else 0


def _book(note: CreditNote, deferred: int, credit: Credit) -> None:
    """The transfers of a credit note; for a refund its money was booked when it was instructed."""
    amounts = [("credit_tax", note.tax_minor), ("credit_deferred", deferred)]
    if credit.to != "refund":
        amounts.append(("credit_recognised", note.net_minor - deferred))
    Transfer.objects.bulk_create(
        transfer(kind, amount, note.currency, at=credit.at, to=credit.to, credit_note=note)
        for kind, amount in amounts
        if amount
    )


def _to_balance(note: CreditNote, at: datetime) -> None:
    balance, _ = CreditBalance.objects.get_or_create(
        customer_id=note.invoice.customer_id, currency=note.currency
    )
    CreditBalance.objects.filter(pk=balance.pk).update(
        balance_minor=F("balance_minor") + note.total_minor
    )
    CreditEntry.objects.create(
        balance=balance, kind="credited", amount_minor=note.total_minor, credit_note=note, at=at
    )
