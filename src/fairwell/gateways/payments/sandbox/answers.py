"""Reading what the sandbox answers; what cannot be read leaves the outcome unknown."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import requests

from fairwell.domain.payments import GatewayAnswer, GatewayObject
from fairwell.gateways.payments.interface import GatewayRejected, GatewayUnknown

type Json = Mapping[str, Any]


def body_of(response: requests.Response) -> Json:
    """The answer's JSON object; only the gateway's own 4xx with a code is a rejection.

    Another program's 404 (a wrong port, a proxy) must not pass for the bank's word.
    """
    try:
        said = response.json()
    except requests.JSONDecodeError:
        said = None
    if isinstance(said, dict):
        error = said.get("error")
        if 200 <= response.status_code < 300:
            return said
        if 400 <= response.status_code < 500 and isinstance(error, dict) and "code" in error:
            raise GatewayRejected(str(error["code"]), str(error.get("message", "")))
    raise GatewayUnknown(
        f"The payment gateway answered HTTP {response.status_code}, which says nothing certain."
        " It may or may not have done this: ask before sending again."
    )


def readable[T](read: Callable[[Json], T], said: Json) -> T:
    """`read(said)`, or GatewayUnknown when a field is missing or makes no sense."""
    try:
        return read(said)
    except (KeyError, TypeError, ValueError) as error:
        raise GatewayUnknown(
            "The payment gateway's answer cannot be understood."
            " It may or may not have done this: ask before sending again."
        ) from error


def answer(said: Json) -> GatewayAnswer:
    """One charge or refund as an answer."""
    expected_on = said["expected_on"]
    return GatewayAnswer(
        outcome=said["outcome"],
        gateway_ref=said["ref"],
        failure_code=said["failure_code"],
        hard=said["hard"],
        expected_on=date.fromisoformat(expected_on) if expected_on else None,
        message=said["message"],
    )


def named(said: Json) -> list[tuple[str, GatewayAnswer]]:
    """A list of charges or refunds, each with the attempt its metadata names."""
    return [(item["metadata"]["attempt"], answer(item)) for item in said["data"]]


def objects(said: Json) -> list[GatewayObject]:
    """One page for reconciliation."""
    return [
        GatewayObject(
            kind=item["kind"],
            payment_ref=item["payment_ref"],
            order_ref=item["order_ref"],
            attempt_key=item["metadata"]["attempt"],
            amount_minor=item["amount_minor"],
            currency=item["currency"],
            created_at=datetime.fromisoformat(item["created_at"]),
            answer=answer(item),
        )
        for item in said["data"]
    ]
