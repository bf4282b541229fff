"""Draw the chart of one leak, with the same in words."""

from __future__ import annotations

import json
from typing import Any

from bot.core.texts.bundles import Texts
from bot.core.words.charts import WEEKS, Chart, chart
from storage import fixes, leak_views
from storage.engine import Engine
from storage.records.spans import WEEK_S


def chart_of(store: Engine, number: int, now: int, texts: Texts) -> Chart:
    """Specify a leak's chart from the store, with its words."""
    times = leak_views.event_times(store, number, now - WEEKS * WEEK_S)
    return chart(f"L{number}", times, fixes.history(store, number), now, texts=texts)


SCALE = 2.0
"""Pixels a point, for screens that have two."""


def draw(spec: dict[str, Any]) -> bytes:
    """Draw a specification as PNG. Nothing is loaded from anywhere: it holds its data."""
    # vl-convert holds a whole JavaScript engine of 40 MB: only who draws pays for it.
    import vl_convert

    picture: bytes = vl_convert.vegalite_to_png(json.dumps(spec), scale=SCALE, allowed_base_urls=[])
    return picture
