"""What will be charged next, with all that is known of it: changes, introductions, taxes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from fairwell.domain.billing import DueChange, DueFacts
from fairwell.domain.coming_bills import Outlook, coming_bills, resumed
from fairwell.domain.price import PriceFacts
from fairwell.domain.tax import MissingRateError, TaxTreatment
from fairwell.domain.term import local_date
from fairwell.models import ScheduledChange, Subscription, Vendor
from fairwell.queries.prices import prices_by_id
from fairwell.queries.taxes import BuyerKey, TaxTable, tax_table

_DUE = (
    "pk", "customer_id", "price_id", "quantity", "standing", "service", "anchor_at",
    "anchor_period_no", "current_period_no", "current_period_end", "trial_end", "ends_at",
    "intro_used", "first_term_end", "method_id",
)  # fmt: skip


def outlooks(records: Sequence[Subscription], vendor: Vendor) -> dict[int, Outlook]:
    """The outlook of each that is not over, by its key; five queries however many.

    `records` should come with price and customer. Left out are pauses without an end: nobody knows
    when they are charged next. Taxes are those of the day on which the next charge falls due, as
    far as their rates are known now.
    """
    living = [record for record in records if record.ended_at is None]
    if not living:
        return {}
    changes = _changes(living)
    wanted = {record.price_id for record in living}
    wanted.update(one.price_id for some in changes.values() for one in some if one.price_id)
    prices, _ = prices_by_id(wanted)
    book = _TaxBook(tax_table(vendor, at=max(record.current_period_end for record in living)))
    found: dict[int, Outlook] = {}
    for record in living:
        due, mine = due_facts(record), tuple(changes.get(record.pk, ()))
        if due is None:
            continue
        own = _prices_of(record.price_id, mine, prices)
        on = local_date(due.trial_end or due.current_period_end, vendor.zone)
        found[record.pk] = Outlook(
            due=due, prices=own, changes=mine, treatments=book.treatments(record, own, on)
        )
    return found


def due_facts(record: Subscription) -> DueFacts | None:
    """The row as the billing run will read it when it is due; None where it can't be due."""
    due = DueFacts._make(getattr(record, name) for name in _DUE)
    if due.service != "trialing":
        due = due._replace(trial_end=None)
    if record.service != "paused":
        return due
    if record.paused_at is None or record.resume_at is None:
        return None
    return resumed(due, paused_at=record.paused_at, resume_at=record.resume_at)


def next_minor(outlook: Outlook | None, vendor: Vendor) -> int | None:
    """What the next renewal costs with tax, in minor units; None where no bill is to come."""
    if outlook is None:
        return None
    bill = next(coming_bills(outlook, zone=vendor.zone), None)
    return bill.gross_minor if bill else None


def buyer_of(record: Subscription) -> BuyerKey:
    """What the tax of a sale to its customer depends on."""
    customer = record.customer
    return customer.country, customer.subdivision, customer.consumer, customer.vat_number_valid


def _changes(records: Sequence[Subscription]) -> dict[int, list[DueChange]]:
    found: dict[int, list[DueChange]] = defaultdict(list)
    rows = (
        ScheduledChange.objects.filter(subscription__in=records, state="scheduled")
        .order_by("pk")
        .values_list(
            "subscription_id", "pk", "slot", "kind", "to_price_id", "to_quantity", "resume_at",
            "effective_at",
        )
    )  # fmt: skip
    for subscription_id, *change in rows:
        found[subscription_id].append(DueChange._make(change))
    return found


def _prices_of(
    price_id: int, changes: Sequence[DueChange], prices: dict[int, PriceFacts]
) -> tuple[PriceFacts, ...]:
    ids = {price_id, *(one.price_id for one in changes if one.price_id)}
    ids |= {prices[one].extension_price_id or one for one in ids}
    return tuple(prices[one] for one in sorted(ids) if one in prices)


class _TaxBook:
    """The vendor's tax tables by day; one reading serves them all."""

    def __init__(self, table: TaxTable) -> None:
        self._table = table
        self._by_day: dict[date, TaxTable] = {}

    def treatments(
        self, record: Subscription, prices: Sequence[PriceFacts], on: date
    ) -> tuple[tuple[str, TaxTreatment], ...]:
        """The taxes of a sale to that buyer by category; one without a known rate is left out."""
        base = self._table
        table = self._by_day.setdefault(
            on, TaxTable(base.seller, base.rates, on, base.seller_card_id)
        )
        found = []
        for category in sorted({price.tax_category for price in prices}):
            try:
                found.append((category, table.treatment(buyer_of(record), category)))
            except MissingRateError:
                continue
        return tuple(found)
