"""What goes through the sandbox's door: one request in, one reply out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fairwell.gateways.payments.sandbox import fields
from fairwell.gateways.payments.sandbox.store import Rejection


@dataclass(frozen=True, slots=True)
class Request:
    """One parsed HTTP request; `path` is split at the slashes and unquoted.

    `body` is JSON, or a form's fields. `site` is where browsers reach the bank, without a slash.
    """

    method: str
    path: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    site: str = ""

    @property
    def at(self) -> datetime:
        """The product's clock, from the Fairwell-At header."""
        return fields.aware(self.headers.get("fairwell-at", ""), "the Fairwell-At header")

    @property
    def key(self) -> str:
        """The Idempotency-Key header, empty when it is missing."""
        return self.headers.get("idempotency-key", "")


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, a JSON object or a page's bytes, and headers beside the length."""

    status: int
    body: Mapping[str, Any] | bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def nowhere(request: Request) -> Rejection:
    """There is no such address, or it knows no such method."""
    where = f"{request.method} /{'/'.join(request.path)}"
    return Rejection(404, "address_unknown", f"The payment sandbox has no {where}.")
