"""Update roots whose windows move on although nothing new is reported."""

from __future__ import annotations

from storage import leak_views, threads
from storage.engine import Engine


def refresh_roots(store: Engine, now: int, seen_since: int) -> None:
    """Queue an update of each root whose leak was seen since: its time windows move without a new report."""
    with store.transaction():
        for number, channel in leak_views.with_roots(store, seen_since):
            threads.ask_edit(store, number, channel, now)
