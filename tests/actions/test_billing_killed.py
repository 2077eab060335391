"""A billing run killed again and again loses nothing and bills nobody twice."""

import os
import random
import signal
import time
from datetime import UTC, datetime

from django.db import connections
from django.db.models import Count

from fairwell.actions.billing.bill_next_chunk import bill_next_chunk
from fairwell.actions.billing.start_billing_run import start_billing_run
from fairwell.domain.refusal import RefusedError
from fairwell.models import (
    BillingRun,
    Invoice,
    InvoiceLine,
    PaymentAttempt,
    RefundQuote,
    Subscription,
    SubscriptionEvent,
    Transfer,
)
from tests import deeds
from tests.actions.bills import bill, gapless, multiplied
from tests.cast import Cast
from tests.threads import at_once

CHARGED = datetime(2026, 10, 31, 9, tzinfo=UTC)
PEOPLE = 400


def everyone(cast: Cast) -> datetime:
    """Four hundred subscribers who are due at the instant returned."""
    dora = cast.subscriber("dora", price="price_month_usd", charged=CHARGED)
    multiplied(dora, PEOPLE - 1)
    return dora.current_period_end


def assert_billed_once(due: datetime) -> None:
    """All are renewed, each with one of everything, and the books hold."""
    assert not Subscription.objects.filter(bill_at__lte=due).exists()
    new = Invoice.objects.filter(series="invoices")
    assert new.count() == PEOPLE
    assert new.values("subscription").distinct().count() == PEOPLE
    for rows in (InvoiceLine, PaymentAttempt, Transfer):
        per_invoice = rows.objects.filter(invoice__in=new).values("invoice").annotate(n=Count("pk"))
        assert set(per_invoice.values_list("n", flat=True)) == {1}
    assert SubscriptionEvent.objects.filter(kind="period_renewed").count() == PEOPLE
    assert gapless()
    assert deeds.violations(due) == []


def killed_after(seconds: float, due: datetime) -> bool:
    """Bill in a process of its own that is killed then; whether it was still at work."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            bill(due, chunk=4)
            connections.close_all()
            status = 0
        finally:
            os._exit(status)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def test_killed_at_fifty_random_points_nothing_is_lost_or_doubled(committed_cast: Cast) -> None:
    due = everyone(committed_cast)
    chance = random.Random(20261122)

    killed = sum(killed_after(chance.uniform(0.002, 0.06), due) for _ in range(50))
    bill(due, chunk=4)

    assert killed >= 10, "most were killed at work, not after it"
    assert BillingRun.objects.filter(finished_at__isnull=False).count() >= 1
    assert_billed_once(due)


def test_eight_workers_share_a_run(committed_cast: Cast) -> None:
    due = everyone(committed_cast)
    run = start_billing_run(at=due, chunk=7)
    assert run is not None

    def work() -> int:
        billed = 0
        while (report := bill_next_chunk(run_id=run.pk, at=due)) is not None:
            billed += report.counts["renewed"]
        return billed

    assert sum(at_once([work] * 8)) == PEOPLE
    bill_next_chunk(run_id=run.pk, at=due)
    assert_billed_once(due)


def test_eight_starts_lead_to_one_run(committed_cast: Cast) -> None:
    due = everyone(committed_cast)

    runs = at_once([lambda: start_billing_run(at=due)] * 8)

    assert set(runs) == {BillingRun.objects.get()}


def test_a_cancellation_during_the_run_comes_before_the_bill_or_after_it(
    committed_cast: Cast,
) -> None:
    due = everyone(committed_cast)
    leavers = list(Subscription.objects.order_by("pk")[::10])
    quoted = [deeds.quote(each, choice="now", at=due) for each in leavers]

    refusals: set[str] = set()

    def leave(part: list[RefundQuote]) -> list[int]:
        left = []
        for quote in part:
            try:
                left.append(deeds.confirm(quote, at=due).subscription_id)
            except RefusedError as refused:
                refusals.add(refused.refusal.code)
        return left

    parts = [quoted[start::3] for start in range(3)]
    answers = at_once(
        [lambda: bill(due, chunk=20), *(lambda part=part: leave(part) for part in parts)]
    )
    bill(due)

    left = {pk for answer in answers if isinstance(answer, list) for pk in answer}
    assert not any(isinstance(answer, Exception) for answer in answers), answers
    new = set(Invoice.objects.filter(series="invoices").values_list("subscription", flat=True))
    assert not left & new
    assert refusals <= {"quote_changed"}, "billed meanwhile, which changes what leaving gives"
    assert len(left | new) == PEOPLE
    assert gapless()
    assert deeds.violations(due) == []
