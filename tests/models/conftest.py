"""The ground that constraints are tried on, laid once for each file of tests."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.cast import Cast
from tests.models.ground import lay_ground
from tests.models.ground_billing import lay_billing_ground


@pytest.fixture(scope="module")
def laid(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Cast]:
    """Books with a row of every kind, in a transaction that is never committed."""
    outer = transaction.atomic()
    outer._from_testcase = True  # as Django's own TestCase: actions insist on being outermost
    with django_db_blocker.unblock(), outer:
        cast = Cast.on_stage()
        lay_ground(cast)
        lay_billing_ground(cast)
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def ground(laid: Cast) -> Iterator[Cast]:
    """The same, and what a test adds is taken away after it."""
    with transaction.atomic():
        yield laid
        transaction.set_rollback(True)
