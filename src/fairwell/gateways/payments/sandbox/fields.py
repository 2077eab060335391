"""Reading the fields of a request to the sandbox; each refuses what is wrong and says why."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairwell.gateways.payments.sandbox.store import Rejection


def text(said: Mapping[str, Any], name: str) -> str:
    """A text that is not empty."""
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise _invalid(f"{name} must be a text that is not empty.")
    return value


def optional_text(said: Mapping[str, Any], name: str) -> str:
    """A text, empty when it is missing or null."""
    return "" if said.get(name) in {None, ""} else text(said, name)


def binary(said: Mapping[str, Any], name: str) -> bytes:
    """Bytes, sent as base64."""
    try:
        return base64.b64decode(text(said, name), validate=True)
    except (binascii.Error, ValueError):
        raise _invalid(f"{name} must be base64.") from None


def amount(said: Mapping[str, Any]) -> int:
    """`amount_minor`: whole minor units, above zero."""
    value = said.get("amount_minor")
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**53:
        raise _invalid("amount_minor must be a whole number of minor units above zero.")
    return value


def currency(said: Mapping[str, Any]) -> str:
    """`currency`: three capital letters."""
    value = text(said, "currency")
    if len(value) != 3 or not (value.isascii() and value.isalpha() and value.isupper()):
        raise _invalid("currency must be an ISO 4217 code such as EUR.")
    return value


def attempt(said: Mapping[str, Any]) -> str:
    """The caller's own name for its attempt, from `metadata`; empty when there is none."""
    metadata = said.get("metadata", {})
    if not isinstance(metadata, Mapping):
        raise _invalid("metadata must be an object.")
    return optional_text(metadata, "attempt")


def items(said: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of objects."""
    value = said.get(name)
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise _invalid(f"{name} must be a list of objects.")
    return value


def whole(said: Mapping[str, Any], name: str, default: int) -> int:
    """A whole number from 0, as a number or as digits in an address."""
    value = said.get(name, default)
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdecimal():
        raise _invalid(f"{name} must be a whole number.")
    return int(value)


def aware(value: str, name: str) -> datetime:
    """An instant with its zone, from ISO 8601 text."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _invalid(
            f"{name} must be an instant with its zone, such as 2026-11-22T09:00:00+00:00."
        )
    return at


def _invalid(what: str) -> Rejection:
    return Rejection(400, "field_invalid", what)
