"""Somebody typed an address at "First time here?": its owner is told what to do, by mail only."""

import secrets
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.queue_notice import letter_language, queue_notice
from fairwell.models import Customer, Invitation, Notice, User
from fairwell.queries.invitations import hash_of
from fairwell.queries.people import address_standing, plain_address

# One letter in this time is enough; a double click or a script sends no second one.
ONE_LETTER_PER = timedelta(minutes=1)


def invite_subscriber(
    *,
    email: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    language: str = "",
) -> Literal["invitation", "account", "nothing"]:
    """Send the link to set up an account, or word that there is one, or nothing to a stranger.

    Says what was sent, for operators; pages must give everybody the same answer. Customers whose
    address a user has already proven are linked to that user. Within a minute of the last letter
    to the address none is sent.
    """
    del actor, channel, idempotency_key  # the minute is the key
    email = plain_address(email)
    token = secrets.token_urlsafe(32)
    with transaction.atomic(durable=True):
        standing = address_standing(email, lock=True)
        if standing.user is not None:
            ours = [customer.pk for customer in standing.unclaimed]
            Customer.objects.filter(pk__in=ours).update(user=standing.user)
            _tell_of_account(email, standing.user, language, at)
            return "account"
        if standing.unclaimed:
            _invite(email, token, standing.unclaimed[0], language, at)
            return "invitation"
        if standing.claimed_elsewhere:
            _tell_of_account(email, None, language, at)
            return "account"
        return "nothing"


def _invite(email: str, token: str, customer: Customer, language: str, at: datetime) -> None:
    if Invitation.objects.filter(email=email, sent_at__gt=at - ONE_LETTER_PER).exists():
        return
    invitation = Invitation.objects.create(
        email=email,
        token_hash=hash_of(token),
        sent_at=at,
        expires_at=at + timedelta(days=settings.ENVIRONMENT.invitation_days),
    )
    queue_notice(
        "invitation",
        key=f"invitation:{invitation.pk}",
        to_email=email,
        language=letter_language(customer, the_vendor(), language),
        at=at,
        customer=customer,
        context={"link": _address_of(reverse("people:invitation", args=[token]))},
    )


def _tell_of_account(email: str, user: User | None, language: str, at: datetime) -> None:
    key = f"start:{email}:"
    recent = Notice.objects.filter(key__startswith=key, queued_at__gt=at - ONE_LETTER_PER)
    if recent.exists():
        return
    chosen = letter_language(None, the_vendor(), language or (user.language if user else ""))
    with translation.override(chosen):
        context = {"subject": _("You already have an account"), "text": _letter(user)}
    queue_notice(
        "account",
        key=f"{key}{at:%Y%m%d%H%M%S}"[:120],
        to_email=email,
        language=chosen,
        at=at,
        context=context,
    )


def _letter(user: User | None) -> str:
    if user is None:
        return _(
            "Somebody, probably you, asked to set up an account for this address. Its "
            "subscriptions are part of an account already, which signs in with another address. "
            "Sign in with that one:\n\n%(sign_in)s\n\n"
            "If it was not you, you need not do anything."
        ) % {"sign_in": _address_of(reverse("account_login"))}
    return _(
        "Somebody, probably you, asked to set up an account for this address. There is one "
        "already. Sign in here:\n\n%(sign_in)s\n\n"
        "If you do not remember the password, choose a new one here:\n\n%(reset)s\n\n"
        "If it was not you, you need not do anything."
    ) % {
        "sign_in": _address_of(reverse("account_login")),
        "reset": _address_of(reverse("account_reset_password")),
    }


def _address_of(path: str) -> str:
    return urljoin(settings.PUBLIC_URL + "/", path)
