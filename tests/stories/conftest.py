"""Fixtures for whole journeys: the running product, and people at browsers."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Browser

from tests.databases import own_database
from tests.stories.browsing import Person, browser
from tests.stories.product import Product, running_product

# Playwright's synchronous face keeps an event loop in this thread; our queries don't run in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="module")
def product(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    """The product, running on a database of the story's own."""
    directory: Path = tmp_path_factory.mktemp("product")
    hasher = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    with (
        django_db_blocker.unblock(),
        own_database(directory) as url,
        override_settings(PASSWORD_HASHERS=hasher),
        running_product(url, directory) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all people of a story."""
    with browser() as started:
        yield started


@pytest.fixture
def person(
    request: pytest.FixtureRequest, product: Product, chromium: Browser
) -> Iterator[Callable[..., Person]]:
    """Make a person with a browser window of their own; `language` is what they read."""
    contexts = []

    def make(language: str = "en-US", **options: object) -> Person:
        context = chromium.new_context(locale=language, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        story = request.node.name.removeprefix("test_")
        return Person(context.new_page(), product.site, story)

    yield make
    for context in contexts:
        context.close()
