"""Charges that arrived: payments, paid invoices, money in the ledger, events and receipts."""

from collections.abc import Sequence

from fairwell.actions.steps.charge_batch import ChargeBatch
from fairwell.actions.steps.decide_unpaid import standings_without
from fairwell.actions.steps.give_back import Overpaid
from fairwell.actions.steps.move_money import transfer
from fairwell.actions.steps.unpaid_letters import receipt
from fairwell.actions.steps.write_rows import reserve_ids, write_rows
from fairwell.models import Payment, PaymentAttempt

_PAYMENT = (
    "id", "invoice_id", "method_id", "gateway", "gateway_ref", "currency", "captured_minor",
    "captured_at", "disputed", "refunded_before_import_minor", "refund_reserved_minor",
    "refunded_minor",
)  # fmt: skip


def settle_charges(batch: ChargeBatch, arrived: Sequence[PaymentAttempt]) -> list[Overpaid]:
    """Write the payments and gather the rest; what was taken though it is not owed comes back."""
    if not arrived:
        return []
    ids = reserve_ids(Payment, len(arrived))
    write_rows(
        Payment,
        _PAYMENT,
        [
            (
                pk, attempt.invoice_id, attempt.method_id, attempt.gateway, attempt.gateway_ref,
                attempt.currency, attempt.amount_minor, batch.at, False, 0, 0, 0,
            )
            for pk, attempt in zip(ids, arrived, strict=True)
        ],
    )  # fmt: skip
    standings = standings_without(
        {batch.owner_of(attempt).pk: batch.owner_of(attempt) for attempt in arrived},
        batch.vendor,
        at=batch.at,
        but=[attempt.invoice_id or 0 for attempt in arrived],
    )
    overpaid = []
    for pk, attempt in zip(ids, arrived, strict=True):
        invoice, subscription = batch.invoice_of(attempt), batch.owner_of(attempt)
        batch.transfers.append(
            transfer(
                "payment_captured", attempt.amount_minor, attempt.currency, at=batch.at,
                payment_id=pk,
            )
        )  # fmt: skip
        too_much = attempt.amount_minor - invoice.owed_minor
        if subscription.renewal == "ended" or too_much:
            overpaid.append(Overpaid(subscription, invoice, attempt, pk, too_much))
        if invoice.state == "finalized":
            invoice.state, invoice.closed_at = "paid", batch.at
            invoice.collection, invoice.collect_at = "none", None
            batch.change_invoice(invoice)
        standing = standings.get(subscription.pk)
        batch.tell(attempt, "charge_succeeded", **({"standing": standing} if standing else {}))
        batch.letters.append(receipt(subscription, invoice, attempt))
    return overpaid
