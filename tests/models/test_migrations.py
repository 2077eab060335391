"""The append-only guard comes with a migration, and can be taken off and put back by it."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from fairwell.models import PolicyVersion, Statement, SubscriptionEvent, Transfer
from tests import deeds
from tests.cast import Cast

RECORDS = (SubscriptionEvent, Transfer, Statement, PolicyVersion)


def touch(table: str) -> int:
    """Write every row of the table as it is; how many were written."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET id = id")
        return cursor.rowcount


def test_the_guard_can_be_taken_off_and_put_back(committed_cast: Cast) -> None:
    deeds.leave(committed_cast.subscriber("anna"))
    tables = [model._meta.db_table for model in RECORDS]

    call_command("migrate", "fairwell", "0001", verbosity=0)
    assert all(touch(table) > 0 for table in tables)
    call_command("migrate", "fairwell", verbosity=0)

    for table in tables:
        with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
            touch(table)
