"""Credit that is left when somebody has ended: what of it goes back, and over which payments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

# Why such a refund is made, as its row and its documents say it.
REASON: Final = "credit_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditMove:
    """One entry of a customer's credit in one currency, minor units: above zero in, below out.

    `invoice_id` is the order that it came from or was used for, None where it was paid out.
    """

    amount_minor: int
    invoice_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBehind:
    """A payment of an order that credit came from; `refundable_minor` is 0 while it is disputed."""

    payment_id: int
    invoice_id: int
    paid_at: datetime
    refundable_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLeft:
    """What is left of the credit, minor units; the three parts add up to it.

    `back` goes back over payments, as (payment id, amount). `by_hand` was paid for, but no payment
    can take it back, as (id of the order it came from, amount). For `given_minor` nobody had paid.
    """

    back: tuple[tuple[int, int], ...] = ()
    by_hand: tuple[tuple[int, int], ...] = ()
    given_minor: int = 0

    @property
    def back_minor(self) -> int:
        """What goes back by itself."""
        return sum(amount for _, amount in self.back)

    @property
    def by_hand_minor(self) -> int:
        """What a person has to pay back some other way."""
        return sum(amount for _, amount in self.by_hand)


@dataclass(slots=True)
class _Lot:
    """Credit of one order that is not used yet, and the payments behind it, the nearest first."""

    invoice_id: int
    left_minor: int
    payments: tuple[int, ...]


def decide_credit_left(
    moves: Iterable[CreditMove], payments: Sequence[PaymentBehind]
) -> CreditLeft:
    """Trace what is left to the payments that it came from; `moves` oldest first.

    Credit that nobody paid for is used first, then the oldest, so that who leaves gets back what
    they paid. An order that credit paid hands on the payments behind that credit. No payment gives
    back more than it still holds.
    """
    latest_first = sorted(payments, key=lambda one: (one.paid_at, one.payment_id), reverse=True)
    own: dict[int, list[int]] = defaultdict(list)
    for payment in latest_first:
        own[payment.invoice_id].append(payment.payment_id)
    lots = _lots(moves, own)
    rests = {payment.payment_id: payment.refundable_minor for payment in payments}
    back: dict[int, int] = defaultdict(int)
    by_hand: dict[int, int] = defaultdict(int)
    # Who has the fewest ways back goes first, so that no lot takes another's only one.
    for lot in sorted((lot for lot in lots if lot.payments), key=lambda lot: len(lot.payments)):
        for payment_id in lot.payments:
            part = min(lot.left_minor, rests[payment_id])
            lot.left_minor -= part
            rests[payment_id] -= part
            back[payment_id] += part
        by_hand[lot.invoice_id] += lot.left_minor
    return CreditLeft(
        back=tuple((key, back[key]) for key in rests if back[key]),
        by_hand=tuple((key, amount) for key, amount in sorted(by_hand.items()) if amount),
        given_minor=sum(lot.left_minor for lot in lots if not lot.payments),
    )


def _lots(moves: Iterable[CreditMove], own: dict[int, list[int]]) -> list[_Lot]:
    lots: list[_Lot] = []
    handed_on: dict[int, list[int]] = defaultdict(list)
    for move in moves:
        order = move.invoice_id
        if move.amount_minor > 0:
            behind = dict.fromkeys((*own[order], *handed_on[order])) if order is not None else ()
            lots.append(_Lot(order or 0, move.amount_minor, tuple(behind)))
            continue
        for payment_id in _use(lots, -move.amount_minor, given_first=order is not None):
            if order is not None:
                handed_on[order].append(payment_id)
    return [lot for lot in lots if lot.left_minor]


def _use(lots: Sequence[_Lot], amount_minor: int, *, given_first: bool) -> list[int]:
    """Take that much out of the lots; the payments behind what was taken."""
    behind: list[int] = []
    for lot in sorted(lots, key=lambda lot: bool(lot.payments) is given_first):
        part = min(amount_minor, lot.left_minor)
        if part:
            lot.left_minor -= part
            amount_minor -= part
            behind += lot.payments
    return behind
