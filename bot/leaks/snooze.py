"""Snooze a leak: its thread gets no replies for a while. A return or a failed fix is posted anyway."""

from __future__ import annotations

import threading

from bot.leaks.announce import announce
from storage import leaks, marks
from storage.engine import Engine
from storage.records import Change


def snooze(store: Engine, channel: str, change: Change, until: int | None, bell: threading.Event) -> bool:
    """Snooze a leak until a moment, or wake it (None); False if nothing changed. The change is announced once.

    channel: where a leak without a root gets one.
    """
    now, number = change.at, change.leak
    with store.transaction():
        leak = leaks.find_leak(store, number)
        stands = leak is not None and leak.snoozed_until is not None and leak.snoozed_until > now
        if leak is None or (until is None and not stands) or leak.snoozed_until == until:
            return False
        marks.snooze(store, number, until)
        announce(store, channel, change)
    bell.set()
    return True
