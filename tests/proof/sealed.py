"""Quillfort Security's sealing key, and Amara's confirmation sealed with it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from fairwell.proof.seal import SealingKey, seal

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
QUILLFORT = SealingKey.from_private_bytes(bytes(range(32)))
STRANGER = SealingKey.from_private_bytes(bytes(32))

CONFIRMATION: dict[str, Any] = {
    "kind": "cancellation_confirmation",
    "reference": "FW-8GHN-2KRT-W4XB",
    "customer": {"name": "Amara Okafor", "email": "amara@mail.example"},
    "effective_at": "2027-01-31T23:00:00Z",
    "auto_renewing": False,
    "reason": None,
    "refund": {
        "currency": "EUR",
        "amount_minor": 123450,
        "lines": [{"label": "Unused months", "amount_minor": 123450}, {"label": "Fee", "days": 0}],
    },
    "offers": [],
    "note / ~ €": "“Quoted” and \\ escaped\n",
}


def _counting() -> Iterator[bytes]:
    for number in range(10**6):
        yield number.to_bytes(16)


def sealed(statement: dict[str, Any] | None = None, *, key: SealingKey = QUILLFORT) -> bytes:
    """`statement` sealed at AT; the same bytes each time."""
    numbers = _counting()
    return seal(
        CONFIRMATION if statement is None else statement,
        key,
        sealed_at=AT,
        random_bytes=lambda count: next(numbers)[-count:],
    )


def published(*keys: SealingKey, until: str | None = None) -> list[dict[str, Any]]:
    return [
        {"key_id": key.key_id, "public_key": key.public_bytes.hex(), "until": until} for key in keys
    ]


def text(document: object) -> bytes:
    """The text a forger would write: canonical, so that only the change itself gives it away."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
