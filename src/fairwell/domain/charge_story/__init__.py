"""Why was I charged: the facts of a charge, the story they make, and what can be done about it."""

from fairwell.domain.charge_story.facts import (
    AgreedPrice,
    Agreement,
    Charge,
    ChargedLine,
    ChargedTax,
    Contract,
    Happened,
    Letter,
    RefundAnswer,
    TakenBack,
    Try,
    Value,
)
from fairwell.domain.charge_story.tell import CHAPTERS, KEYS, Chapter, Said, tell_charge
from fairwell.domain.charge_story.ways import WAYS, Way, ways_now

__all__ = [
    "CHAPTERS", "KEYS", "WAYS", "AgreedPrice", "Agreement", "Chapter", "Charge", "ChargedLine",
    "ChargedTax", "Contract", "Happened", "Letter", "RefundAnswer", "Said", "TakenBack", "Try",
    "Value", "Way", "tell_charge", "ways_now",
]  # fmt: skip
