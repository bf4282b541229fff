"""`doctor`: what is wrong, and what to do about it, from the settings and the store."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.config import Settings
from storage import Engine, open_store, outbox, queues
from storage.sqlite import version, version_is_safe


def examine(settings: Settings, retry: bool, say: Callable[[str], None]) -> bool:
    """Say a line for each finding; True when there is nothing to do. retry: revive the dead rows first."""
    now = int(time.time())
    store = open_store(settings.database_url, now)
    try:
        say(f"SQLite {version()}" + ("" if version_is_safe() else ": too old, install pysqlite3 (WAL-reset bug)"))
        say("Slack: the local workspace stands in" if settings.is_local else f"Slack: channel {settings.leak_channel}")
        if retry:
            say(f"deliveries: {queues.revive(store, 'deliveries', now)} made claimable again")
            say(f"messages: {outbox.revive(store, now, settings.leak_channel or None)} made claimable again")
        well = _queue(store, "deliveries", queues.backlog(store, "deliveries"), now, say)
        well = _queue(store, "outbox", outbox.backlog(store, now), now, say) and well
        if not well:
            say("Mend the cause (the reasons above), then: python -m bot doctor --retry")
    finally:
        store.close()
    return well and version_is_safe()


def _queue(store: Engine, table: queues.Table, state: queues.Backlog, now: int, say: Callable[[str], None]) -> bool:
    age = f", the oldest for {now - state.oldest_at} s" if state.oldest_at is not None else ""
    name = "messages" if table == "outbox" else table
    say(f"{name}: {state.waiting} waiting{age}, {state.dead} dead")
    for row in queues.dead_rows(store, table):
        say(f"  {row['key']}: {row['reason']}")
    return not state.dead
