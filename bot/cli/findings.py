"""What `doctor` finds in the settings and the store, as lines for a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

from bot.config import Settings
from storage import Engine, outbox, parked, queues, upkeep, write_backs
from storage.private_files import is_for_all, is_shared
from storage.spool import existing
from storage.sqlite import SqliteEngine, version, version_is_safe

Say = Callable[[str], None]


def examine(store: Engine, settings: Settings, retry: bool, now: int, say: Say) -> bool:
    """Say a line for each finding; return True if there is nothing to do.

    Args:
        retry: make the dead rows claimable first.
    """
    say(f"SQLite {version()}" + ("" if version_is_safe() else ": too old, install pysqlite3 (WAL-reset bug)"))
    say("Slack: the local workspace stands in" if settings.is_local else f"Slack: channel {settings.leak_channel}")
    if retry:
        say(f"deliveries: {queues.revive(store, 'deliveries', now)} made claimable again")
        say(f"write-backs: {write_backs.revive(store, now)} made claimable again")
        say(f"messages: {parked.revive(store, now, settings.leak_channel or None)} made claimable again")
    if settings.sentry_insecure and settings.sentry_url.startswith("http://"):
        say("SENTRY_INSECURE is set: whoever sees the network's traffic can read SENTRY_AUTH_TOKEN")
    _say_shared(settings, say)
    is_well = _pages(store, say)
    is_well = _queue(store, "deliveries", queues.backlog(store, "deliveries"), now, say) and is_well
    is_well = _queue(store, "outbox", outbox.backlog(store, now), now, say) and is_well
    is_well = _write_backs(store, settings, now, say) and is_well
    is_well = _spool(settings, now, say) and is_well
    if not is_well:
        say("Mend the cause (the reasons above), then: python -m bot doctor --retry")
    return is_well and version_is_safe()


def _pages(store: Engine, say: Say) -> bool:
    """Read every page of the database, and say what is damaged; return True if nothing is."""
    if isinstance(store, SqliteEngine):
        store.check_pages()
    found = upkeep.problems(store)
    for problem in found:
        say(problem)
    return not found


def _spool(settings: Settings, now: int, say: Say) -> bool:
    """Say how many alerts wait beside the database; return True if none does."""
    spool = existing(settings.database_file, now)
    if spool is None:
        return True
    waiting = spool.waiting()
    spool.close()
    if waiting:
        say(f"{spool.path}: {waiting} alerts wait, kept while the database was damaged: python -m bot restore")
    return not waiting


def _say_shared(settings: Settings, say: Say) -> None:
    """Warn of files that others can read: an earlier version made them so. The bot itself never changes a mode."""
    file, folder = settings.database_file, settings.data_dir
    if file is None:
        return
    names = (file.name, f"{file.name}-*", f"{file.name}.*", "workspace.jsonl", "local-*")
    files = sorted(one for name in names for one in folder.glob(name) if is_shared(one))
    if files:
        say(f"others can read these files, take that away: chmod 600 {shlex.join(map(str, files))}")
    if folder != Path() and folder.resolve() != Path.cwd() and is_shared(folder) and not is_for_all(folder):
        say(f"others can look into this folder, take that away: chmod 700 {shlex.quote(str(folder))}")


def _write_backs(store: Engine, settings: Settings, now: int, say: Say) -> bool:
    """Say the marks that Sentry refused, each with its reason; return True if there are none."""
    state = write_backs.backlog(store)
    if not (state.waiting or state.dead) and settings.sentry_write_back == "off":
        return True
    _say_backlog("write-backs", state, now, say)
    if settings.sentry_write_back == "off":
        say("  SENTRY_WRITE_BACK is off: set it to comment or resolve, else these are never sent")
    for row in write_backs.dead_rows(store):
        say(f"  L{row['leak']} to Sentry issue {row['issue']} ({row['what']}): {row['reason']}")
    return not state.dead


def _say_backlog(name: str, state: queues.Backlog, now: int, say: Say) -> None:
    age = f", the oldest for {now - state.oldest_at} s" if state.oldest_at is not None else ""
    say(f"{name}: {state.waiting} waiting{age}, {state.dead} dead")


def _queue(store: Engine, table: queues.Table, state: queues.Backlog, now: int, say: Say) -> bool:
    _say_backlog("messages" if table == "outbox" else table, state, now, say)
    for row in queues.dead_rows(store, table):
        say(f"  {row['key']}: {row['reason']}")
    return not state.dead
