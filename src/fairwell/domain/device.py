"""Whether one more device may use a subscription: as many as are covered, and not one more."""

from dataclasses import dataclass
from typing import Final

from fairwell.domain.refusal import Refusal

LONGEST_NAME: Final = 80
LONGEST_FINGERPRINT: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """How many devices a subscription covers at this moment, and how many use it."""

    covered: int
    in_use: int

    @property
    def free(self) -> int:
        """How many more may be added; never below 0."""
        return max(0, self.covered - self.in_use)


def device_refusal(seats: Seats, *, name: str) -> Refusal | None:
    """Why no device of that name can be added, or None where it can.

    What a plan covered before a change may leave more in use than it covers now: those stay.
    """
    if not name or len(name) > LONGEST_NAME:
        return Refusal("device_name", {"most": LONGEST_NAME})
    if not seats.covered:
        return Refusal("no_access")
    if not seats.free:
        return Refusal("devices_full", {"covered": seats.covered, "in_use": seats.in_use})
    return None
