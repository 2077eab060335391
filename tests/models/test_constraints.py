"""The schema itself refuses what must never be: each constraint, met by a row that breaks it."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from fairwell.models import Invoice, PaymentAttempt, Refund, Statement
from tests.cast import NOW, Cast
from tests.models import violations, violations_billing
from tests.models.ground import Broken, twin

VIOLATIONS = violations.VIOLATIONS | violations_billing.VIOLATIONS

MODELS = list(apps.get_app_config("fairwell").get_models())
NAMED = {c.name: (model, c) for model in MODELS for c in model._meta.constraints}
UNIQUE = [
    (model, field.name)
    for model in MODELS
    for field in model._meta.concrete_fields
    if field.unique and not field.primary_key
]
# What a further row needs besides, to break only the unique column that is tried.
BESIDES: dict[tuple[str, str], dict[str, Any]] = {
    ("CancellationRequest", "quote"): {"state": "rejected"},
    ("CancellationRequest", "reference"): {"state": "rejected"},
    ("CancellationRequest", "idempotency_key"): {"state": "rejected"},
    ("PaymentAttempt", "idempotency_key"): {"state": "declined", "gateway_ref": None},
    ("Invoice", "number"): {"state": "voided"},
    ("Statement", "reference"): {"cancellation": None, "refund": None},
    ("PolicyVersion", "digest"): {"version": 77},
    ("ScheduledChange", "quote"): {"state": "undone", "closed_at": NOW},
    ("Dispute", "reference"): {"gateway_ref": "dp_2", "state": "won", "closed_at": NOW},
    ("Dispute", "case"): {"gateway_ref": "dp_2", "state": "won", "closed_at": NOW},
    ("ScheduledChange", "idempotency_key"): {"state": "undone", "closed_at": NOW},
    ("CreditNote", "number"): {"invoice": lambda: Invoice.objects.latest("pk")},
}

# Where a row cannot break the one without the other, either may be the first to refuse it.
TOGETHER = {
    "attempt_kind_known": "attempt_has_one_subject",
    "case_state_known": "case_closed_has_time",
    "credit_entry_kind_known": "credit_entry_has_source",
}


def refused(write: models.Model | Broken) -> str:
    """What the database says to it; nothing of it stays."""
    with pytest.raises(IntegrityError) as said, transaction.atomic():
        write.write() if isinstance(write, Broken) else write.save(force_insert=True)
    return str(said.value)


def test_every_constraint_has_a_row_that_breaks_it() -> None:
    assert set(VIOLATIONS) == set(NAMED)
    assert not set(violations.VIOLATIONS) & set(violations_billing.VIOLATIONS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_ground_has_a_row_of_every_kind(ground: Cast, model: type[models.Model]) -> None:
    assert model._default_manager.exists()


@pytest.mark.parametrize("name", sorted(VIOLATIONS))
def test_a_row_that_breaks_it_is_refused(ground: Cast, name: str) -> None:
    model, constraint = NAMED[name]

    said = refused(VIOLATIONS[name])

    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        columns = [model._meta.get_field(f).column for f in constraint.fields]
        assert said == "UNIQUE constraint failed: " + (
            ", ".join(f"{model._meta.db_table}.{column}" for column in columns) or f"index '{name}'"
        )
    else:
        assert name in said or TOGETHER.get(name, name) in said


@pytest.mark.parametrize(
    ("model", "column"), UNIQUE, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_unique_column_takes_a_value_once(
    ground: Cast, model: type[models.Model], column: str
) -> None:
    field = model._meta.get_field(column)
    row = model._default_manager.exclude(**{f"{column}__isnull": True}).order_by("pk").first()
    assert row is not None
    besides = {
        name: value() if callable(value) else value
        for name, value in BESIDES.get((model.__name__, column), {}).items()
    }

    said = refused(twin(row, **{field.attname: getattr(row, field.attname)}, **besides))

    assert "unique" in said.lower()
    assert field.column in said


def test_an_ending_without_a_quote_and_a_refund_without_a_case_are_no_duplicates(
    ground: Cast,
) -> None:
    """Columns that may be empty are empty on many rows: only values must be unique."""
    assert Refund.objects.filter(quote=None).count() > 1


def test_a_declined_attempt_makes_way_for_the_next(ground: Cast) -> None:
    declined = PaymentAttempt.objects.filter(kind="refund", state="failed").get()

    twin(declined, state="init", gateway_ref=None).save(force_insert=True)

    assert PaymentAttempt.objects.filter(allocation=declined.allocation).count() == 2


def test_a_cancellation_may_have_statements_of_several_kinds(ground: Cast) -> None:
    kinds = Statement.objects.filter(subscription__external_id="sub_dora").order_by("pk")
    assert [s.kind for s in kinds] == ["cancellation", "cancellation_undone"]
