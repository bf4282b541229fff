"""Update roots whose windows move on although nothing new is reported."""

from __future__ import annotations

from storage import leak_views, threads
from storage.engine import Engine


def refresh_roots(store: Engine, now: int, seen_since: int) -> None:
    """Ask for an edit of each root whose leak was seen since: its windows move on although nothing new is reported."""
    with store.transaction():
        for number, channel in leak_views.with_roots(store, seen_since):
            threads.ask_edit(store, number, channel, now)
