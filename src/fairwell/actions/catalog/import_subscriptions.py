"""Take subscriptions onto the books, each with its first event and the policies that bind it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from fairwell.actions.steps.append_event import whole_state
from fairwell.actions.steps.entitle import entitle
from fairwell.actions.steps.import_report import ImportReport, Numbered
from fairwell.actions.steps.load import the_vendor
from fairwell.actions.steps.pin_policies import PolicyShelf
from fairwell.domain.billing import next_step_at
from fairwell.domain.imports import ImportedSubscription
from fairwell.domain.term import Term, local_date, period_bounds, period_no_at
from fairwell.models import (
    Customer,
    PinnedPolicy,
    PolicyVersion,
    Price,
    Subscription,
    SubscriptionEvent,
    Vendor,
)


@transaction.atomic(durable=True)
def import_subscriptions(
    *, rows: Numbered[ImportedSubscription], file: str, at: datetime
) -> ImportReport:
    """Store the new ones with a handful of statements; rows that name nothing known are refused.

    Each gets a `subscription_imported` event that carries its whole state, and the versions of the
    vendor's policy and of the statutory packs that were in force when the contract was concluded.
    """
    report = ImportReport(file)
    vendor, shelf = the_vendor(), PolicyShelf()
    ids = [row.external_id for _, row in rows]
    held = set(
        Subscription.objects.filter(external_id__in=ids).values_list("external_id", flat=True)
    )
    customers = Customer.objects.in_bulk(
        [row.customer_external_id for _, row in rows], field_name="external_id"
    )
    prices = Price.objects.select_related("plan__product").in_bulk(
        [row.price_external_id for _, row in rows], field_name="external_id"
    )
    new: list[tuple[Subscription, list[PolicyVersion]]] = []
    for line, row in rows:
        if row.external_id in held:
            report.standing += 1
            continue
        customer, price = customers.get(row.customer_external_id), prices.get(row.price_external_id)
        if customer is None:
            report.refuse(line, "customer", f"No customer {row.customer_external_id} is known.")
            continue
        if price is None:
            report.refuse(line, "price", f"No price {row.price_external_id} is known.")
            continue
        policies = _policies(shelf, vendor, customer, price, row)
        if policies is None:
            wanted = price.plan.product.policy or vendor.default_policy
            report.refuse(line, "policy", f"The policy {wanted} was not published.")
            continue
        held.add(row.external_id)
        new.append((_subscription(row, customer, price, vendor.zone, at), policies))
    _store(new, at)
    report.new = len(new)
    return report


def _policies(
    shelf: PolicyShelf, vendor: Vendor, customer: Customer, price: Price, row: ImportedSubscription
) -> list[PolicyVersion] | None:
    on = local_date(row.concluded_at, vendor.zone)
    own = shelf.vendor_version(price.plan.product.policy or vendor.default_policy, on)
    return None if own is None else [own, *shelf.statutory_versions(customer.country, on)]


def _subscription(
    row: ImportedSubscription, customer: Customer, price: Price, zone: ZoneInfo, at: datetime
) -> Subscription:
    term = Term.parse(price.term)
    anchor, anchor_no, current_no = _anchor(row, term, zone)
    start, end = row.current_period_start, row.current_period_end
    if _renewed_since(row, at):
        n = period_no_at(anchor, term, at, zone)
        current_no, (start, end) = anchor_no + n, period_bounds(anchor, term, n, zone)
    return Subscription(
        external_id=row.external_id,
        customer=customer,
        price=price,
        quantity=row.quantity,
        renewal=row.renewal,
        standing=row.standing,
        service=row.service,
        concluded_at=row.concluded_at,
        early_start_requested=row.early_start_requested,
        anchor_at=anchor,
        anchor_period_no=anchor_no,
        current_period_no=current_no,
        current_period_start=start,
        current_period_end=end,
        trial_end=row.trial_end,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        paused_at=row.current_period_start if row.service == "paused" else None,
        bill_at=next_step_at(
            renewal=row.renewal,
            standing=row.standing,
            service=row.service,
            period_end=end,
            trial_end=row.trial_end,
            ends_at=row.ends_at,
        ),
        last_event_no=1,
    )


def _renewed_since(row: ImportedSubscription, at: datetime) -> bool:
    """Whether the books it comes from have renewed it after the export was made.

    They are taken to have charged for the period that runs now: charging again is the worse error.
    """
    renews = row.renewal == "auto_renewing" and row.standing == "current"
    return renews and row.service == "active" and row.current_period_end <= at


def _anchor(row: ImportedSubscription, term: Term, zone: ZoneInfo) -> tuple[datetime, int, int]:
    """Anchor, its period number, and the current one.

    The start (or the trial's end) anchors if counting terms from it leads to the current period;
    otherwise, as after a change of plan, the current period is the anchor and numbers begin there.
    A running trial is period 0: the first paid one begins, and is counted from, where it ends.
    """
    if row.service == "trialing" and row.trial_end is not None:
        return row.trial_end, 1, 0
    start = row.current_period_start
    for anchor in (row.trial_end, row.started_at):
        if anchor is not None and anchor <= start:
            n = period_no_at(anchor, term, start, zone)
            if period_bounds(anchor, term, n, zone)[0] == start:
                return anchor, 1, n + 1
    return start, 1, 1


def _store(new: list[tuple[Subscription, list[PolicyVersion]]], at: datetime) -> None:
    subscriptions = Subscription.objects.bulk_create([subscription for subscription, _ in new])
    SubscriptionEvent.objects.bulk_create(
        SubscriptionEvent(
            subscription=subscription,
            no=1,
            kind="subscription_imported",
            at=at,
            actor="system",
            channel="import",
            data=whole_state(subscription),
        )
        for subscription in subscriptions
    )
    PinnedPolicy.objects.bulk_create(
        PinnedPolicy(subscription=subscription, policy=policy)
        for subscription, (_, policies) in zip(subscriptions, new, strict=True)
        for policy in policies
    )
    entitle([subscription.pk for subscription in subscriptions], at=at)
