"""Let somebody into the vendor's console, or no longer."""

from datetime import datetime

from django.db import transaction

from fairwell.models import User
from fairwell.queries.people import plain_address


class UnknownPersonError(ValueError):
    """Nobody signs in with that address."""


@transaction.atomic(durable=True)
def grant_staff(
    *, email: str, at: datetime, actor: str, channel: str, idempotency_key: str, staff: bool = True
) -> User:
    """Make the person with that address staff, or with `staff` off no longer; twice is once.

    Raises UnknownPersonError. Whoever is staff still needs a second factor to enter.
    """
    del at, actor, channel, idempotency_key  # the row is the key, and only the shell has this door
    user = User.objects.select_for_update().filter(email=plain_address(email)).first()
    if user is None or not user.is_active:
        raise UnknownPersonError(f"Nobody signs in with {plain_address(email)}.")
    if user.is_staff != staff:
        user.is_staff = staff
        user.save(update_fields=["is_staff"])
    return user
