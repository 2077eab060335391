"""Reading what the sandbox answers; what cannot be read leaves the outcome unknown."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

import requests

from fairwell.domain.disputes import GatewayDispute
from fairwell.domain.payments import (
    CardSetup,
    CardSetupAnswer,
    GatewayAnswer,
    GatewayObject,
    MethodAnswer,
)
from fairwell.gateways.payments.interface import GatewayBusy, GatewayRejected, GatewayUnknown

type Json = Mapping[str, Any]

LONGEST_PAUSE_S: Final = 3600.0


def body_of(response: requests.Response) -> Json:
    """The answer's JSON object; only the gateway's own 4xx with a code is a rejection.

    Another program's 404 or 429 (a wrong port, a proxy) must not pass for the bank's word.
    """
    try:
        said = response.json()
    except requests.JSONDecodeError:
        said = None
    if isinstance(said, dict):
        error = said.get("error")
        if 200 <= response.status_code < 300:
            return said
        if response.status_code == 429 and isinstance(error, dict) and "code" in error:
            raise GatewayBusy(
                _pause(response.headers.get("Retry-After", "")),
                "The payment gateway has too much to do and did nothing. Send it again later.",
            )
        if 400 <= response.status_code < 500 and isinstance(error, dict) and "code" in error:
            raise GatewayRejected(str(error["code"]), str(error.get("message", "")))
    raise GatewayUnknown(
        f"The payment gateway answered HTTP {response.status_code}, which says nothing certain."
        " It may or may not have done this: ask before sending again."
    )


def _pause(said: str) -> float:
    # A date would need the gateway's clock, which need not be ours.
    return min(float(said), LONGEST_PAUSE_S) if said.isascii() and said.isdecimal() else 1.0


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


def card_setup(said: Json) -> CardSetup:
    """A visit to the bank's page, begun."""
    return CardSetup(ref=said["ref"], url=said["url"])


def card_setup_answer(said: Json) -> CardSetupAnswer:
    """What became of it."""
    return CardSetupAnswer(said["state"], said["method"] and method(said["method"]))


def method(said: Json) -> MethodAnswer:
    """A payment method."""
    return MethodAnswer(
        method_ref=said["ref"],
        brand=said["brand"],
        last4=said["last4"],
        expires_month=said["expires_month"],
        expires_year=said["expires_year"],
    )


def dispute(said: Json) -> GatewayDispute:
    """One dispute."""
    return GatewayDispute(
        ref=said["ref"],
        payment_ref=said["payment_ref"],
        amount_minor=said["amount_minor"],
        currency=said["currency"],
        reason=said["reason"],
        state=said["state"],
        respond_by=datetime.fromisoformat(said["respond_by"]) if said["respond_by"] else None,
        opened_at=datetime.fromisoformat(said["opened_at"]),
        updated_at=datetime.fromisoformat(said["updated_at"]),
    )


def disputes(said: Json) -> list[GatewayDispute]:
    """One page of disputes."""
    return [dispute(item) for item in said["data"]]
