"""The policies that bind a subscription: the versions pinned when it was bought."""

from functools import lru_cache

from fairwell.domain.policy import Pack, parse_pack, with_shipped_words
from fairwell.models import PinnedPolicy, PolicyVersion


@lru_cache(maxsize=256)
def _parsed(digest: str, text: str, name: str) -> Pack:
    """A pack's text never changes under its digest, so one parse serves every request."""
    return with_shipped_words(parse_pack(text, name))


def pack_of(version: PolicyVersion) -> Pack:
    """The parsed pack of one stored version."""
    return _parsed(version.digest, version.text, str(version))


def pinned_packs(subscription_id: int) -> tuple[Pack, ...]:
    """The packs pinned to a subscription, vendor's first, in a stable order."""
    pins = (
        PinnedPolicy.objects.filter(subscription_id=subscription_id)
        .select_related("policy")
        .order_by("-policy__kind", "policy__pack_id")
    )
    return tuple(pack_of(pin.policy) for pin in pins)
