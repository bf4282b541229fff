"""One log line a cause and minute, for what fails again and again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

EVERY_S = 60.0


@dataclass
class LogLines:
    """Says for each cause whether its line is due. Causes of more than a minute ago are forgotten."""

    _logged: dict[str, float] = field(default_factory=dict)

    def due(self, cause: str, now: float | None = None) -> bool:
        """Return True the first time in a minute that a cause occurs. now: in seconds; None for the present."""
        now = time.monotonic() if now is None else now
        self._logged = {one: at for one, at in self._logged.items() if now - at < EVERY_S}
        if cause in self._logged:
            return False
        self._logged[cause] = now
        return True
