"""Browsing as one of the cast, at the fixed moment of every story."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from fairwell.models import Subscription
from tests.cast import NOW
from tests.web.portal.browsing import SignIn


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is NOW until the story moves on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sign_in() -> SignIn:
    """A browser signed in as the subscriber."""

    def signed_in(subscription: Subscription) -> Client:
        browser = Client()
        user = subscription.customer.user
        assert user is not None
        browser.force_login(user)
        return browser

    return signed_in
