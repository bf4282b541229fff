"""The table of scheduled jobs, run by APScheduler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from storage import figures, outbox, queues
from storage.engine import Engine

REFRESHED_S = 15 * 86_400  # the longest window and the one before it, and a day
STEP = 50  # deleting more rows at once was measured to hold the disk for half a second


@dataclass(frozen=True)
class Job:
    """A function without arguments, and how often it runs."""

    name: str
    run: Callable[[], None]
    every_s: int


def table(store: Engine, now: Callable[[], int], keep_bodies_days: int) -> list[Job]:
    """Every job of the bot."""

    def retention() -> None:
        while queues.drop_old_bodies(store, now() - keep_bodies_days * 86_400, STEP) == STEP:
            pass

    def refresh() -> None:
        refresh_roots(store, now(), now() - REFRESHED_S)

    return [Job("retention", retention, 3600), Job("refresh", refresh, 3600)]


def refresh_roots(store: Engine, now: int, seen_since: int) -> None:
    """Ask for an edit of each root whose leak was seen since: its windows move on although nothing new is reported."""
    with store.transaction():
        for number, channel in figures.with_roots(store, seen_since):
            outbox.ask_edit(store, number, channel, now)


def start(jobs: list[Job]) -> BackgroundScheduler:
    """Begin to run them; end with `shutdown()`."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in jobs:
        trigger = IntervalTrigger(seconds=job.every_s)
        scheduler.add_job(job.run, trigger, id=job.name, coalesce=True, max_instances=1, misfire_grace_time=None)
    scheduler.start()
    return scheduler
