"""What can be done about a charge now: each way only where it leads somewhere."""

from typing import Final, Literal, get_args

from fairwell.domain.charge_story.facts import Charge

Way = Literal["pay", "card", "refund", "review", "dispute", "renewal_off"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)


def ways_now(charge: Charge) -> tuple[Way, ...]:
    """The ways that are open, in the order in which they are offered.

    What is owed can be paid, with another card too. A charge that a bank or we are asked about
    already is not disputed once more, and one that went back as a whole need not be.
    """
    owed, gone = charge.owed_minor > 0, charge.state in ("refunded", "voided")
    renews = charge.contract is not None and charge.contract.can_turn_renewal_off
    is_open: dict[Way, bool] = {
        "pay": owed,
        "card": owed,
        "refund": charge.refund == "given",
        "review": charge.refund == "ask",
        "dispute": not gone and not charge.dispute and not charge.dispute_case,
        "renewal_off": renews,
    }
    return tuple(way for way in WAYS if is_open[way])
