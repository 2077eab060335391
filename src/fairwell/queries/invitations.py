"""What an invitation link is worth; looking at one changes nothing."""

import hashlib
from datetime import datetime

from fairwell.models import Invitation


def hash_of(token: str) -> str:
    """What is kept of a token: enough to know it again, not enough to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(token: str) -> Invitation | None:
    """The invitation that a link's token belongs to, whatever its state."""
    return Invitation.objects.filter(token_hash=hash_of(token)).first()


def is_open(invitation: Invitation, *, at: datetime) -> bool:
    """Whether it can still be accepted, as far as the invitation itself goes."""
    return invitation.accepted_at is None and at < invitation.expires_at
