"""Read the time. No other module does; only a demo story may set it."""

from __future__ import annotations

import logging
import time

from storage.records.spans import HOUR_S

log = logging.getLogger(__name__)
JUMP_S = 30


class Clock:
    """Epoch time. `set_to` fixes it at a moment of a demo story, `set_free` returns to the real time."""

    def __init__(self) -> None:
        self._held: float | None = None
        self._seen: tuple[float, float] | None = None
        self._jump: tuple[float, int] | None = None

    def now(self) -> int:
        """Return seconds since the epoch."""
        return int(self.time())

    def now_us(self) -> int:
        """Return microseconds since the epoch."""
        return int(self.time() * 1_000_000)

    def time(self) -> float:
        """Return seconds since the epoch, with fractions."""
        return time.time() if self._held is None else self._held

    def look_for_jump(self) -> None:
        """Compare the wall clock with the monotonic clock, and log a jump of the wall clock."""
        wall, passed = time.time(), time.monotonic()
        if self._seen is not None:
            jump_s = round((wall - self._seen[0]) - (passed - self._seen[1]))
            if abs(jump_s) >= JUMP_S:
                self._jump = (passed, jump_s)
                log.warning("the clock of this machine jumped by %d s", jump_s)
        self._seen = (wall, passed)

    def jumped_s(self) -> int | None:
        """Return the last jump in seconds; None if there was none within the last hour."""
        if self._jump is None or time.monotonic() - self._jump[0] > HOUR_S:
            return None
        return self._jump[1]

    def set_to(self, moment: float) -> None:
        """Fix the clock at a moment."""
        self._held = moment

    def set_free(self) -> None:
        """Return to the real time."""
        self._held = None
