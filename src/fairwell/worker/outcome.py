"""What a carrier says of one promise."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Carried:
    """Kept when `again_at` is None; otherwise to be tried again then, `error` saying why."""

    again_at: datetime | None = None
    error: str = ""


# Waits between tries: quick at first, then at most half an hour, so that a mail server that was
# down for an hour finds its mail soon after it is back.
PAUSES = tuple(timedelta(seconds=s) for s in (10, 30, 60, 120, 300, 600, 900, 1800))


def later(tries: int, at: datetime, error: str) -> Carried:
    """Try again after the pause for this many tries."""
    return Carried(at + PAUSES[min(tries, len(PAUSES)) - 1], error)
