"""Bills the due subscriptions of a range: decides each by itself, and writes all of them by set."""

from datetime import datetime

from fairwell.actions.steps.bill_period import bill_period, end_unbilled, leave, pause_unbilled
from fairwell.actions.steps.billed_rows import BilledRows
from fairwell.actions.steps.close_changes import close_changes
from fairwell.actions.steps.close_ended import close_ended
from fairwell.actions.steps.due_subscriptions import changes_of, credit_of, lock_due
from fairwell.actions.steps.entitle import entitle
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.range_work import ChunkReport, RangeWork
from fairwell.actions.steps.use_credit import use_credit
from fairwell.domain.billing import (
    DueChange,
    EndsUnbilled,
    PausesUnbilled,
    PeriodBill,
    decide_billing,
)
from fairwell.domain.tax import MissingRateError
from fairwell.models import Subscription
from fairwell.queries.prices import prices_by_id
from fairwell.queries.taxes import tax_table


def bill_range(
    first_id: int, last_id: int, *, due_at: datetime, catch_up: bool, at: datetime
) -> ChunkReport:
    """Bill what is due of the ids `first_id`…`last_id`, in some twenty statements however many."""
    due = lock_due(first_id, last_id, at=due_at)
    if not due:
        return ChunkReport()
    vendor, changes = the_vendor(), changes_of(first_id, last_id)
    wanted = {one.facts.price_id for one in due}
    wanted.update(c.price_id for some in changes.values() for c in some if c.price_id)
    prices, names = prices_by_id(wanted)
    work = RangeWork(
        at=at,
        prices=prices,
        names=names,
        taxes=tax_table(vendor, at=at),
        credit=credit_of(first_id, last_id),
        rows=BilledRows.for_at_most(len(due), at=at),
    )
    none: tuple[DueChange, ...] = ()
    for one in due:
        step = decide_billing(
            one.facts,
            prices,
            changes.get(one.facts.subscription_id, none),
            at=due_at,
            zone=vendor.zone,
            catch_up=catch_up,
        )
        if isinstance(step, PeriodBill):
            try:
                bill_period(work, one, step)
            except MissingRateError as missing:
                # It stays due, and the report says what to add; the others go on.
                work.report.counts[f"no tax rate: {missing}"] += 1
        elif isinstance(step, EndsUnbilled):
            end_unbilled(work, one, step)
        elif isinstance(step, PausesUnbilled):
            pause_unbilled(work, one, step)
        else:
            leave(work, one)
    work.rows.write()
    use_credit(work.used, at=at)
    close_changes(work.applied, "applied", at=at)
    close_changes(work.replaced, "replaced", at=at)
    entitle(work.entitled, at=at)
    if work.ended:
        ended = Subscription.objects.select_related("customer__user", "price__plan__product")
        close_ended(list(ended.filter(pk__in=work.ended).order_by("pk")), at=at)
    return work.report
