"""Everything a change is decided on, re-read under the lock; and what was done about it before."""

from datetime import datetime

from fairwell.actions.steps.load import facts_now, the_vendor
from fairwell.models import ScheduledChange, Statement, Subscription
from fairwell.queries.change_ground import Ground, ground_of
from fairwell.queries.policies import pinned_packs


def ground_now(subscription: Subscription, *, at: datetime, wanted: tuple[int, ...] = ()) -> Ground:
    """The ground of a locked subscription as of `at`, with the prices that are asked for."""
    packs = pinned_packs(subscription.pk)
    return ground_of(
        subscription, facts_now(subscription), packs, the_vendor(), at=at, wanted=wanted
    )


def change_by_key(subscription: Subscription, idempotency_key: str) -> Statement | None:
    """The statement of the change that this key led to, unless it was undone since."""
    row = subscription.changes.filter(idempotency_key=idempotency_key).first()
    return statement_of_change(row) if row is not None and row.state != "undone" else None


def statement_of_change(row: ScheduledChange) -> Statement | None:
    """The sealed statement that confirmed a change; None for one that nobody asked for."""
    return Statement.objects.filter(reference=row.decision.get("reference", "")).first()


def latest_change(subscription: Subscription, slot: str, **asked: object) -> Statement | None:
    """The statement of the latest change of that slot, if it is just what is asked for again."""
    row = subscription.changes.filter(slot=slot).order_by("-pk").first()
    if row is None or row.state not in ("scheduled", "applied"):
        return None
    same = all(getattr(row, name) == value for name, value in asked.items())
    return statement_of_change(row) if same else None
