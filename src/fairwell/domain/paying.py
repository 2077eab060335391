"""May an order be paid now: what stands in the way, if anything."""

from dataclasses import dataclass
from typing import Final

from fairwell.domain.refusal import Refusal

# How the keys of charges begin that somebody asked for: by paying an order, by buying or changing.
PAID_NOW: Final = "pay-"
BOUGHT: Final = "bought-"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayFacts:
    """One order and the card that is to pay it; amounts in minor units.

    `on_its_way`: a charge of it has no outcome yet. `waits_for_end`: its subscription is about to
    end within the order's time, and what will be owed then is not settled. `card_usable` is None
    without a card.
    """

    order_number: str
    state: str
    owed_minor: int
    on_its_way: bool = False
    disputed: bool = False
    waits_for_end: bool = False
    card_usable: bool | None = None


def decide_paying(facts: PayFacts) -> Refusal | None:
    """Why the order cannot be paid now, or None where it can."""
    nothing_owed = facts.state != "finalized" or facts.owed_minor <= 0 or facts.waits_for_end
    in_the_way = (
        ("order_paid", facts.state == "paid"),
        ("order_not_owed", nothing_owed),
        ("order_disputed", facts.disputed),
        ("being_charged", facts.on_its_way),
        ("pay_card_needed", facts.card_usable is None),
        ("pay_card_unusable", not facts.card_usable),
    )
    code = next((code for code, is_so in in_the_way if is_so), None)
    return Refusal(code, {"order": facts.order_number}) if code else None
