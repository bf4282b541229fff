"""The table of scheduled jobs, run by APScheduler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.group import erasure, reminder_job
from bot.leaks import alarm_job
from bot.leaks.fix_watch import look_at_all
from bot.leaks.refresh import refresh_roots
from bot.leaks.refusal_notice import tell_owners
from storage import gaps, queues
from storage.engine import Engine
from storage.records.spans import DAY_S, HOUR_S, MINUTE_S
from storage.upkeep import Upkeep

REFRESHED_S = 15 * DAY_S  # the longest window, the window before it, and a day
BEAT_S = 30
UPKEEP_S = 20
RING_S = 30
DIGEST_S = 5
STEP = 50  # deleting more rows at once blocked the disk for half a second, as measured


@dataclass(frozen=True)
class Job:
    """A function without arguments, and how often it runs."""

    name: str
    run: Callable[[], object]
    every_s: int


def table(  # noqa: PLR0913 - every job names its parts
    *,
    store: Engine,
    now: Callable[[], int],
    keep_bodies_days: int,
    refused: Callable[[], int] = lambda: 0,
    ring: Callable[[], None] | None = None,
    channel: str = "",
    digest: Callable[[], None] = lambda: None,
    proved: Callable[[str, int], None] = lambda person, leak: None,
    owners: Sequence[str] = (),
    notice: Callable[[], None] = lambda: None,
) -> list[Job]:
    """Return every job of the bot.

    Args:
        channel: where leaks are posted.
        refused: the number of webhooks rejected so far.
        ring: starts the thread that calls Sentry; None without a token.
        proved: called with the person and the leak of each fix that is proved.
        notice: posts once that the database is damaged.
    """
    jobs = [
        Job("retention", lambda: drop_bodies(store, now() - keep_bodies_days * DAY_S), HOUR_S),
        Job("refresh", lambda: refresh_roots(store, now(), now() - REFRESHED_S), HOUR_S),
        Job("fix watch", lambda: look_at_all(store, channel, now(), proved), HOUR_S),
        Job("weekly alarm", lambda: alarm_job.look_at_all(store, channel, now()), HOUR_S),
        Job("reminders", lambda: reminder_job.remind(store, now()), MINUTE_S),
        Job("forgetting", lambda: erasure.wipe(store, now()), MINUTE_S),
        Job("digest", digest, DIGEST_S),
        Job("refusals", lambda: tell_owners(store, owners, now()), MINUTE_S),
        Job("upkeep", Upkeep(store, now).run, UPKEEP_S),
        Job("notice of damage", notice, UPKEEP_S),
        Job("heartbeat", heartbeat(store, now, refused), BEAT_S),
    ]
    return [*jobs, Job("sentry", ring, RING_S)] if ring else jobs


def drop_bodies(store: Engine, before: int) -> None:
    """Drop the raw bodies of deliveries that were done before a moment, a few at a time."""
    while queues.drop_old_bodies(store, before, STEP) == STEP:
        pass


def heartbeat(store: Engine, now: Callable[[], int], refused: Callable[[], int]) -> Callable[[], None]:
    """Return the job that records that the bot is alive. If the store cannot be written, missing beats become a gap."""
    before = refused()

    def beat() -> None:
        nonlocal before
        so_far = refused()
        gaps.beat(store, now(), refused=so_far > before)
        before = so_far

    return beat


def start(jobs: list[Job]) -> BackgroundScheduler:
    """Start the jobs and return the scheduler; stop it with `shutdown()`."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in jobs:
        trigger = IntervalTrigger(seconds=job.every_s)
        scheduler.add_job(job.run, trigger, id=job.name, coalesce=True, max_instances=1, misfire_grace_time=None)
    scheduler.start()
    return scheduler
