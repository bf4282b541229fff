"""The one place that reads the time. A story may run it ahead through the past; nothing else may."""

from __future__ import annotations

import logging
import time

from storage.records.spans import HOUR_S

log = logging.getLogger(__name__)
JUMP_S = 30


class Clock:
    """Epoch time. `set_to` holds it at a moment, for a story that is told; `set_free` returns to the present."""

    def __init__(self) -> None:
        self._held: float | None = None
        self._seen: tuple[float, float] | None = None
        self._jump: tuple[float, int] | None = None

    def now(self) -> int:
        """Seconds since the epoch."""
        return int(self.time())

    def now_us(self) -> int:
        """Microseconds since the epoch."""
        return int(self.time() * 1_000_000)

    def time(self) -> float:
        """Seconds since the epoch, with fractions."""
        return time.time() if self._held is None else self._held

    def look_for_jump(self) -> None:
        """Compare the time of day with the time that has passed; log it when somebody set the clock meanwhile."""
        wall, passed = time.time(), time.monotonic()
        if self._seen is not None:
            jump_s = round((wall - self._seen[0]) - (passed - self._seen[1]))
            if abs(jump_s) >= JUMP_S:
                self._jump = (passed, jump_s)
                log.warning("the clock of this machine jumped by %d s", jump_s)
        self._seen = (wall, passed)

    def jumped_s(self) -> int | None:
        """How far the clock jumped last, in seconds; None if it did not within the last hour."""
        if self._jump is None or time.monotonic() - self._jump[0] > HOUR_S:
            return None
        return self._jump[1]

    def set_to(self, moment: float) -> None:
        """Hold the clock at a moment."""
        self._held = moment

    def set_free(self) -> None:
        """Show the present again."""
        self._held = None
