"""A visit to the gateway's page is over: its card is taken on, and what is overdue is tried."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from fairwell.actions.steps.append_event import append_to_many
from fairwell.actions.steps.charge_batch import lock_subscriptions
from fairwell.domain.payments import CardSetupAnswer
from fairwell.domain.refusal import Refusal, RefusedError
from fairwell.models import CardSetup, Invoice, PaymentMethod, Subscription


@transaction.atomic(durable=True)
def finish_card_setup(
    *,
    setup_id: int,
    answer: CardSetupAnswer,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> CardSetup:
    """Record what the gateway said of the visit, and return it; told again, nothing changes.

    With a card, the subscription (or all that the customer has and that run) is charged to it from
    now on, and overdue orders at once, those too that were taken over unpaid. Raises RefusedError
    (card_setup_over) where no card came.
    """
    del idempotency_key  # a visit is finished once
    visit = CardSetup.objects.get(pk=setup_id)
    running = Subscription.objects.filter(customer=visit.customer_id).exclude(renewal="ended")
    if visit.subscription_id is not None:
        running = running.filter(pk=visit.subscription_id)
    owners = lock_subscriptions(set(running.values_list("pk", flat=True)))
    visit = CardSetup.objects.select_for_update().get(pk=setup_id)
    if visit.state == "done" or (visit.state == "open" and answer.state == "open"):
        return visit
    if visit.state == "open" and answer.method is None:
        visit.state, visit.closed_at = answer.state, at
        visit.save(update_fields=["state", "closed_at"])
        return visit
    if visit.state != "open" or answer.method is None:
        raise RefusedError(Refusal("card_setup_over"))
    brought = answer.method
    visit.method, _ = PaymentMethod.objects.get_or_create(
        gateway=visit.gateway,
        method_ref=brought.method_ref,
        customer_id=visit.customer_id,
        defaults={
            "brand": brought.brand,
            "last4": brought.last4,
            "expires_month": brought.expires_month,
            "expires_year": brought.expires_year,
        },
    )
    visit.state, visit.closed_at = "done", at
    visit.save(update_fields=["state", "closed_at", "method"])
    Subscription.objects.filter(pk__in=owners).update(method=visit.method)
    for owner in owners.values():
        owner.method = visit.method
    append_to_many(
        [(owner, "card_changed", {"method": visit.method.pk}) for owner in owners.values()],
        at=at,
        actor=actor,
        channel=channel,
    )
    # What another system left unpaid is collected too: the page said so of every open order.
    Invoice.objects.filter(
        Q(first_failed_at__isnull=False, collection="retrying")
        | Q(collection__in=("waiting", "none")),
        subscription__in=owners,
        state="finalized",
    ).update(collect_at=at)
    return visit
