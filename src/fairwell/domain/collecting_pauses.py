"""Times during which a clock stands still, and how far they push back what it counts to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pause:
    """From `start` to before `until`, aware UTC; None while its end is not known."""

    start: datetime
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.start:
            raise ValueError(f"A pause cannot end at {self.until}, before it begins.")

    def holds_at(self, at: datetime) -> bool:
        """Whether the clock stands still at that instant."""
        return self.start <= at and (self.until is None or at < self.until)


def merged(pauses: Iterable[Pause], *, until: datetime) -> tuple[Pause, ...]:
    """The pauses begun by `until`, oldest first, those that overlap or touch joined into one."""
    joined: list[Pause] = []
    begun = (pause for pause in pauses if pause.start <= until)
    for pause in sorted(begun, key=lambda pause: pause.start):
        last = joined[-1] if joined else None
        if last is None or (last.until is not None and last.until < pause.start):
            joined.append(pause)
        elif last.until is not None:
            longer = None if pause.until is None else max(last.until, pause.until)
            joined[-1] = Pause(last.start, longer)
    return tuple(joined)


def pushed_back(moment: datetime, since: datetime, pauses: Sequence[Pause]) -> datetime | None:
    """When a clock begun at `since` reaches `moment` if it stands still during `pauses`.

    `pauses` are merged ones. None if it stands still before that, with no end in sight.
    """
    for pause in pauses:
        start = max(pause.start, since)
        if start >= moment:
            break
        if pause.until is None:
            return None
        moment += max(pause.until - start, timedelta())
    return moment
