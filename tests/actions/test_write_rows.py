"""Rows written by the thousand are the rows that the models would have written, on any database."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from fairwell.actions.steps.write_rows import change_rows, reserve_ids, write_rows
from fairwell.models import (
    BillingChunk,
    BillingRun,
    Customer,
    Invoice,
    InvoiceLine,
    Notice,
    Subscription,
    SubscriptionEvent,
    Transfer,
)
from tests.cast import NOW, Cast
from tests.threads import at_once

AWKWARD = 'O\'Neil, "Zoë" \\ {NULL}\t\n100 % € 🦊'
TOKYO = timezone(timedelta(hours=9))
CHUNK = ("id", "run_id", "no", "first_id", "last_id", "report")
INSTANTS = [NOW, NOW.replace(microsecond=1), datetime(2026, 3, 29, 3, 30, tzinfo=TOKYO), None]
JANUARY = [date(2026, 1, day) for day in range(1, 32)]


@pytest.fixture
def anna(cast: Cast) -> Subscription:
    return cast.subscriber("anna")


def columns(model: type[models.Model], *besides: str) -> list[str]:
    return [f.column for f in model._meta.concrete_fields if f.column not in {"id", *besides}]


def row_of(made: models.Model, names: Sequence[str], **instead: Any) -> list[Any]:
    """The values of an unsaved row by column, JSON as text."""
    by_column = {f.column: f.attname for f in made._meta.concrete_fields}
    return [instead.get(name, getattr(made, by_column[name])) for name in names]


def same_but_for_id(model: type[models.Model], first: int, second: int) -> bool:
    rows = model._default_manager.filter(pk__in=(first, second)).order_by("pk").values()
    one, other = ({**row, "id": 0} for row in rows)
    return one == other


@pytest.mark.parametrize("data", [{}, {"a": [1, None, 'é\\"x'], "b": {"c": True}}], ids=str)
def test_json_is_stored_as_the_model_stores_it(anna: Subscription, data: dict[str, Any]) -> None:
    theirs = SubscriptionEvent.objects.create(
        subscription=anna, no=8, kind=AWKWARD, at=NOW, actor="system", channel="worker", data=data
    )
    names = columns(SubscriptionEvent)

    write_rows(SubscriptionEvent, names, [row_of(theirs, names, no=9, data=json.dumps(data))])

    ours = SubscriptionEvent.objects.get(no=9)
    assert (ours.data, ours.kind, ours.at) == (data, AWKWARD, NOW)
    assert SubscriptionEvent.objects.filter(no=9, data=data).exists()


@pytest.mark.parametrize("at", INSTANTS, ids=str)
def test_instants_nulls_and_texts_are_as_the_model_writes_them(
    anna: Subscription, at: datetime | None
) -> None:
    theirs = anna.invoices.get()
    theirs.pk, theirs.number, theirs.period_no = None, "their", None
    theirs.tax_note, theirs.due_at, theirs.closed_at = AWKWARD[:40], at, at
    theirs.save(force_insert=True)
    names = columns(Invoice)

    write_rows(Invoice, names, [row_of(theirs, names, number="ours")])

    ours = Invoice.objects.get(number="ours")
    found = Invoice.objects.filter(pk__in=(ours.pk, theirs.pk)).values()
    one, other = ({**row, "id": 0, "number": ""} for row in found.order_by("pk"))
    assert one == other
    if at is not None:  # compared by the database too, as the billing run does
        assert Invoice.objects.filter(due_at=at, due_at__lte=at, due_at__gte=at).count() == 2


def test_dates_and_columns_that_are_left_out(anna: Subscription) -> None:
    theirs = InvoiceLine.objects.get()
    names = columns(InvoiceLine, "cut_on", "price_id")
    theirs.pk, theirs.price, theirs.cut_on = None, None, None
    theirs.save(force_insert=True)
    write_rows(InvoiceLine, names, [row_of(theirs, names)])
    ours = InvoiceLine.objects.latest("pk")
    assert same_but_for_id(InvoiceLine, theirs.pk, ours.pk)

    write_rows(InvoiceLine, [*names, "cut_on"], [[*row_of(theirs, names), date(2026, 12, 24)]])

    assert InvoiceLine.objects.filter(cut_on=date(2026, 12, 24)).count() == 1


def test_many_rows_are_changed_at_once_each_to_its_own(anna: Subscription) -> None:
    Notice.objects.bulk_create(
        Notice(
            key=f"n{n}", template="receipt", template_version=1, language="en",
            to_email="anna@mail.example", queued_at=NOW,
        )
        for n in range(50)
    )  # fmt: skip
    ids = list(Notice.objects.order_by("pk").values_list("pk", flat=True))
    changed = [
        (
            pk,
            f"{AWKWARD} {n}",
            json.dumps({"n": n}),
            INSTANTS[n % 4],
            JANUARY[n % 31],
            n,
            None,
        )
        for n, pk in enumerate(ids[:40])
    ]
    names = (
        "server_answer", "context", "due_at", "last_day", "period_no", "subscription_id",
    )  # fmt: skip

    change_rows(Notice, names, changed)

    for n, row in enumerate(Notice.objects.order_by("pk")[:40]):
        assert row.server_answer == f"{AWKWARD} {n}"
        assert row.context == {"n": n}
        assert (row.due_at, row.last_day) == (INSTANTS[n % 4], JANUARY[n % 31])
        assert (row.period_no, row.subscription) == (n, None)
    assert not Notice.objects.filter(pk__in=ids[40:]).exclude(server_answer="").exists()


def test_whole_numbers_flags_and_references_are_changed_too(anna: Subscription) -> None:
    ben = Customer.objects.create(external_id="cus_b", email="b@mail.example", created_at=NOW)

    change_rows(
        Subscription,
        ("customer_id", "quantity", "early_start_requested"),
        [(anna.pk, ben.pk, 4, True)],
    )

    anna.refresh_from_db()
    assert (anna.customer, anna.quantity, anna.early_start_requested) == (ben, 4, True)


def test_nothing_to_write_asks_the_database_nothing(
    db: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        write_rows(Transfer, ("kind",), [])
        change_rows(Subscription, ("quantity",), [])


def test_a_constraint_holds_for_them_as_for_any_row(anna: Subscription) -> None:
    with pytest.raises(IntegrityError, match="subscription_has_quantity"), transaction.atomic():
        change_rows(Subscription, ("quantity",), [(anna.pk, 0)])


def test_reserved_ids_are_given_once_even_before_they_are_used(db: None) -> None:
    first, second = reserve_ids(Invoice, 3), reserve_ids(Invoice, 2)

    assert first == sorted(first)
    assert len({*first, *second}) == 5
    assert min(second) > max(first)


def test_a_row_that_the_model_writes_takes_none_of_them(anna: Subscription) -> None:
    reserved = reserve_ids(Invoice, 3)

    invoice = anna.invoices.get()
    invoice.pk, invoice.number, invoice.period_no = None, "next", None
    invoice.save(force_insert=True)

    assert invoice.pk > max(reserved)


def test_eight_writers_at_once_get_ids_of_their_own(committed_cast: Cast) -> None:
    """Each reserves, writes and commits; every third changes its mind."""

    run = BillingRun.objects.create(due_at=NOW, started_at=NOW)

    def write(writer: int) -> list[int]:
        got = []
        for turn in range(6):
            with transaction.atomic():
                ids = reserve_ids(BillingChunk, 5)
                nos = range(1_000 * writer + 10 * turn, 1_000 * writer + 10 * turn + 5)
                rows = [(pk, run.pk, no, 1, 2, "{}") for pk, no in zip(ids, nos, strict=True)]
                write_rows(BillingChunk, CHUNK, rows)
                if turn % 3 == 2:
                    transaction.set_rollback(True)
                else:
                    got += ids
        return got

    answers = at_once([lambda w=writer: write(w) for writer in range(8)])

    ids = [pk for answer in answers for pk in answer]
    assert len(ids) == len(set(ids)) == 8 * 4 * 5
    assert set(BillingChunk.objects.values_list("pk", flat=True)) == set(ids)
