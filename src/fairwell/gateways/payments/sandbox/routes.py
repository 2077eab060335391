"""The sandbox's addresses: what each request must hold, and which act of the bank it asks for.

Product: POST /v1/charges, POST /v1/refunds, GET /v1/charges?order_ref=, GET /v1/charges/<ref>,
GET /v1/refunds?payment_ref=, GET /v1/refunds/<ref>, GET /v1/objects?since=&until=&after=&limit=.
Stage: POST /_sandbox/payments, POST /_sandbox/payments/<ref>/card-closed, POST /_sandbox/faults,
GET /_sandbox/stats, GET /_sandbox/health.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fairwell.gateways.payments.sandbox import fields, stage
from fairwell.gateways.payments.sandbox.faults import order_fault
from fairwell.gateways.payments.sandbox.ledger import PAGE, Done, Ledger
from fairwell.gateways.payments.sandbox.store import Rejection


@dataclass(frozen=True, slots=True)
class Request:
    """One parsed HTTP request; `path` is split at the slashes and unquoted."""

    method: str
    path: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """The product's clock, from the Fairwell-At header."""
        return fields.aware(self.headers.get("fairwell-at", ""), "the Fairwell-At header")

    @property
    def key(self) -> str:
        return self.headers.get("idempotency-key", "")


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, JSON body, and whether it repeats an earlier answer."""

    status: int
    body: Mapping[str, Any]
    repeated: bool = False


def operation_of(request: Request) -> tuple[str, tuple[str, ...]] | None:
    """The operation and subjects that wire faults are matched with; None is never disturbed."""
    said, asked = request.body, request.query
    match request.method, request.path:
        case "POST", ("v1", "charges"):
            return "charge", (str(said.get("order_ref")), str(said.get("method_ref")))
        case "POST", ("v1", "refunds"):
            return "refund", (str(said.get("payment_ref")),)
        case "GET", ("v1", _, ref):
            return "ask", (ref,)
        case "GET", ("v1", _):
            return "ask", (asked.get("payment_ref") or asked.get("order_ref") or "objects",)
    return None


def reply_to(ledger: Ledger, request: Request) -> Reply:
    """Do what is asked; a Rejection becomes its HTTP status with a code and a sentence."""
    try:
        return _dispatch(ledger, request)
    except Rejection as refused:
        body = {"error": {"code": refused.code, "message": refused.message}}
        return Reply(refused.status, body)


def _dispatch(ledger: Ledger, request: Request) -> Reply:
    match request.method, request.path:
        case _, ("_sandbox", *_):
            return _stage(ledger, request)
        case "POST", ("v1", "charges"):
            return _done(_charge(ledger, request))
        case "POST", ("v1", "refunds"):
            return _done(_refund(ledger, request))
        case "GET", ("v1", *what):
            return Reply(200, _asked(ledger, request, what))
    raise _nowhere(request)


def _asked(ledger: Ledger, request: Request, what: list[str]) -> Mapping[str, Any]:
    match what:
        case ["charges" | "refunds" as kind, ref]:
            return ledger.find(kind.removesuffix("s"), ref, at=request.at)
        case ["charges"]:
            order_ref = fields.text(request.query, "order_ref")
            return {"data": ledger.charges_of(order_ref, at=request.at)}
        case ["refunds"]:
            payment_ref = fields.text(request.query, "payment_ref")
            return {"data": ledger.refunds_of(payment_ref, at=request.at)}
        case ["objects"]:
            return _objects(ledger, request)
    raise _nowhere(request)


def _stage(ledger: Ledger, request: Request) -> Reply:
    body = request.body
    match request.method, request.path[1:]:
        case "GET", ("health",):
            return Reply(200, {"ok": True})
        case "GET", ("stats",):
            return Reply(200, stage.stats(ledger.store))
        case "POST", ("payments",):
            payments = [_payment(item) for item in fields.items(body, "payments")]
            return Reply(200, stage.add_payments(ledger.store, payments))
        case "POST", ("payments", ref, "card-closed"):
            when = fields.text({"when": "at_once", **body}, "when")
            return Reply(200, stage.close_card(ledger.store, ref, when))
        case "POST", ("faults",):
            subject = body.get("payment_ref") or body.get("order_ref") or body.get("method_ref")
            with ledger.store.transaction() as db:
                order_fault(
                    db,
                    operation=fields.text(body, "operation"),
                    subject=subject,
                    fault=fields.text(body, "fault"),
                    times=fields.whole(body, "times", 1),
                )
            return Reply(201, dict(body))
    raise _nowhere(request)


def _charge(ledger: Ledger, request: Request) -> Done:
    return ledger.charge(
        method_ref=fields.text(request.body, "method_ref"),
        amount_minor=fields.amount(request.body),
        currency=fields.currency(request.body),
        order_ref=fields.text(request.body, "order_ref"),
        attempt=fields.attempt(request.body),
        key=request.key,
        at=request.at,
    )


def _refund(ledger: Ledger, request: Request) -> Done:
    return ledger.refund(
        payment_ref=fields.text(request.body, "payment_ref"),
        amount_minor=fields.amount(request.body),
        currency=fields.currency(request.body),
        attempt=fields.attempt(request.body),
        key=request.key,
        at=request.at,
    )


def _done(done: Done) -> Reply:
    return Reply(200 if done.repeated else 201, done.answer, done.repeated)


def _objects(ledger: Ledger, request: Request) -> Mapping[str, Any]:
    query = request.query
    until = query.get("until")
    found, after = ledger.page(
        since=fields.aware(query.get("since", ""), "since"),
        until=fields.aware(until, "until") if until else None,
        after=fields.whole(query, "after", 0),
        limit=fields.whole(query, "limit", PAGE),
        at=request.at,
    )
    return {"data": found, "after": after}


def _payment(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "payment_ref": fields.text(item, "payment_ref"),
        "amount_minor": fields.amount(item),
        "currency": fields.currency(item),
        "order_ref": fields.optional_text(item, "order_ref"),
        "method_ref": fields.optional_text(item, "method_ref"),
        "attempt": fields.attempt(item),
        "captured_at": fields.aware(fields.text(item, "captured_at"), "captured_at"),
    }


def _nowhere(request: Request) -> Rejection:
    where = f"{request.method} /{'/'.join(request.path)}"
    return Rejection(404, "address_unknown", f"The payment sandbox has no {where}.")
