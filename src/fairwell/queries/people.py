"""Who an address belongs to, and how somebody signs in."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q

from fairwell.models import Customer, User


def plain_address(text: str) -> str:
    """An e-mail address as it is kept and compared: without spaces around it, in lower case."""
    return text.strip().lower()


@dataclass(frozen=True, slots=True)
class AddressStanding:
    """What we know of an address: who signs in with it, and customers nobody has claimed."""

    user: User | None
    unclaimed: tuple[Customer, ...]
    claimed_elsewhere: bool


def address_standing(email: str, *, lock: bool = False) -> AddressStanding:
    """The standing of an address; two queries whatever it is. `lock` needs a transaction."""
    email = plain_address(email)
    held = Customer.objects.filter(email=email).order_by("pk")
    customers = list(held.select_for_update() if lock else held)
    user = (
        User.objects.filter(
            Q(email=email) | Q(emailaddress__email=email, emailaddress__verified=True)
        )
        .distinct()
        .first()
    )
    return AddressStanding(
        user=user,
        unclaimed=tuple(customer for customer in customers if customer.user_id is None),
        claimed_elsewhere=any(customer.user_id is not None for customer in customers),
    )


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How a user signs in, for their overview."""

    email: str
    has_password: bool
    passkeys: int
    has_app: bool
    recovery_codes_left: int
    sessions: int


def ways_in(user: User) -> WaysIn:
    """The user's own ways in; two queries."""
    factors = list(Authenticator.objects.filter(user=user))
    codes = [held for held in factors if held.type == Authenticator.Type.RECOVERY_CODES]
    return WaysIn(
        email=user.email,
        has_password=user.has_usable_password(),
        passkeys=sum(held.type == Authenticator.Type.WEBAUTHN for held in factors),
        has_app=any(held.type == Authenticator.Type.TOTP for held in factors),
        recovery_codes_left=sum(len(held.wrap().get_unused_codes()) for held in codes),
        sessions=UserSession.objects.filter(user=user).count(),
    )
