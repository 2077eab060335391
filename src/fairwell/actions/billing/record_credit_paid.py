"""Record that credit which no payment could take back was paid another way, and close its case."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from fairwell.actions.steps.append_event import append_event
from fairwell.actions.steps.load import locked_subscription, the_vendor
from fairwell.actions.steps.move_money import transfer
from fairwell.actions.steps.queue_notice import letter_language
from fairwell.actions.steps.seal_statement import seal_statement
from fairwell.actions.steps.send_statement import send_statement
from fairwell.actions.steps.state_content import money, refund_of
from fairwell.domain.credit_left import REASON
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import (
    Case,
    CreditBalance,
    CreditEntry,
    Invoice,
    Payment,
    Refund,
    Subscription,
)
from fairwell.proof.reference import new_reference
from fairwell.queries.credit_left import credit_left, credit_of_case


class NoCreditToPayError(ValueError):
    """No open case about credit that is left has that reference."""


@transaction.atomic(durable=True)
def record_credit_paid(
    *,
    case_reference: str,
    evidence: str,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
    amount_minor: int | None = None,
) -> int:
    """Write it off as paid out, tell the subscriber by a sealed document; how many minor units.

    Without `amount_minor` all that is left and was paid for; `evidence` names the payment. Raises
    NoCreditToPayError for an unknown or closed case, RefusedError (amount_not_positive,
    amount_above_rest) where that much is not left, as it may be used by now.
    """
    del idempotency_key  # the open case is the key: it closes only once
    open_cases = Case.objects.filter(reference=case_reference, kind="credit_left", state="open")
    owner = open_cases.values_list("subscription_id", flat=True).first()
    subscription = locked_subscription(owner) if owner is not None else None
    case = open_cases.select_for_update(of=("self",)).first()
    if subscription is None or case is None:
        raise NoCreditToPayError(
            f"No open case {case_reference} about credit; `fairwell cases` lists them."
        )
    balance = CreditBalance.objects.select_for_update().get(pk=credit_of_case(case.key or ""))
    owed = balance.balance_minor - credit_left(balance).given_minor
    amount = owed if amount_minor is None else amount_minor
    if amount <= 0:
        raise RefusedError(Refusal("amount_not_positive"))
    if amount > balance.balance_minor:
        raise RefusedError(Refusal("amount_above_rest", {"available": balance.balance_minor}))
    told = _parts(balance, amount, at)
    refund = Refund.objects.create(
        reference=new_reference(),
        subscription=subscription,
        currency=balance.currency,
        total_minor=amount,
        state="rerouted",
        reason_code=REASON,
        reason_text=evidence,
        decision={"parts": told},
        idempotency_key=f"refund:credit-case:{case.reference}",
        instructed_at=at,
        settled_at=at,
        actor=actor,
        channel=channel,
    )
    entry = CreditEntry.objects.create(
        balance=balance, kind="paid_out", amount_minor=-amount, refund=refund, at=at
    )
    CreditBalance.objects.filter(pk=balance.pk).update(
        balance_minor=F("balance_minor") - amount, settled_entry_id=entry.pk
    )
    transfer("credit_paid_out", amount, balance.currency, at=at, refund=refund).save()
    case.state, case.closed_at, case.resolution = "closed", at, evidence
    case.save(update_fields=["state", "closed_at", "resolution"])
    data = {
        "refund": refund.reference,
        "case": case.reference,
        "total_minor": amount,
        "currency": balance.currency,
        **refund_of(refund),
    }
    append_event(subscription, "refund_rerouted", at=at, actor=actor, channel=channel, data=data)
    _confirm(subscription, refund, told, at)
    return amount


def _parts(balance: CreditBalance, amount: int, at: datetime) -> list[dict[str, Any]]:
    """The orders that the credit came from, as far as the amount reaches, as documents say it."""
    left = credit_left(balance)
    behind = dict(
        Payment.objects.filter(pk__in=dict(left.back)).values_list("pk", "invoice__number")
    )
    numbers = dict(Invoice.objects.filter(pk__in=dict(left.by_hand)).values_list("pk", "number"))
    sources = [(numbers[key], minor) for key, minor in left.by_hand]
    sources += [(behind[key], minor) for key, minor in left.back]
    sources.append(("–", left.given_minor))
    parts: list[dict[str, Any]] = []
    for number, held in sources:
        part = min(held, amount)
        amount -= part
        if part:
            parts.append(
                {
                    "order": number,
                    "amount": money(part, balance.currency),
                    "state": "rerouted",
                    "settled_at": at.isoformat(),
                    "case": None,
                }
            )
    return parts


def _confirm(
    subscription: Subscription, refund: Refund, parts: list[dict[str, Any]], at: datetime
) -> None:
    vendor = the_vendor()
    statement = seal_statement(
        "refund_settled",
        subscription,
        vendor,
        language=letter_language(subscription.customer, vendor),
        at=at,
        refund=refund,
        content={
            "refund": {
                "reference": refund.reference,
                "total": money(refund.total_minor, refund.currency),
                "state": refund.state,
                **refund_of(refund),
                "parts": parts,
            }
        },
    )
    send_statement(statement, at=at)
