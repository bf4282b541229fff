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
    well = True
    try:
        say(f"SQLite {version()}" + ("" if version_is_safe() else ": too old, install pysqlite3 (WAL-reset bug)"))
        say("Slack: the local workspace stands in" if settings.is_local else f"Slack: channel {settings.leak_channel}")
        for table, name in (("deliveries", "deliveries"), ("outbox", "messages")):
            if retry:
                say(f"{name}: {_revive(store, table, now, settings.leak_channel)} made claimable again")
            state = queues.backlog(store, table)  # type: ignore[arg-type]
            age = f", the oldest for {now - state.oldest_at} s" if state.oldest_at is not None else ""
            say(f"{name}: {state.waiting} waiting{age}, {state.dead} dead")
            well = well and not state.dead
            for row in queues.dead_rows(store, table):  # type: ignore[arg-type]
                say(f"  {row['key']}: {row['reason']}")
        if not well:
            say("Mend the cause (the reasons above), then: python -m bot doctor --retry")
    finally:
        store.close()
    return well and version_is_safe()


def _revive(store: Engine, table: str, now: int, channel: str) -> int:
    if table == "outbox":
        return outbox.revive(store, now, channel or None)
    return queues.revive(store, "deliveries", now)
