"""Tell which subscription a payment was for, where the list does not say; never by a guess."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from fairwell.domain.imports import ImportedPayment, ImportedPrice, ImportedSubscription
from fairwell.domain.money import to_major
from fairwell.domain.term import Term, period_bounds, period_no_at, period_start

_UTC: Final = ZoneInfo("UTC")
# A charge is made up to an hour after its period begins, and a checkout's some seconds before.
_EARLY: Final = timedelta(days=1)
_NEAR_PERIOD_START: Final = timedelta(days=3)
# No consumption tax that is added on top reaches 30 % (the highest in force is Hungary's 27 %).
_TAX_CEILING_TENTHS: Final = 13

Bounds = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """A payment, linked where that is certain; otherwise as it came, with the doubt in words."""

    payment: ImportedPayment
    doubt: str = ""


def link_payments(
    subscriptions: Iterable[ImportedSubscription],
    payments: Iterable[ImportedPayment],
    prices: Iterable[ImportedPrice],
) -> tuple[PaymentLink, ...]:
    """Link each payment without a subscription by customer, currency, running time and amount.

    Subscriptions whose price is not among `prices` are no candidates. Payments that already name
    a subscription pass unchanged. Order is kept. A linked payment without a period gets the
    subscription's period that held it, if that can be told.
    """
    price_of = {price.external_id: price for price in prices}
    of_customer: dict[str, list[ImportedSubscription]] = defaultdict(list)
    for row in subscriptions:
        if row.price_external_id in price_of:
            of_customer[row.customer_external_id].append(row)
    return tuple(
        PaymentLink(payment)
        if payment.subscription_external_id is not None
        else _link(payment, of_customer.get(payment.customer_external_id, ()), price_of)
        for payment in payments
    )


def _link(
    payment: ImportedPayment,
    candidates: Sequence[ImportedSubscription],
    price_of: Mapping[str, ImportedPrice],
) -> PaymentLink:
    if not candidates:
        return _doubt(payment, "the customer has no subscription in this list")
    running = [
        row
        for row in candidates
        if price_of[row.price_external_id].currency == payment.currency
        and _was_running(row, payment.charged_at)
    ]
    if not running:
        day = payment.charged_at.astimezone(UTC).date().isoformat()
        return _doubt(
            payment, f"none of the customer's subscriptions ran in {payment.currency} on {day}"
        )
    fitting = _fitting(payment, running, price_of)
    if len(fitting) > 1:
        near = [row for row in fitting if _near_period_start(row, price_of, payment.charged_at)]
        fitting = near if len(near) == 1 else fitting
    if len(fitting) == 1:
        row = fitting[0]
        bounds = period_of(row, price_of[row.price_external_id].term, payment.charged_at)
        start, end = bounds or (None, None)
        return PaymentLink(
            replace(
                payment,
                subscription_external_id=row.external_id,
                period_start=payment.period_start or start,
                period_end=payment.period_end or end,
            )
        )
    if fitting:
        return _doubt(payment, f"{_names(fitting)} fit equally well")
    paid = f"{to_major(payment.amount_minor, payment.currency)} {payment.currency}"
    asked = ", ".join(
        f"{row.external_id} costs {to_major(_due(row, price_of), payment.currency)}"
        for row in running
    )
    return _doubt(payment, f"{paid} is not the price of any ({asked})")


def period_of(row: ImportedSubscription, term_text: str, instant: datetime) -> Bounds | None:
    """The period of `row` that held `instant`, or None where the list does not let us tell.

    Counted from the trial's end or the start when that leads exactly to the current period, else
    from the current period on: an anchor that was moved leaves the earlier periods unknown.
    """
    if row.current_period_start - _EARLY <= instant < row.current_period_end:
        return row.current_period_start, row.current_period_end
    term = Term.parse(term_text)
    for anchor in (row.trial_end, row.started_at, row.current_period_start):
        if anchor is None or anchor > row.current_period_start:
            continue
        no = period_no_at(anchor, term, row.current_period_start, _UTC)
        if period_start(anchor, term, no, _UTC) != row.current_period_start:
            continue
        if anchor - _EARLY <= instant < anchor:
            return period_bounds(anchor, term, 0, _UTC)
        if instant >= anchor:
            return period_bounds(anchor, term, period_no_at(anchor, term, instant, _UTC), _UTC)
    return None


def _was_running(row: ImportedSubscription, instant: datetime) -> bool:
    begins = min(row.concluded_at, row.started_at) - _EARLY
    return begins <= instant and (row.ended_at is None or instant <= row.ended_at + _EARLY)


def _due(row: ImportedSubscription, price_of: Mapping[str, ImportedPrice]) -> int:
    return price_of[row.price_external_id].amount_minor * row.quantity


def _fitting(
    payment: ImportedPayment,
    running: Sequence[ImportedSubscription],
    price_of: Mapping[str, ImportedPrice],
) -> list[ImportedSubscription]:
    exact = [row for row in running if _due(row, price_of) == payment.amount_minor]
    if exact:
        return exact
    return [
        row
        for row in running
        if price_of[row.price_external_id].tax_behaviour != "inclusive"
        and 10 * _due(row, price_of)
        < 10 * payment.amount_minor
        <= _TAX_CEILING_TENTHS * _due(row, price_of)
    ]


def _near_period_start(
    row: ImportedSubscription, price_of: Mapping[str, ImportedPrice], instant: datetime
) -> bool:
    bounds = period_of(row, price_of[row.price_external_id].term, instant)
    return bounds is not None and abs(instant - bounds[0]) <= _NEAR_PERIOD_START


def _names(rows: Sequence[ImportedSubscription]) -> str:
    return " and ".join(row.external_id for row in rows)


def _doubt(payment: ImportedPayment, why: str) -> PaymentLink:
    return PaymentLink(payment, f"can't tell which subscription paid this: {why}")
