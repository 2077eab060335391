"""What an attempt was about, for people: its order's number, or its refund's reference."""

from collections.abc import Iterable

from fairwell.models import PaymentAttempt


def attempt_subjects(keys: Iterable[str]) -> dict[str, str]:
    """By the attempts' own keys; one query, none where there are no keys."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = PaymentAttempt.objects.filter(idempotency_key__in=wanted).values_list(
        "idempotency_key", "invoice__number", "allocation__refund__reference"
    )
    return {key: order or refund or key for key, order, refund in rows}
