"""Read past events from Sentry into the store, with the bot stopped."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import click

from bot.app.lock import hold_file
from bot.app.sentry import open_reader
from bot.config import Settings
from bot.sentry.event_reader import Reader
from storage import Engine, StoreUnusable, readings
from storage.readings import Reading


def read_past(settings: Settings, since: int, project: str | None) -> None:
    """Read the events since a moment, and print how many were found.

    Args:
        since: seconds since the epoch.

    Raises:
        StoreUnusable: another process owns the file.
        SentryProblem: Sentry refused. What was read is kept.
    """
    try:
        lock = hold_file(settings)
    except StoreUnusable as taken:
        raise StoreUnusable(f"{taken}. Or add --ask: the running bot then does it within a minute") from None
    store, reader = open_reader(settings, time.sleep)
    try:
        _read(store, reader, reader.ask_backfill(since, project))
    finally:
        reader.api.http.close()
        store.close()
        if lock is not None:
            lock.close()


def _read(store: Engine, reader: Reader, reading: Reading) -> None:
    if reading.listed_at is not None:
        click.echo(f"backfill {reading.id} goes on after {reading.events} events")
    done = _with_bar(store, reader, reading) if sys.stderr.isatty() else reader.read(reading)
    total = readings.found(store, done.id)
    click.echo(
        f"backfill: {total.reports} reports of {total.leaks} leaks in {done.events} events, {total.new} leaks were new"
    )
    if done.reason:
        click.echo(f"not complete: {done.reason}; the same command tries again")


def _with_bar(store: Engine, reader: Reader, reading: Reading) -> Reading:
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
