"""What was agreed for a subscription and has not come yet, as its pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairwell.domain.term import local_date
from fairwell.models import ScheduledChange
from fairwell.queries import wording
from fairwell.queries.account import Held
from fairwell.queries.change_ground import scheduled_of_all


@dataclass(frozen=True, slots=True)
class ComingChange:
    """One change to come, in words, with its day; an announced price is not to be undone here."""

    pk: int
    what: str
    on: date
    undoable: bool
    reference: str


def coming_changes(held: Held) -> tuple[ComingChange, ...]:
    """The changes to come of a subscription that goes on; one query."""
    return coming_changes_of_all([held])[held.pk]


def coming_changes_of_all(held: Iterable[Held]) -> dict[int, tuple[ComingChange, ...]]:
    """The same of several subscriptions, by their keys; one query.

    A price that was announced for a plan which is left before then is none.
    """
    by_key = {one.pk: one for one in held}
    goes_on = [
        pk for pk, one in by_key.items() if not one.ended and one.facts.renewal == "auto_renewing"
    ]
    rows = scheduled_of_all(goes_on)
    return {
        pk: tuple(coming_change(row, one) for row in _to_come(rows.get(pk, ()), one))
        for pk, one in by_key.items()
    }


def _to_come(rows: Iterable[ScheduledChange], held: Held) -> list[ScheduledChange]:
    scheduled, own = list(rows), held.subscription.price_id
    leaves = any(row.slot == "plan" and row.to_price_id != own for row in scheduled)
    return [row for row in scheduled if not (leaves and row.slot == "price")]


def coming_change(row: ScheduledChange, held: Held) -> ComingChange:
    """One scheduled change in words."""
    return ComingChange(
        pk=row.pk,
        what=_what(row, held),
        on=local_date(row.effective_at, held.facts.zone),
        undoable=row.slot != "price",
        reference=str(row.decision.get("reference", "")),
    )


def plan_line(product: str, tier: str, devices: int, term: str) -> str:
    """What is had in one line: Guard Plus, 5 devices, yearly."""
    words = {
        "name": wording.plan_name(product, tier),
        "n": devices,
        "how_often": wording.how_often(term, get_language() or "en"),
    }
    if devices == 1:
        return _("%(name)s, %(n)s device, %(how_often)s") % words
    return _("%(name)s, %(n)s devices, %(how_often)s") % words


def _what(row: ScheduledChange, held: Held) -> str:
    language = get_language() or "en"
    if row.to_price is None:
        until: datetime | None = row.resume_at
        if until is None:
            return _("A pause begins")
        words = {"until": wording.day(local_date(until, held.facts.zone), language)}
        return _("A pause begins that lasts until %(until)s") % words
    price, quantity = row.to_price, row.to_quantity or 1
    if row.slot == "price":
        amount = wording.money(price.amount_minor * quantity, price.currency, language)
        return _("The price becomes %(amount)s %(per)s") % {
            "amount": amount,
            "per": wording.per_term(price.term, language),
        }
    plan = price.plan
    words = {"plan": plan_line(plan.product.name, plan.tier, price.devices * quantity, price.term)}
    return _("You change to %(plan)s") % words
