"""What a vendor's pack says beside its rules: how plans change, how unpaid bills are collected."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from fairwell.domain.term import Term

Proration = Literal["day", "second"]
Downgrade = Literal["at_renewal", "either"]
AfterGrace = Literal["hold", "end"]

CARD_NETWORK_DAYS: Final = 30
CARD_NETWORK_ATTEMPTS: Final = 15

_QUARTER: Final = Term(months=3)
_RETRIES: Final = (Term(days=3), Term(days=5), Term(days=7))
_TWO_WEEKS: Final = Term(days=14)
_THIRTY_DAYS: Final = Term(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePolicy:
    """How a running subscription may change; pack table `[changes]`.

    `proration`: unused time is counted in whole days of the vendor's zone or in seconds. A pause
    lasts at most `pause_longest` and begins at most `pauses_per_year` times in a year (0: never).
    `downgrade`: a cheaper plan comes at the next renewal, or at once too if the subscriber wants.
    """

    proration: Proration = "day"
    pause_longest: Term = _QUARTER
    pauses_per_year: int = 1
    downgrade: Downgrade = "at_renewal"


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectingPolicy:
    """How an unpaid invoice is collected; pack table `[collecting]`; ValueError if it can't be.

    Everything is counted from the first failed attempt: the automatic `retries`, the `grace`
    during which access is kept, and `end_after`, when a hold becomes the end (None: it never
    does). After the grace, access rests (`hold`) or the subscription ends (`end`).

    `most_attempts` per invoice within 30 days, the first one included, on whichever card.
    Source: Visa's rule on excessive reattempts charges fees above 15 in 30 days on one card and
    amount (20 since May 2025); Mastercard's limit is 35 (support.checkout.com, article
    25482040901394; payway.com, "Visa excessive reattempts rule"). The default of 4 keeps far away.
    """

    retries: tuple[Term, ...] = _RETRIES
    grace: Term = _TWO_WEEKS
    then: AfterGrace = "hold"
    end_after: Term | None = _THIRTY_DAYS
    most_attempts: int = 4

    def __post_init__(self) -> None:
        wrong = collecting_problems(
            retries=self.retries,
            grace=self.grace,
            then=self.then,
            end_after=self.end_after,
            most_attempts=self.most_attempts,
        )
        if wrong:
            raise ValueError("; ".join(f"{key} {text}" for key, text in wrong))


def collecting_problems(
    *,
    retries: Sequence[Term],
    grace: Term,
    then: AfterGrace,
    end_after: Term | None,
    most_attempts: int,
) -> list[tuple[str, str]]:
    """What keeps these terms from being a CollectingPolicy, as (key, sentence); empty if nothing.

    A term in months is taken at its shortest or longest, whichever makes the rule hold always.
    """
    found = []
    steps = [*retries, grace]
    if not all(_surely_before(one, other) for one, other in pairwise(steps)):
        found.append(("retries", f"must rise and all come before the grace ends ({grace})."))
    if then == "end" and end_after is not None:
        found.append(("end_after", 'belongs to then = "hold"; leave it out.'))
    elif end_after is not None and not _surely_before(grace, end_after):
        found.append(("end_after", f"must come after the grace ({grace}), not at {end_after}."))
    if not 1 <= most_attempts <= CARD_NETWORK_ATTEMPTS:
        found.append(("most_attempts", f"must be from 1 to {CARD_NETWORK_ATTEMPTS}."))
    elif _most_in_a_window(retries) > most_attempts:
        found.append(
            ("retries", f"with the first attempt are more than {most_attempts} in 30 days.")
        )
    return found


def _surely_before(one: Term, other: Term) -> bool:
    if one.months and other.months:
        return one.months < other.months
    return one.day_range()[1] < other.day_range()[0]


def _most_in_a_window(retries: Sequence[Term]) -> int:
    days = [0, *(retry.day_range()[0] for retry in retries)]
    return max(sum(day <= one <= day + CARD_NETWORK_DAYS for one in days) for day in days)
