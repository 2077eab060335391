"""Spreading a refund over the payments it comes back from, latest first and never above any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refundable:
    """What can still be given back of one payment: captured − refunded − reserved, minor units."""

    payment_id: str
    charged_at: datetime
    refundable_minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.refundable_minor < 0:
            raise ValueError(
                f"Payment {self.payment_id} cannot have {self.refundable_minor} left to refund."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """One line of a refund: this much (minor units, above zero) goes back on this payment."""

    payment_id: str
    amount_minor: int
    currency: str


class AllocationRefusedError(Exception):
    """A refund that cannot be spread over the payments; nothing was allocated."""


class NotEnoughRefundableError(AllocationRefusedError):
    """The payments hold less than was asked for."""

    def __init__(self, *, asked_minor: int, available_minor: int) -> None:
        self.asked_minor = asked_minor
        self.available_minor = available_minor
        super().__init__(
            f"The payments have {available_minor} left to refund, not {asked_minor} (minor units); "
            "refund at most that, or settle the rest another way."
        )


class MixedCurrenciesError(AllocationRefusedError):
    """The payments are in several currencies, so their sum means nothing."""

    def __init__(self, currencies: Iterable[str]) -> None:
        self.currencies = tuple(sorted(currencies))
        super().__init__(
            f"The payments are in {', '.join(self.currencies)}; refund each currency on its own."
        )


def allocate(amount_minor: int, payments: Iterable[Refundable]) -> tuple[Allocation, ...]:
    """Lines that add up to `amount_minor`, from the latest payment back; zero lines are left out.

    Payments of the same instant go by id, so the answer does not depend on the order given.
    Raises MixedCurrenciesError or NotEnoughRefundableError; ValueError for a negative amount or a
    payment listed twice.
    """
    if amount_minor < 0:
        raise ValueError(f"A refund cannot be negative ({amount_minor}).")
    ordered = sorted(payments, key=lambda payment: payment.payment_id)
    ordered.sort(key=lambda payment: payment.charged_at, reverse=True)
    if len({payment.payment_id for payment in ordered}) < len(ordered):
        raise ValueError("A payment is listed twice; list each payment once.")
    if len(currencies := {payment.currency for payment in ordered}) > 1:
        raise MixedCurrenciesError(currencies)
    available = sum(payment.refundable_minor for payment in ordered)
    if amount_minor > available:
        raise NotEnoughRefundableError(asked_minor=amount_minor, available_minor=available)
    lines: list[Allocation] = []
    left = amount_minor
    for payment in ordered:
        if taken := min(left, payment.refundable_minor):
            lines.append(
                Allocation(
                    payment_id=payment.payment_id, amount_minor=taken, currency=payment.currency
                )
            )
            left -= taken
    return tuple(lines)
