"""Report the bot's own health, for /healthz and the last line of `/leak status`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.app.clock import Clock
from bot.app.worker import Worker
from bot.core.words.answers import Health
from bot.leaks.refusal_notice import troubles
from bot.slack.sender import Sender
from bot.web.intake import Intake
from storage import gaps, outbox, queues, refusals, upkeep
from storage.engine import Engine

if TYPE_CHECKING:
    from bot.sentry.sync import Desk

STALLED_S = 30
OVERDUE_S = 60


def health(
    store: Engine, intake: Intake, worker: Worker, clock: Clock, desk: Desk | None = None
) -> tuple[bool, Mapping[str, object]]:
    """Return whether all is well, and the details of /healthz. Any listed problem makes the page red.

    Use /livez to decide on restarts: a problem such as a refused channel needs a person, not a restart.
    """
    problems = _process_problems(intake, worker) + upkeep.problems(store)
    shown: dict[str, Any] = {"ok": not problems, "problems": problems}
    try:
        problems += _stored_problems(store)
        deliveries, messages = queues.backlog(store, "deliveries"), outbox.backlog(store, clock.now())
    except Exception as error:  # this page must report a store that cannot be read
        return False, {**shown, "ok": False, "problems": [*problems, f"the store cannot be read: {error}"]}
    now = clock.now()
    for name, queue in (("deliveries", deliveries), ("messages", messages)):
        age = max(0, now - queue.oldest_at) if queue.oldest_at is not None else None
        if name == "deliveries" and age is not None and age > OVERDUE_S:
            problems.append(f"the oldest delivery has waited for {age} s: see the log")
        shown[name] = {"waiting": queue.waiting, "oldest_waiting_s": age, "later": queue.later, "dead": queue.dead}
    shown["disk_wait_ms"] = round(intake.oldest_wait_s() * 1000)
    shown["worker_last_turn_s"] = round(worker.since_last_turn_s(), 1)
    shown["last_slack_error"] = worker.sender.last_error
    if desk is not None:
        shown["sentry"] = {"looked_until": gaps.moment(store, gaps.LOOKED_UNTIL), "last_error": desk.last_error}
    shown["clock_jump_s"] = clock.jumped_s()
    shown["ok"] = not problems
    return not problems, shown


def _process_problems(intake: Intake, worker: Worker) -> list[str]:
    """Return the problems known without reading the store, one sentence each."""
    problems = []
    if intake.is_slow():
        problems.append("a delivery waited longer than 500 ms for the disk")
    if intake.last_error:
        problems.append(f"the last write failed: {intake.last_error}")
    if worker.since_last_turn_s() > STALLED_S:
        problems.append("the worker is stuck: see the log")
    return problems + worker.problems()


def _stored_problems(store: Engine) -> list[str]:
    """Return the problems recorded in the store, one sentence each. The store's errors are raised."""
    return [f"Slack refuses {one.place} since {one.since} ({one.code})" for one in refusals.current(store)]


def health_words(store: Engine, sender: Sender, clock: Clock) -> Health:
    """Return the bot's own health for `/leak status`."""
    deliveries, messages = queues.backlog(store, "deliveries"), outbox.backlog(store, sender.now())
    return Health(
        oldest_waiting_at=deliveries.oldest_at,
        dead=deliveries.dead + messages.dead,
        slack_error=sender.last_error,
        troubles=troubles(store),
        clock_jump_s=clock.jumped_s(),
    )
