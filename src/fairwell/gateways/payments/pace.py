"""How fast a gateway may be called: a token bucket that all threads of a process share."""

import threading
import time
from collections.abc import Callable

# A rounding error of the clock must not cost another turn of waiting.
_WHOLE = 1 - 1e-9


class Pace:
    """At most `per_second` calls on average, and `burst` at once after a pause.

    The limit holds for one process. `clock` gives seconds that never go back; `sleep` waits that
    long. ValueError for a rate that is not above zero, or a burst below 1.
    """

    def __init__(
        self,
        per_second: float,
        burst: int = 1,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        if per_second <= 0:
            raise ValueError(f"A pace must be above zero calls per second, not {per_second}.")
        if burst < 1:
            raise ValueError(f"A pace must let at least one call through, not {burst}.")
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._tokens = float(burst)
        self._counted_at = clock()

    def take(self) -> float:
        """Wait until a call may be made, and count it; how many seconds that took."""
        waited = 0.0
        while wait := self.claim():
            self._sleep(wait)
            waited += wait
        return waited

    def claim(self) -> float:
        """0 when a call may be made now, which is then counted; else the seconds to wait."""
        with self._lock:
            now = self._clock()
            # After `hold_off` the counting begins in the future.
            passed = now - self._counted_at
            if passed > 0:
                self._tokens = min(self._burst, self._tokens + passed * self._per_second)
                self._counted_at = now
            if passed >= 0 and self._tokens >= _WHOLE:
                self._tokens = max(self._tokens - 1, 0.0)
                return 0.0
            return max(1 - self._tokens, 0.0) / self._per_second + max(-passed, 0.0)

    def hold_off(self, seconds: float) -> None:
        """The gateway asked for a pause: no call for so long, and no burst after it."""
        if seconds <= 0:
            return
        with self._lock:
            self._tokens = 1.0
            self._counted_at = max(self._counted_at, self._clock() + seconds)
