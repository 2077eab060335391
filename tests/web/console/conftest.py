"""Browsing as one of the vendor's people, at the fixed moment of every story."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client

from fairwell.models import User
from tests.cast import NOW, Cast

type Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """It is NOW."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enter(cast: Cast) -> Enter:
    """A browser signed in as Sam, who is staff with an authenticator app unless said otherwise."""

    def entered(*, staff: bool = True, factor: str | None = "totp", active: bool = True) -> Client:
        sam = User.objects.create_user(
            "sam@quillfort.example", "correct horse battery", date_joined=NOW, is_staff=staff
        )
        if factor:
            Authenticator.objects.create(user=sam, type=factor, data={"migrated_codes": []})
        browser = Client()
        browser.force_login(sam)
        if not active:
            User.objects.filter(pk=sam.pk).update(is_active=False)
        return browser

    return entered
