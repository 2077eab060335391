"""What was recorded stays recorded: the database refuses every way to change or delete it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, models, transaction

from fairwell.models import (
    BillingDetails,
    ConsentRecord,
    CreditEntry,
    PolicyVersion,
    SellerCard,
    Statement,
    SubscriptionEvent,
    Transfer,
    VatNumberCheck,
    append_only,
)
from tests.cast import Cast

type Record = type[models.Model]
A_COLUMN: dict[Record, str] = {
    SubscriptionEvent: "kind",
    Transfer: "kind",
    Statement: "document",
    PolicyVersion: "text",
    CreditEntry: "kind",
    ConsentRecord: "kind",
    SellerCard: "legal_name",
    BillingDetails: "name",
    VatNumberCheck: "answer",
}
RECORDS = tuple(A_COLUMN)


def first(model: Record) -> models.Model:
    return model._default_manager.order_by("pk")[0]


def save(model: Record) -> None:
    first(model).save()


def update(model: Record) -> None:
    model._default_manager.update(**{A_COLUMN[model]: "other"})


def bulk_update(model: Record) -> None:
    row = first(model)
    setattr(row, A_COLUMN[model], "other")
    model._default_manager.bulk_update([row], [A_COLUMN[model]])


def delete(model: Record) -> None:
    models.Model.delete(first(model))


def raw_delete(model: Record) -> None:
    model._default_manager.all()._raw_delete("default")


def run(sql: str, model: Record) -> None:
    columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(t=model._meta.db_table, c=columns, a=A_COLUMN[model]))


def raw_update(model: Record) -> None:
    run("UPDATE {t} SET {a} = 'other'", model)


def raw_delete_sql(model: Record) -> None:
    run("DELETE FROM {t}", model)


def upsert(model: Record) -> None:
    run(
        "INSERT INTO {t} ({c}) SELECT {c} FROM {t} WHERE true "
        "ON CONFLICT (id) DO UPDATE SET {a} = 'other'",
        model,
    )


WAYS = (save, update, bulk_update, delete, raw_delete, raw_update, raw_delete_sql, upsert)


def contents(model: Record) -> list[tuple[object, ...]]:
    return list(model._default_manager.order_by("pk").values_list())


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_it_is_refused(ground: Cast, model: Record, way: Callable[[Record], None]) -> None:
    before = contents(model)

    with (
        pytest.raises(IntegrityError, match=r"is append-only|protected foreign keys"),
        transaction.atomic(),
    ):
        way(model)

    assert contents(model) == before


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE", "UPDATE OR REPLACE"])
def test_sqlite_replaces_nothing_behind_the_triggers(
    ground: Cast, model: Record, verb: str
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has such a verb")
    before = contents(model)
    sql = (
        "UPDATE OR REPLACE {t} SET id = (SELECT MAX(id) FROM {t})"
        if verb == "UPDATE OR REPLACE"
        else verb + " INTO {t} ({c}) SELECT {c} FROM {t}"
    )

    with pytest.raises(IntegrityError, match="is append-only"), transaction.atomic():
        run(sql, model)

    assert contents(model) == before


def test_every_table_that_is_guarded_is_tried() -> None:
    assert {model._meta.db_table for model in RECORDS} == set(append_only.TABLES)


def test_what_the_first_guard_covered_is_covered_still() -> None:
    from importlib import import_module  # a migration's name is no identifier

    migration = import_module("fairwell.models.migrations.0002_append_only")
    assert set(migration.TABLES) <= set(append_only.TABLES)
