"""The addresses below /_sandbox/, by which tests, the demo and operators set the stage."""

from collections.abc import Mapping
from typing import Any

from fairwell.gateways.payments.pace import Pace
from fairwell.gateways.payments.sandbox import fields, stage
from fairwell.gateways.payments.sandbox.faults import order_fault
from fairwell.gateways.payments.sandbox.ledger import Ledger
from fairwell.gateways.payments.sandbox.request import Reply, Request, nowhere


def set_stage(ledger: Ledger, request: Request) -> Reply:
    """Do what a stage hand asks; every refusal is a Rejection."""
    body = request.body
    said: Mapping[str, Any]
    match request.method, request.path[1:]:
        case "GET", ("health",):
            said = {"ok": True}
        case "GET", ("stats",):
            said = stage.stats(ledger.store)
        case "POST", ("payments",):
            payments = [_payment(item) for item in fields.items(body, "payments")]
            said = stage.add_payments(ledger.store, payments)
        case "POST", ("payments", ref, "card-closed"):
            when = fields.text({"when": "at_once", **body}, "when")
            said = stage.close_card(ledger.store, ref, when)
        case "POST", ("faults",):
            said = _fault(ledger, body)
        case "POST", ("rate",):
            said = _limit(ledger, fields.whole(body, "per_second", 0))
        case "POST", ("disputes", *what):
            said = _dispute(ledger, request, what)
        case "GET", ("disputes", ref, "evidence"):
            said = ledger.disputes.evidence(ref)
        case _:
            raise nowhere(request)
    return Reply(200, said)


def _fault(ledger: Ledger, body: Mapping[str, Any]) -> Mapping[str, Any]:
    subject = body.get("payment_ref") or body.get("order_ref") or body.get("method_ref")
    with ledger.store.transaction() as db:
        order_fault(
            db,
            operation=fields.text(body, "operation"),
            subject=subject,
            fault=fields.text(body, "fault"),
            times=fields.whole(body, "times", 1),
        )
    return body


def _limit(ledger: Ledger, per_second: int) -> Mapping[str, Any]:
    ledger.pace = Pace(per_second, per_second) if per_second else None
    return {"per_second": per_second}


def _dispute(ledger: Ledger, request: Request, what: list[str]) -> Mapping[str, Any]:
    disputes, body = ledger.disputes, request.body
    match what:
        case []:
            part = body.get("amount_minor") is not None
            return disputes.open(
                payment_ref=fields.text(body, "payment_ref"),
                amount_minor=fields.amount(body) if part else None,
                reason=fields.text(body, "reason"),
                early_warning=body.get("early_warning") is True,
                respond_days=fields.whole(body, "respond_days", 14),
                at=request.at,
            )
        case [ref, "escalation"]:
            days = fields.whole(body, "respond_days", 14)
            return disputes.escalate(ref, respond_days=days, at=request.at)
        case [ref, "won" | "lost" as end]:
            return disputes.close(ref, won=end == "won", at=request.at)
        case [ref, "silence"]:
            return disputes.let_deadline_pass(ref)
    raise nowhere(request)


def _payment(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "payment_ref": fields.text(item, "payment_ref"),
        "amount_minor": fields.amount(item),
        "currency": fields.currency(item),
        "order_ref": fields.optional_text(item, "order_ref"),
        "method_ref": fields.optional_text(item, "method_ref"),
        "attempt": fields.attempt(item),
        "declined": fields.optional_text(item, "outcome") == "declined",
        "captured_at": fields.aware(fields.text(item, "captured_at"), "captured_at"),
    }
