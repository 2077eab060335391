"""What a statement says about a change, a pause or its end, as plain text to be read offline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fairwell.actions.steps.state_content import charge as charge_content
from fairwell.actions.steps.state_content import money
from fairwell.domain.change import Change
from fairwell.domain.change_money import DueNow
from fairwell.domain.pause import Pause, Resumption
from fairwell.models import CreditNote, Invoice, Price, ScheduledChange


def change(
    decided: Change,
    due: DueNow | None,
    *,
    before: tuple[Price, int],
    price: Price,
    invoice: Invoice | None,
    notes: Sequence[CreditNote],
) -> dict[str, Any]:
    """What was had, what is had instead and from when, and the money on the spot, if any moves."""
    return {
        "kind": decided.kind,
        "when": decided.when,
        "effective_on": decided.effective_on.isoformat(),
        "before": _plan(*before),
        "after": _plan(price, decided.quantity),
        "replaces_earlier_change": decided.replaces is not None,
        "first_term_until": decided.first_term_until.isoformat()
        if decided.first_term_until
        else None,
        "no_first_term": decided.no_first_term,
        "money": _money(decided, due, invoice, notes) if due else None,
    }


def undone(row: ScheduledChange) -> dict[str, Any]:
    """Which change or pause will not come."""
    after = _plan(row.to_price, row.to_quantity or 1) if row.to_price else None
    return {
        "kind": row.kind,
        "effective_on": row.decision.get("effective_on") or row.decision.get("begins_on"),
        "after": after,
    }


def pause(decided: Pause) -> dict[str, Any]:
    """When the service stops and goes on, and what that does to paid time."""
    return {
        "when": decided.when,
        "begins_on": decided.begins_on.isoformat(),
        "resumes_on": decided.resumes_on.isoformat(),
        "paid_until": _iso(decided.period_end),
    }


def resume(decided: Resumption, *, by_itself: bool) -> dict[str, Any]:
    """Since when the service goes on, until when it is paid, and what falls due for a new term."""
    return {
        "resumed_at": decided.resumed_at.isoformat(),
        "by_itself": by_itself,
        "paid_until": None if decided.charge else _iso(decided.period_end),
        "charge": charge_content(decided.charge),
    }


def _plan(price: Price, quantity: int) -> dict[str, Any]:
    return {
        "plan": price.plan.tier,
        "product": price.plan.product.name,
        "term": price.term,
        "devices": price.devices * quantity,
        "price": money(price.amount_minor * quantity, price.currency),
        "tax": "on top" if price.tax_behaviour == "exclusive" else "included",
    }


def _money(
    decided: Change, due: DueNow, invoice: Invoice | None, notes: Sequence[CreditNote]
) -> dict[str, Any]:
    numbers: dict[str, list[str]] = {}
    for note in notes:
        numbers.setdefault(note.invoice.number, []).append(note.number)
    return {
        "order": invoice.number if invoice else None,
        "service_until": _iso(decided.charge.service_end) if decided.charge else None,
        "billed": money(due.gross_minor, due.currency),
        "tax_in_it": money(due.tax_minor, due.currency),
        "credits": [
            {
                "order": credit.order_number,
                "paid_for": money(credit.gross_minor, due.currency),
                "credit": money(credit.credit_minor, due.currency),
                "credit_notes": numbers.get(credit.order_number, []),
            }
            for credit in decided.credits
        ],
        "off_what_was_owed": money(due.off_owed_minor, due.currency),
        "credit_used": money(due.used_minor, due.currency),
        "charged": money(due.due_minor, due.currency),
        "credit_left": money(due.left_minor, due.currency),
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
