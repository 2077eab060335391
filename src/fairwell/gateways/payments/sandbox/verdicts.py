"""What the sandbox bank says to a charge or a refund: by order, by magic names, or by chance.

Magic payment methods (also with a suffix, as in `pm_declined_hard_ana`):

=====================  =========================================================
pm_declined_soft       charge declined, insufficient_funds: a later try may work
pm_do_not_honor        charge declined, do_not_honor: a later try may work
pm_declined_first_N    its first N charges declined, insufficient_funds; then it pays
pm_declined_hard       charge declined, card_closed: no later try will work
pm_stolen              charge declined, stolen_card: no later try will work
pm_expired             charge declined, expired_card: no later try will work
pm_pending             charge pending, later succeeded
pm_pending_fails       charge pending, later failed, insufficient_funds
pm_refund_pending      charge succeeds; its refunds are pending, later succeed
pm_refund_closed       charge succeeds; its refunds fail at once, card_closed
pm_refund_closes_later charge succeeds; its refunds are pending, later fail
pm_unknown             the bank does not know this payment method
=====================  =========================================================

Magic charge amounts: 40201 insufficient_funds, 40202 do_not_honor, 40203 card_closed (hard).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fairwell.domain.payments import Outcome

# failure code → (hard, sentence)
FAILURES: Final[Mapping[str, tuple[bool, str]]] = {
    "insufficient_funds": (False, "There is not enough money in the account."),
    "do_not_honor": (False, "The bank refused and gave no reason."),
    "expired_card": (True, "The card has expired."),
    "stolen_card": (True, "The card was reported stolen."),
    "card_closed": (True, "The card is closed, so the bank takes and pays nothing on it."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome now, and for a pending one the failure code it ends with ("" for success)."""

    outcome: Outcome
    failure_code: str = ""
    settles_as: str = ""


SUCCESS: Final = Verdict("succeeded")
CHARGE_VERDICTS: Final[Mapping[str, Verdict]] = {
    "decline_soft": Verdict("declined", "insufficient_funds"),
    "decline_do_not_honor": Verdict("declined", "do_not_honor"),
    "decline_hard": Verdict("declined", "card_closed"),
    "decline_expired": Verdict("declined", "expired_card"),
    "decline_stolen": Verdict("declined", "stolen_card"),
    "pending": Verdict("pending"),
    "pending_fails": Verdict("pending", settles_as="insufficient_funds"),
}
REFUND_VERDICTS: Final[Mapping[str, Verdict]] = {
    "pending": Verdict("pending"),
    "card_closed": Verdict("failed", "card_closed"),
    "card_closed_later": Verdict("pending", settles_as="card_closed"),
}

MAGIC_CHARGE_METHODS: Final[Mapping[str, str]] = {
    "pm_declined_soft": "decline_soft",
    "pm_do_not_honor": "decline_do_not_honor",
    "pm_declined_hard": "decline_hard",
    "pm_expired": "decline_expired",
    "pm_stolen": "decline_stolen",
    "pm_pending_fails": "pending_fails",
    "pm_pending": "pending",
}
MAGIC_CHARGE_AMOUNTS: Final[Mapping[int, str]] = {
    40201: "decline_soft",
    40202: "decline_do_not_honor",
    40203: "decline_hard",
}
MAGIC_REFUND_METHODS: Final[Mapping[str, str]] = {
    "pm_refund_pending": "pending",
    "pm_refund_closed": "card_closed",
    "pm_refund_closes_later": "card_closed_later",
}
_DECLINED_FIRST: Final = re.compile(r"pm_declined_first_(\d{1,3})(?:_|$)")
CARD_VERDICTS: Final[Mapping[str, str]] = {
    "closed": "card_closed",
    "closes_later": "card_closed_later",
}


def is_method(method_ref: str, magic: str) -> bool:
    """Whether a payment method is the magic one, with or without a suffix."""
    return method_ref == magic or method_ref.startswith(f"{magic}_")


def _by_method(method_ref: str, table: Mapping[str, str]) -> str:
    # The longest first: pm_pending_fails is not pm_pending with a suffix.
    for magic in sorted(table, key=len, reverse=True):
        if is_method(method_ref, magic):
            return table[magic]
    return ""


def declines_first(method_ref: str) -> int:
    """How many charges a magic method declines before it pays; 0 for any other."""
    found = _DECLINED_FIRST.match(method_ref)
    return int(found.group(1)) if found else 0


def magic_charge(method_ref: str, amount_minor: int, *, earlier: int = 0) -> str:
    """The verdict's name that a magic method or amount asks for, or "".

    `earlier`: how many charges the method has had before this one.
    """
    if earlier < declines_first(method_ref):
        return "decline_soft"
    return _by_method(method_ref, MAGIC_CHARGE_METHODS) or MAGIC_CHARGE_AMOUNTS.get(
        amount_minor, ""
    )


def magic_refund(method_ref: str, card: str) -> str:
    """The verdict's name that the card's state or a magic method asks for, or ""."""
    return CARD_VERDICTS.get(card, "") or _by_method(method_ref, MAGIC_REFUND_METHODS)
