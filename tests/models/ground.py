"""Books with at least one row of every kind, and rows that would break a constraint."""

import copy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import models

from fairwell.actions.billing.record_refund_outcome import record_refund_outcome
from fairwell.domain.payments import GatewayAnswer
from fairwell.models import ClockOffset, Invitation, PaymentAttempt, Refund, Subscription
from tests import deeds
from tests.cast import NOW, Cast

WRONG = "wrong"


@dataclass(frozen=True)
class Broken:
    """A row of `model`, picked by `pick`, that takes values which a constraint must refuse.

    A value may be a function of the row. `insert`: a further row instead of a changed one.
    """

    model: type[models.Model]
    values: dict[str, Any]
    pick: dict[str, Any] = field(default_factory=dict)
    insert: bool = False

    def write(self) -> None:
        """Try it, by the shortest way that passes no code of ours."""
        row = self.model._default_manager.filter(**self.pick).order_by("pk").first()
        assert row is not None, f"The ground has no {self.model.__name__} with {self.pick}."
        values = {k: v(row) if callable(v) else v for k, v in self.values.items()}
        if self.insert:
            twin(row, **values).save(force_insert=True)
        else:
            self.model._default_manager.filter(pk=row.pk).update(**values)


def changed(model: type[models.Model], pick: dict[str, Any] | None = None, **values: Any) -> Broken:
    """A row that is there, changed so."""
    return Broken(model, values, pick or {})


def added(model: type[models.Model], pick: dict[str, Any] | None = None, **values: Any) -> Broken:
    """A further row like one that is there, but for these values."""
    return Broken(model, values, pick or {}, insert=True)


def twin(row: models.Model, **values: Any) -> models.Model:
    """An unsaved copy of the row whose single unique columns are its own."""
    other = copy.copy(row)
    other._state = copy.copy(row._state)
    other.pk = None
    alone = {names[0] for names in _unique_together(row) if len(names) == 1}
    for column in row._meta.concrete_fields:
        if (column.unique or column.name in alone) and not column.primary_key:
            own = None if column.is_relation else f"{getattr(row, column.attname)}x"[1:]
            setattr(other, column.attname, own)
    for name, value in values.items():
        setattr(other, name, value)
    return other


def _unique_together(row: models.Model) -> list[tuple[str, ...]]:
    return [
        tuple(constraint.fields)
        for constraint in row._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
    ]


def lay_ground(cast: Cast) -> None:
    """Several subscribers at every stage, so that every table has a row."""
    anna = cast.subscriber("anna")
    paid_back = deeds.leave(anna).refund
    _answer(paid_back, GatewayAnswer(outcome="succeeded", gateway_ref="re_anna"))
    ben = cast.subscriber("ben")
    failed = GatewayAnswer(outcome="failed", gateway_ref="re_ben", failure_code="card_closed")
    _answer(deeds.leave(ben).refund, failed)
    cleo = cast.subscriber("cleo")
    deeds.leave(cleo, "end_of_term")
    dora = cast.subscriber("dora", price="price_month_usd", charged=NOW - timedelta(days=5))
    deeds.undo(dora, deeds.leave(dora, "end_of_term").reference)
    _refund_of_a_past_term(cast)
    deeds.quote(cast.subscriber("fritz"), choice="end_of_term")
    Invitation.objects.create(
        email="gina@mail.example",
        token_hash="0" * 64,
        sent_at=NOW,
        expires_at=NOW + timedelta(days=14),
    )
    ClockOffset.objects.create(pk=1)
    charge = PaymentAttempt.objects.filter(kind="charge").latest("pk")
    twin(charge, state="pending", gateway_ref=None).save(force_insert=True)


def _refund_of_a_past_term(cast: Cast) -> None:
    """A refund that has a quote of its own, as it ends no service."""
    gita = cast.subscriber("gita", charged=NOW - timedelta(days=50))
    Subscription.objects.filter(pk=gita.pk).update(
        current_period_start=NOW - timedelta(days=1), current_period_end=NOW + timedelta(days=364)
    )
    gita.invoices.update(period_end=NOW - timedelta(days=1))
    assert deeds.refund_order(gita, deeds.order_of(gita)).quote is not None


def _answer(refund: Refund, news: GatewayAnswer) -> None:
    record_refund_outcome(attempt_id=deeds.sent(refund).pk, news=news, at=NOW)
