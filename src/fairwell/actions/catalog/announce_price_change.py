"""Announce that those who pay one price will pay another, from a renewal on."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from fairwell.actions.steps.load import the_vendor
from fairwell.domain.notices import NoticeKind, notice_profile
from fairwell.domain.notices.windows import PRICE_DAYS
from fairwell.domain.policy.facts import FactValue
from fairwell.domain.term import Term, local_date, start_of_day
from fairwell.models import PinnedPolicy, PolicyVersion, Price, PriceChange, Subscription
from fairwell.queries.policies import pack_of


class PriceChangeRefusedError(Exception):
    """The change cannot be announced like this; the text says why, and from when it could."""


@transaction.atomic(durable=True)
def announce_price_change(
    *,
    from_price: str,
    to_price: str,
    effective_on: date,
    at: datetime,
    actor: str,
    channel: str,
    idempotency_key: str,
) -> PriceChange:
    """Put the change on the books: renewals on or after `effective_on` will be told of it.

    Each subscriber pays the new price from the first renewal that they were told of in time; the
    notices are planned from here. Raises Price.DoesNotExist and PriceChangeRefusedError. The same
    announcement again returns the standing one.
    """
    del actor, channel, idempotency_key  # one open change per price
    old = Price.objects.select_for_update().get(external_id=from_price)
    new = Price.objects.get(external_id=to_price)
    zone = the_vendor().zone
    effective_at = start_of_day(effective_on, zone)
    standing = PriceChange.objects.filter(from_price=old, withdrawn_at=None).first()
    if standing is not None:
        if (standing.to_price_id, standing.effective_at) == (new.pk, effective_at):
            return standing
        raise PriceChangeRefusedError(
            f"{from_price} is to change already; withdraw that announcement first."
        )
    _comparable(old, new)
    today = local_date(at, zone)
    earliest = today + timedelta(days=_days_ahead(old, new, effective_on, today))
    if effective_on < earliest:
        raise PriceChangeRefusedError(
            f"{effective_on} is too soon to be told of in time; it could hold from {earliest} on."
        )
    try:
        with transaction.atomic():
            return PriceChange.objects.create(
                from_price=old, to_price=new, announced_at=at, effective_at=effective_at
            )
    except IntegrityError as clash:
        raise PriceChangeRefusedError(f"{from_price} is to change already.") from clash


def _comparable(old: Price, new: Price) -> None:
    if old.pk == new.pk:
        raise PriceChangeRefusedError(f"{old} is the price already.")
    for name in ("term", "currency", "plan_id"):
        if getattr(old, name) != getattr(new, name):
            words = {"plan_id": "plan"}.get(name, name)
            raise PriceChangeRefusedError(
                f"{new} has another {words} than {old}: that is another contract, not a new price."
            )


def _days_ahead(old: Price, new: Price, effective_on: date, today: date) -> int:
    """How many days ahead the strictest law or the vendor's courtesy wants it told; 3 queries."""
    paying = Subscription.objects.filter(price=old, ended_at=None)
    pinned = PinnedPolicy.objects.filter(subscription__in=paying).values("policy").distinct()
    packs = tuple(pack_of(version) for version in PolicyVersion.objects.filter(pk__in=pinned))
    places = paying.values_list(
        "customer__country", "customer__subdivision", "customer__consumer"
    ).distinct()
    ahead = PRICE_DAYS
    for country, subdivision, consumer in places:
        facts: dict[str, FactValue] = {
            "country": country,
            "subdivision": subdivision,
            "consumer": consumer,
            "term": Term.parse(old.term),
            "currency": new.currency,
            "price_minor": new.amount_minor,
            "fee_change_on": effective_on,
        }
        profile = notice_profile(packs, NoticeKind.PRICE_CHANGE, facts, on=today)
        for window in profile.windows:
            ahead = max(ahead, (effective_on - window.last_day).days)
    return ahead
