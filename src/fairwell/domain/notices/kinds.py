"""The kinds of notices, which fact a law counts each one from, and which may be switched off."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class NoticeKind(StrEnum):
    """What a notice is about; `first` is the welcome."""

    RECEIPT = "receipt"
    RENEWAL_REMINDER = "renewal_reminder"
    TRIAL_END = "trial_end"
    PRICE_CHANGE = "price_change"
    CARD_EXPIRY = "card_expiry"
    CHARGE_FAILED = "charge_failed"
    REFUND = "refund"
    ANNUAL_SUMMARY = "annual_summary"
    FIRST = "first"
    PAUSE_ENDING = "pause_ending"


# Whoever is charged, charged more or paid back is told, whether or not a law says so.
ALWAYS_SENT: Final = frozenset(
    {NoticeKind.RECEIPT, NoticeKind.CHARGE_FAILED, NoticeKind.PRICE_CHANGE, NoticeKind.REFUND}
)

# A pack's notice belongs to the kind whose dates its last day is counted from.
COUNTED_FROM: Final[Mapping[NoticeKind, frozenset[str]]] = {
    NoticeKind.RENEWAL_REMINDER: frozenset({"renews_on", "cancel_deadline"}),
    NoticeKind.TRIAL_END: frozenset({"trial_ends_on", "first_recurring_charge_on"}),
    NoticeKind.PRICE_CHANGE: frozenset({"fee_change_on"}),
    NoticeKind.ANNUAL_SUMMARY: frozenset({"anniversary_on"}),
    NoticeKind.RECEIPT: frozenset({"charged_on"}),
    NoticeKind.FIRST: frozenset({"concluded_on"}),
}

# What a notice says whatever the law: packs add theirs, in their own words.
CONTENTS: Final[Mapping[NoticeKind, tuple[str, ...]]] = {
    NoticeKind.RECEIPT: ("price", "period", "next charge", "how to cancel"),
    NoticeKind.RENEWAL_REMINDER: ("renewal date", "term", "price", "how to cancel"),
    NoticeKind.TRIAL_END: ("trial end", "price", "term", "how to cancel"),
    NoticeKind.PRICE_CHANGE: ("old price", "new price", "first charge", "how to cancel"),
    NoticeKind.CARD_EXPIRY: ("card", "next charge", "how to change the card"),
    NoticeKind.CHARGE_FAILED: ("price", "reason", "next try", "how to pay", "how to cancel"),
    NoticeKind.REFUND: ("refund",),
    NoticeKind.ANNUAL_SUMMARY: ("product", "term", "paid", "next charge", "how to cancel"),
    NoticeKind.FIRST: ("product", "term", "price", "next charge", "how to cancel"),
    NoticeKind.PAUSE_ENDING: ("end of pause", "next charge", "how to cancel"),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """The kinds of notices that a subscriber does not want."""

    off: frozenset[NoticeKind] = frozenset()


def may_skip(
    kind: NoticeKind, required_by: Collection[tuple[str, str]], preferences: Preferences
) -> bool:
    """Whether the notice is left out as the subscriber wishes.

    Only a courtesy can be: what a rule requires (`required_by`, as pack and rule), receipts,
    failed charges, price changes and refunds are always sent.
    """
    return kind in preferences.off and not required_by and kind not in ALWAYS_SENT
