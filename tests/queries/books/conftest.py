"""Books to break: laid once for each file of tests, and whole again after each test."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.cast import Cast
from tests.queries.books.stage import set_stage


@pytest.fixture(scope="module")
def staged(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Cast]:
    """The stage, in a transaction that is never committed."""
    outer = transaction.atomic()
    outer._from_testcase = True  # as Django's own TestCase: actions insist on being outermost
    with django_db_blocker.unblock(), outer:
        cast = Cast.on_stage()
        set_stage(cast)
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def books(staged: Cast) -> Iterator[Cast]:
    """The same, and what a test breaks is mended after it."""
    with transaction.atomic():
        yield staged
        transaction.set_rollback(True)
