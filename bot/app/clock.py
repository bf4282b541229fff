"""The one place that reads the time. A story may run it ahead through the past; nothing else may."""

from __future__ import annotations

import time


class Clock:
    """Epoch time. `set_to` holds it at a moment, for a story that is told; `set_free` returns to the present."""

    def __init__(self) -> None:
        self._held: float | None = None

    def now(self) -> int:
        """Seconds since the epoch."""
        return int(self.time())

    def now_us(self) -> int:
        """Microseconds since the epoch."""
        return int(self.time() * 1_000_000)

    def time(self) -> float:
        """Seconds since the epoch, with fractions."""
        return time.time() if self._held is None else self._held

    def set_to(self, moment: float) -> None:
        """Hold the clock at a moment."""
        self._held = moment

    def set_free(self) -> None:
        """Show the present again."""
        self._held = None
