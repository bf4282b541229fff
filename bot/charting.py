"""The chart of one leak, from the store to a picture with its words."""

from __future__ import annotations

from bot.core.texts import Texts
from bot.core.words.charts import WEEKS, Chart, chart
from storage import figures, fixes
from storage.engine import Engine

WEEK_S = 7 * 86_400


def chart_of(store: Engine, number: int, now: int, texts: Texts) -> Chart:
    """What is to be drawn of a leak, with its words."""
    times = figures.event_times(store, number, now - WEEKS * WEEK_S)
    return chart(f"L{number}", times, fixes.history(store, number), now, texts=texts)
