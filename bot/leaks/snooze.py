"""`/leak snooze L3 7d`: the thread of a leak stays quiet for a while. What returns or comes back is told anyway."""

from __future__ import annotations

import threading

from bot.leaks.announce import announce
from storage import leaks, marks
from storage.engine import Engine
from storage.records import Change


def snooze(store: Engine, channel: str, change: Change, until: int | None, bell: threading.Event) -> bool:
    """Let a leak be quiet until a moment, or with None be told again. False if that is how it was.

    channel: where a root would lie. The thread hears of it once, and the root shows it.
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
