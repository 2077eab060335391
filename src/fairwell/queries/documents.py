"""A subscriber's sealed documents, what followed each, and whether its letter has gone out."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from fairwell.domain.cancellation import decide_undo
from fairwell.models import Notice, Statement
from fairwell.queries.account import Held, subscription_of


@dataclass(frozen=True, slots=True)
class Document:
    """One statement with the statements of the same matter and its latest letter.

    `related` is in the order of sealing. `undoable` says that the cancellation it confirms can be
    undone now.
    """

    statement: Statement
    held: Held
    related: tuple[Statement, ...]
    letter: Notice | None
    undoable: bool


def statements_of(user_id: int, subscription_id: int) -> tuple[Statement, ...]:
    """The statements on one of the user's subscriptions, newest first, without text; one query."""
    own = Statement.objects.filter(
        subscription__customer__user_id=user_id, subscription_id=subscription_id
    )
    return tuple(own.defer("document").order_by("-sealed_at", "-pk"))


def statement_of(user_id: int, reference: str) -> Statement | None:
    """The user's own statement of that reference; one query."""
    return (
        Statement.objects.filter(subscription__customer__user_id=user_id, reference=reference)
        .select_related("cancellation", "refund")
        .first()
    )


def document_of(user_id: int, reference: str, *, at: datetime) -> Document | None:
    """The user's own document of that reference with all that its page shows; 13 queries."""
    statement = statement_of(user_id, reference)
    if statement is None:
        return None
    held = subscription_of(user_id, statement.subscription_id, at=at)
    assert held is not None, "a statement's subscription has the statement's customer"
    return Document(
        statement=statement,
        held=held,
        related=_related(statement),
        letter=statement.notices.order_by("-pk").first(),
        undoable=_undoable(statement, held, at),
    )


def _related(statement: Statement) -> tuple[Statement, ...]:
    same = Q()
    if statement.cancellation_id is not None:
        same |= Q(cancellation_id=statement.cancellation_id)
    if statement.refund_id is not None:
        same |= Q(refund_id=statement.refund_id)
    if not same:
        return ()
    found = Statement.objects.filter(same, subscription_id=statement.subscription_id)
    return tuple(found.exclude(pk=statement.pk).defer("document").order_by("sealed_at", "pk"))


def _undoable(statement: Statement, held: Held, at: datetime) -> bool:
    request = statement.cancellation
    if statement.kind != "cancellation" or request is None:
        return False
    stands = held.facts.open_cancellation == request.reference
    return stands and decide_undo(held.facts, ends_at=request.ends_at, at=at) is None
