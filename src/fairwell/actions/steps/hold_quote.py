"""A quote is honoured: decided again as of the moment it was given, refused if facts moved."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import CancellationRequest, RefundQuote, ScheduledChange
from fairwell.proof.canonical import canonical_bytes


def digest_of(decision: Mapping[str, Any]) -> str:
    """The SHA-256 of a decision's canonical text, in hex."""
    return hashlib.sha256(canonical_bytes(dict(decision))).hexdigest()


def live_quote(token: str, *, subscription_id: int, verb: str, at: datetime) -> RefundQuote:
    """The quote of that token for this subscription; RefusedError when unknown or expired."""
    quote = (
        RefundQuote.objects.select_related("invoice")
        .filter(token=token, subscription_id=subscription_id, verb=verb)
        .first()
    )
    if quote is None or at >= quote.expires_at:
        raise RefusedError(Refusal("quote_expired"))
    return quote


def require_unchanged(quote: RefundQuote, decision: Mapping[str, Any], expected: str) -> None:
    """Raise RefusedError unless the decision is what was quoted and what the asker agreed to.

    A quote that led to a cancellation or change which was undone since is none of the present.
    """
    used = any(
        model.objects.filter(quote=quote).exists()
        for model in (CancellationRequest, ScheduledChange)
    )
    if used or not digest_of(decision) == quote.digest == expected:
        raise RefusedError(Refusal("quote_changed"))
