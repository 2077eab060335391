"""Pages of a customer with 50 subscriptions and years of invoices, billed and paid by us."""

from datetime import datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from django.urls import reverse

from benchmarks.billing.crowd import DUE_AT, crowd
from benchmarks.figures import Table
from benchmarks.ground import Ground, PostgresGround, fresh
from benchmarks.pages import Page, load_pages, signed_in
from fairwell.actions.billing.bill_next_chunk import bill_next_chunk
from fairwell.actions.billing.claim_charges import claim_charges
from fairwell.actions.billing.record_charge_outcomes import ChargeOutcome, record_charge_outcomes
from fairwell.actions.billing.start_billing_run import start_billing_run
from fairwell.domain.payments import GatewayAnswer
from fairwell.domain.term import Term, period_start
from fairwell.models import Customer, Invoice, Subscription
from fairwell.queries import clock

_SUBSCRIPTIONS = 50


def measure_history(ground: Ground, empty: str, *, months: int, repeats: int) -> Table:
    """Bill month after month, each charge paid, then load what the customer looks at."""
    with fresh(ground, empty, "history") as name:
        with ground.bare(name) as bare:
            crowd(bare, _SUBSCRIPTIONS, postgres=isinstance(ground, PostgresGround))
        Subscription.objects.update(customer=1, method=1, price=1)
        for month in range(months):
            _bill(month)
        ground.settle(name)
        with mock.patch.object(
            clock, "now", return_value=_after(months - 1) + timedelta(minutes=5)
        ):
            return load_pages(ground, name, _pages(months), repeats)


def _after(months: int) -> datetime:
    return period_start(DUE_AT, Term(months=1), months, ZoneInfo("UTC"))


def _bill(month: int) -> None:
    at = _after(month)
    run = start_billing_run(at=at)
    assert run is not None
    while bill_next_chunk(run_id=run.pk, at=at):
        pass
    orders = claim_charges(at=at, limit=1_000)
    outcomes = [
        ChargeOutcome(
            order.attempt_id,
            GatewayAnswer(outcome="succeeded", gateway_ref=f"ch_{order.attempt_id}"),
        )
        for order in orders
    ]
    told = record_charge_outcomes(outcomes=outcomes, at=at + timedelta(seconds=1))
    if told["succeeded"] != _SUBSCRIPTIONS:
        raise RuntimeError(f"Not all were paid: {dict(told)}")


def _pages(months: int) -> list[Page]:
    client = signed_in(Customer.objects.get(pk=1).email)
    orders, of_one = reverse("portal:orders"), "?subscription=1"
    middle = Invoice.objects.filter(subscription=1).order_by("pk")[months // 2].number
    return [
        Page("account", reverse("portal:subscriptions"), client),
        Page("one subscription", reverse("portal:subscription", args=[1]), client),
        Page("order history", orders, client),
        Page("its last page", f"{orders}?page={months * _SUBSCRIPTIONS // 50}", client),
        Page("orders of one subscription", f"{orders}{of_one}", client),
        Page("one order", reverse("portal:order", args=[middle]), client),
        Page("why was I charged?", reverse("portal:why", args=[middle]), client),
    ]
