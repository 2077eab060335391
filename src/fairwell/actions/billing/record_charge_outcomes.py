"""Write down what became of charges at the gateway, a whole batch in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction

from fairwell.actions.steps.charge_batch import ChargeBatch, lock_charges, write_attempts
from fairwell.actions.steps.end_unpaid import give_up
from fairwell.actions.steps.fail_charges import fail_charges
from fairwell.actions.steps.give_back import give_back
from fairwell.actions.steps.open_case import ANSWER_WITHIN
from fairwell.actions.steps.settle_charges import settle_charges
from fairwell.actions.steps.stop_collection import stop_collection
from fairwell.domain.payments import (
    SETTLED,
    AttemptState,
    GatewayAnswer,
    IllegalTransitionError,
    NotDone,
    Unknown,
    next_state,
)
from fairwell.models import Case, PaymentAttempt
from fairwell.proof.reference import new_reference

# How long to wait before asking (again): quickly at first, then ever more patiently.
ASK_AFTER = tuple(timedelta(seconds=s) for s in (5, 30, 300, 3_600, 21_600))
# What provably never left may leave again soon: nothing has to settle first.
SEND_AFTER = tuple(timedelta(seconds=s) for s in (5, 30, 60, 300))
PENDING_ASK_AFTER = timedelta(hours=6)
UNKNOWN_NEEDS_CASE_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ChargeOutcome:
    """News of one charge; `not_before_s`: for so long the gateway wants no call."""

    attempt_id: int
    news: GatewayAnswer | Unknown | NotDone
    not_before_s: float = 0


@transaction.atomic(durable=True)
def record_charge_outcomes(*, outcomes: Sequence[ChargeOutcome], at: datetime) -> Counter[str]:
    """Record each outcome once, and return how many charges reached which state.

    The statements are as many for a thousand charges as for one, but for what is rare. Succeeded:
    payment, paid invoice, receipt, and a subscription that stands well again. Declined: collecting
    goes on by the policy it was bought under. Unknown for a week, or in contradiction to what is
    known: a case. What arrived though the subscription had ended goes back.
    """
    batch = lock_charges([outcome.attempt_id for outcome in outcomes], at=at)
    changed: list[PaymentAttempt] = []
    puzzling: list[tuple[PaymentAttempt, str]] = []
    for outcome in outcomes:
        attempt = batch.attempts.get(outcome.attempt_id)
        if attempt is None:
            continue
        before = cast("AttemptState", attempt.state)
        try:
            attempt.state = next_state(before, outcome.news)
        except IllegalTransitionError as contradiction:
            puzzling.append((attempt, str(contradiction)))
            continue
        if before in SETTLED:
            continue
        _note(attempt, outcome, at)
        changed.append(attempt)
        if attempt.state == "unknown" and _too_long(attempt, at):
            puzzling.append((attempt, attempt.idempotency_key))
    write_attempts(changed)
    overpaid = settle_charges(batch, [a for a in changed if a.state == "succeeded"])
    fail_charges(batch, [a for a in changed if a.state in ("declined", "failed")])
    batch.write()
    for attempt, message in puzzling:
        _open_once(batch, attempt, message)
    for one in overpaid:
        give_back(one, batch.vendor, at=at)
    _drop_unused(batch, changed)
    return Counter(attempt.state for attempt in changed)


def _note(attempt: PaymentAttempt, outcome: ChargeOutcome, at: datetime) -> None:
    """The answer's details, and when to ask, or to send, next."""
    news = outcome.news
    attempt.ask_at = None
    if isinstance(news, GatewayAnswer):
        attempt.answered_at = at
        attempt.gateway_ref = news.gateway_ref or attempt.gateway_ref
        attempt.failure_code, attempt.hard = news.failure_code[:60], news.hard
    if attempt.state == "pending":
        attempt.ask_at = at + PENDING_ASK_AFTER
    elif attempt.state in ("unknown", "init"):
        waits = ASK_AFTER if attempt.state == "unknown" else SEND_AFTER
        wait = waits[min(attempt.times_asked, len(waits) - 1)]
        attempt.ask_at = at + max(wait, timedelta(seconds=outcome.not_before_s))
        attempt.times_asked += 1


def _too_long(attempt: PaymentAttempt, at: datetime) -> bool:
    return at - (attempt.submitted_at or attempt.created_at) >= UNKNOWN_NEEDS_CASE_AFTER


def _open_once(batch: ChargeBatch, attempt: PaymentAttempt, message: str) -> None:
    """A case about the charge; one that it has already is opened again with the news."""
    key = f"unknown_charge:{attempt.pk}"
    standing = Case.objects.filter(key=key).first()
    if standing is None:
        subscription = batch.owner_of(attempt)
        Case.objects.create(
            reference=new_reference(),
            kind="unknown_outcome",
            key=key,
            customer_id=subscription.customer_id,
            subscription=subscription,
            invoice=batch.invoice_of(attempt),
            message=message,
            opened_at=batch.at,
            due_at=batch.at + ANSWER_WITHIN,
        )
    elif message not in standing.message:
        standing.message = f"{standing.message}\n{message}".strip()
        standing.state, standing.closed_at = "open", None
        standing.save(update_fields=["message", "state", "closed_at"])


def _drop_unused(batch: ChargeBatch, changed: Sequence[PaymentAttempt]) -> None:
    """Charges that failed after an end: now it can be said what is left of their invoices.

    It may still be paid, unless the subscription ended for want of payment: then it is given up.
    """
    ended = {
        batch.owner_of(attempt)
        for attempt in changed
        if attempt.state in ("declined", "failed") and batch.owner_of(attempt).renewal == "ended"
    }
    if ended:
        owners = sorted(ended, key=lambda owner: owner.pk)
        stop_collection(owners, at=batch.at)
        give_up([each for each in owners if each.standing == "written_off"], at=batch.at)
