"""Draw the chart of one leak, with the same in words."""

from __future__ import annotations

import functools
from typing import Any

from bot.core.texts.bundles import Texts
from bot.core.words.charts import WEEKS, Chart, chart
from bot.leaks.artist import Artist
from storage import fixes, leak_views
from storage.engine import Engine
from storage.records.spans import WEEK_S


def chart_of(store: Engine, number: int, now: int, texts: Texts) -> Chart:
    """Specify a leak's chart from the store, with its words."""
    times = leak_views.event_times(store, number, now - WEEKS * WEEK_S)
    return chart(f"L{number}", times, fixes.history(store, number), now, texts=texts)


@functools.cache
def _artist() -> Artist:
    """Make the one artist. Its process begins with the first drawing, and ends when its standard input does."""
    return Artist()


def draw(spec: dict[str, Any]) -> bytes:
    """Draw the picture. Nothing is loaded from anywhere: the data stand in the specification. Raises DrawingFailed."""
    return _artist().draw(spec)
