"""The worker's day: keep what is promised, end what is due, rest a moment, until told to stop."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import Error, close_old_connections

from fairwell.actions.billing.collect_due_invoices import collect_due_invoices
from fairwell.actions.billing.recognise_revenue import recognise_revenue
from fairwell.actions.subscriptions.end_due_subscriptions import end_due_subscriptions
from fairwell.actions.subscriptions.resume_due_subscriptions import resume_due_subscriptions
from fairwell.queries.billing_switch import billing_is_on
from fairwell.worker.bill_due import bill_due
from fairwell.worker.carry import carry_due
from fairwell.worker.carry_charges import carry_charges
from fairwell.worker.gateway_watch import GatewayWatch
from fairwell.worker.pay_out_credits import CreditWatch
from fairwell.worker.plan_notices import NoticePlanner

log = structlog.get_logger(__name__)

# Seconds that one kind of work may take while others wait; what was begun is finished.
TURN_S = 2.0


def work_once(
    clock: Callable[[], datetime],
    stop: threading.Event | None = None,
    planner: NoticePlanner | None = None,
    credit_watch: CreditWatch | None = None,
) -> int:
    """One round: all that is due now, or up to the stop; returns how much of it was done.

    Kinds of work take turns: a confirmation doesn't wait until a hundred thousand are charged.
    Planning and booking days, which nobody outside sees, is not counted. Without the `planner`
    and the `credit_watch` of earlier rounds the day's notices are planned once more, and credit
    that is left is looked for.
    """
    done, planner = 0, planner or NoticePlanner()
    credit_watch = credit_watch or CreditWatch()
    steps: list[Callable[[], int]] = [
        lambda: end_due_subscriptions(at=clock()),
        lambda: resume_due_subscriptions(at=clock()),
        lambda: bill_due(clock),
        lambda: collect_due_invoices(at=clock()) if billing_is_on() else 0,
        lambda: carry_charges(clock),
        lambda: credit_watch.look(clock),
        lambda: planner.plan(clock, stop) and 0,
        lambda: carry_due(clock),
    ]
    while did := _turn(steps, stop):
        done += did
    while not (stop and stop.is_set()) and recognise_revenue(at=clock()) is not None:
        pass
    return done


def _turn(steps: list[Callable[[], int]], stop: threading.Event | None) -> int:
    """Each kind of work until nothing of it is left, or its time is up; how much was done."""
    done = 0
    for step in steps:
        until = time.monotonic() + TURN_S
        while not (stop and stop.is_set()) and (did := step()):
            done += did
            if time.monotonic() >= until:
                break
    return done


def work(clock: Callable[[], datetime], stop: threading.Event, *, interval_s: float) -> None:
    """Work until `stop` is set; a database that is away for a while is waited for."""
    planner, watch, credit_watch = NoticePlanner(), GatewayWatch(), CreditWatch()
    while not stop.is_set():
        try:
            close_old_connections()
            work_once(clock, stop, planner, credit_watch)
            watch.look(clock)
        except Error:
            log.exception("worker_round_failed")
            stop.wait(5)
        stop.wait(interval_s)
