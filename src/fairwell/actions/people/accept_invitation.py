"""The owner of an address comes by the link we mailed, and gets an account with what is theirs."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from fairwell.models import Customer, Invitation, User
from fairwell.queries.invitations import find_invitation, hash_of, is_open
from fairwell.queries.people import address_standing


class InvitationClosedError(Exception):
    """The link cannot be used: unknown, expired, used, or the address has an account by now."""


def accept_invitation(
    *,
    token: str,
    password: str | None,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> User:
    """Make the user, with the address verified, and link every unclaimed customer of that address.

    Without a password the user signs in by passkey or by a code. The same link with the same
    password again returns the same user. Raises InvitationClosedError, and ValidationError for a
    password that is too weak.
    """
    del actor, channel, idempotency_key  # the token is the key
    found = find_invitation(token)
    if found is None:
        raise InvitationClosedError
    if password is not None:
        validate_password(password, User(email=found.email))
    kept = make_password(password)  # slow by design, so not while rows are locked
    with transaction.atomic(durable=True):
        # All links to the address, in one order, so that two of them cannot both make the user.
        links = Invitation.objects.select_for_update().filter(email=found.email).order_by("pk")
        invitation = next(link for link in links if link.token_hash == hash_of(token))
        standing = address_standing(invitation.email, lock=True)
        if standing.user is not None and invitation.accepted_at is not None:
            return _same_again(standing.user, password)
        if standing.user is not None or not is_open(invitation, at=at):
            raise InvitationClosedError
        user = User.objects.create(
            email=invitation.email, password=kept, language=language, date_joined=at
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        ours = [customer.pk for customer in standing.unclaimed]
        Customer.objects.filter(pk__in=ours).update(user=user)
        invitation.accepted_at = at
        invitation.save(update_fields=["accepted_at"])
        return user


def _same_again(user: User, password: str | None) -> User:
    """A double click is the same acceptance; a used link without the password is worth nothing."""
    if password is None or not user.check_password(password):
        raise InvitationClosedError
    return user
