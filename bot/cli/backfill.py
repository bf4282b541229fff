"""The `backfill` command: read past events with the bot stopped, or ask the running bot to do it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from bot.app.clock import Clock
from bot.app.lock import hold_file
from bot.app.sentry import open_reader
from bot.config import Settings
from bot.core.when import read_since
from bot.sentry.event_reader import Reader
from storage import Engine, StoreUnusable, open_store, readings
from storage.readings import Reading

Say = Callable[[str], None]


def backfill(settings: Settings, since: str, project: str | None, ask: bool, say: Say) -> None:
    """Raises ValueError, StoreUnusable and SentryProblem with what to do."""
    if not settings.sentry_auth_token:
        raise ValueError("SENTRY_AUTH_TOKEN is empty: set it and SENTRY_ORG to read past events from Sentry")
    moment = read_since(since, Clock().now())
    if ask:
        _ask(settings, moment, project, say)
        return
    try:
        lock = hold_file(settings)
    except StoreUnusable as taken:
        raise StoreUnusable(f"{taken}. Or add --ask: the running bot then does it within a minute") from None
    store, reader = open_reader(settings, time.sleep)
    try:
        _read(store, reader, reader.ask_backfill(moment, project), say)
    finally:
        reader.api.http.close()
        store.close()
        if lock is not None:
            lock.close()


def _ask(settings: Settings, since: int, project: str | None, say: Say) -> None:
    now = Clock().now()
    store = open_store(settings.database_url, now)
    try:
        reading = readings.ask(store, readings.BACKFILL, since, now, project, now)
    finally:
        store.close()
    say(f"backfill {reading.id} is asked for: the running bot begins within a minute, and posts a summary at the end")


def _read(store: Engine, reader: Reader, reading: Reading, say: Say) -> None:
    if reading.listed_at is not None:
        say(f"backfill {reading.id} goes on after {reading.events} events")
    done = _with_bar(store, reader, reading) if sys.stderr.isatty() else reader.read(reading)
    found = readings.found(store, done.id)
    say(f"backfill: {found.reports} reports of {found.leaks} leaks in {done.events} events, {found.new} leaks were new")
    if done.reason:
        say(f"not complete: {done.reason}; the same command tries again")


def _with_bar(store: Engine, reader: Reader, reading: Reading) -> Reading:
    from dataclasses import replace

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("finding the issues", total=None)

        def show(_: Reading) -> None:
            now, seen = readings.progress(store, reading.id), readings.find(store, reading.id)
            if seen.listed_at is not None:
                words = f"{now.issues_done} of {now.issues} issues, {seen.reports} reports"
                bar.update(task, description=words, completed=seen.events, total=max(now.expected, seen.events) or None)

        return replace(reader, between=show).read(reading)
