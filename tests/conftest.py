"""Fixtures that every room's tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test.utils import setup_databases, teardown_databases

from tests.cast import Cast
from tests.databases import own_database


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: pytest.FixtureRequest,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The migrated test database; pytest-django makes it only for tests that ask for `db`."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A database of the test's own where commits are real; its URL."""
    with django_db_blocker.unblock(), own_database(tmp_path) as url:
        yield url


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast on the books, inside the test's transaction."""
    return Cast.on_stage()


@pytest.fixture
def committed_cast(committed: str) -> Cast:
    """The fixed cast on the books of a database of its own."""
    return Cast.on_stage()
