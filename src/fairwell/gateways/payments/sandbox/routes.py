"""The sandbox's addresses: what each request must hold, and which act of the bank it asks for.

Product: POST /v1/charges, POST /v1/refunds, GET /v1/charges?order_ref=, GET /v1/charges/<ref>,
GET /v1/refunds?payment_ref=, GET /v1/refunds/<ref>, GET /v1/objects?since=&until=&after=&limit=,
POST /v1/card_setups, GET /v1/card_setups/<ref>, GET /v1/disputes?since=&after=&limit=,
POST /v1/disputes/<ref>/evidence, POST /v1/disputes/<ref>/concession.
People: GET and POST /setups/<ref>, GET /setups.css. Stage: /_sandbox/… in `stage_routes`.
"""

from collections.abc import Mapping
from typing import Any

from fairwell.gateways.payments.sandbox import disputes, fields
from fairwell.gateways.payments.sandbox.card_page import STYLE, show_card_page
from fairwell.gateways.payments.sandbox.keys import Done
from fairwell.gateways.payments.sandbox.ledger import PAGE, Ledger
from fairwell.gateways.payments.sandbox.request import Reply, Request, nowhere
from fairwell.gateways.payments.sandbox.stage_routes import set_stage
from fairwell.gateways.payments.sandbox.store import Rejection


def operation_of(request: Request) -> tuple[str, tuple[str, ...]] | None:
    """The operation and subjects that wire faults are matched with; None is never disturbed."""
    said, asked = request.body, request.query
    operation = ""
    subjects: tuple[str, ...] = ()
    match request.method, request.path:
        case "POST", ("v1", "charges"):
            operation, subjects = (
                "charge",
                (str(said.get("order_ref")), str(said.get("method_ref"))),
            )
        case "POST", ("v1", "refunds"):
            operation, subjects = "refund", (str(said.get("payment_ref")),)
        case "POST", ("v1", "card_setups"):
            operation, subjects = "setup", (str(said.get("customer_ref")),)
        case "POST", ("v1", "disputes", ref, _):
            operation, subjects = "dispute", (ref,)
        case "GET", ("v1", _, ref):
            operation, subjects = "ask", (ref,)
        case "GET", ("v1", kind):
            named = asked.get("payment_ref") or asked.get("order_ref")
            operation, subjects = "ask", (named or kind,)
    return (operation, subjects) if operation else None


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
            return set_stage(ledger, request)
        case _, ("setups", ref):
            return show_card_page(ledger.setups, request, ref)
        case "GET", ("setups.css",):
            return STYLE
        case "POST", ("v1", *what):
            done = _done(ledger, request, what)
            repeated = {"Idempotent-Replayed": "true"} if done.repeated else {}
            return Reply(200 if done.repeated else 201, done.answer, repeated)
        case "GET", ("v1", *what):
            return Reply(200, _asked(ledger, request, what))
    raise nowhere(request)


def _done(ledger: Ledger, request: Request, what: list[str]) -> Done:
    match what:
        case ["charges"]:
            return _charge(ledger, request)
        case ["refunds"]:
            return _refund(ledger, request)
        case ["card_setups"]:
            return _card_setup(ledger, request)
        case ["disputes", ref, "evidence"]:
            return _evidence(ledger, request, ref)
        case ["disputes", ref, "concession"]:
            attempt = fields.attempt(request.body)
            return ledger.disputes.concede(ref=ref, attempt=attempt, key=request.key, at=request.at)
    raise nowhere(request)


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
        case ["card_setups", ref]:
            return ledger.setups.find(ref, at=request.at)
        case ["disputes"]:
            return _disputes(ledger, request)
        case ["objects"]:
            return _objects(ledger, request)
    raise nowhere(request)


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


def _card_setup(ledger: Ledger, request: Request) -> Done:
    return ledger.setups.start(
        customer_ref=fields.text(request.body, "customer_ref"),
        return_url=fields.text(request.body, "return_url"),
        language=fields.text(request.body, "language"),
        attempt=fields.attempt(request.body),
        site=request.site,
        key=request.key,
        at=request.at,
    )


def _evidence(ledger: Ledger, request: Request, ref: str) -> Done:
    return ledger.disputes.submit_evidence(
        ref=ref,
        pdf=fields.binary(request.body, "pdf"),
        summary=fields.text(request.body, "summary"),
        attempt=fields.attempt(request.body),
        key=request.key,
        at=request.at,
    )


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


def _disputes(ledger: Ledger, request: Request) -> Mapping[str, Any]:
    found, after = ledger.disputes.page(
        since=fields.aware(request.query.get("since", ""), "since"),
        after=fields.whole(request.query, "after", 0),
        limit=fields.whole(request.query, "limit", disputes.PAGE),
        at=request.at,
    )
    return {"data": found, "after": after}
