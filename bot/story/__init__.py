"""The leak story of the local workspace: two years of reports that real Netty printed, told through the real door.

The clock runs ahead through the past while the story is told, so that intervals, replies and trends come out as they
would have. It is told once; a second start goes on from where the first one stopped.
"""

from __future__ import annotations

import time

import requests

from bot import jobs
from bot.replay import Target, as_sent, post
from bot.story.script import Reaction, Reported, Step, payload, steps
from bot.story.transcript import transcript
from bot.wiring import Bot
from storage import leaks, outbox, queues, runs

JOB, SLOT = "story", "1"
STEP_WITHIN_S = 20.0


def hold_clock(bot: Bot) -> None:
    """Before anything is worked: a story that waits to be told goes on at its own time, not at the present one.

    What the present would do to it: a reply of two years ago that fails now pauses the channel for two years of story.
    """
    if bot.settings.leak_story and not runs.run_is_done(bot.store, JOB, SLOT):
        runs.begin_run(bot.store, JOB, SLOT, bot.clock.now())
        if untold := _untold(bot):
            bot.clock.set_to(untold[0].at)


def welcome(bot: Bot, url: str) -> None:
    """Tell the story if it is new, print the thread that it makes, and say where to look."""
    if bot.settings.leak_story and not runs.run_is_done(bot.store, JOB, SLOT):
        print("Telling two years of leak alerts through the webhook, once. This takes some seconds ...", flush=True)
        try:
            tell(bot, url)
        finally:
            bot.clock.set_free()
        jobs.refresh_roots(bot.store, bot.clock.now(), 0)
        _settle(bot)
        runs.finish_run(bot.store, JOB, SLOT, bot.clock.now())
        print(transcript(_state(url), bot.slack.channel), flush=True)
    print(f"\nThe channel as a page: {url}/workspace/   (react, press a button, type /leak status)", flush=True)
    secret = bot.settings.data_dir / "local-client-secret"
    if secret.exists():
        print(f"A webhook of your own:   python -m bot replay FILE --to {url} --secret $(cat {secret})", flush=True)
    print("Stop with Ctrl-C; everything is kept in", bot.settings.data_dir, flush=True)


def tell(bot: Bot, url: str) -> None:
    """Every step at its own time, each worked through before the next."""
    target = Target(url, bot.client_secrets[0], bot.client_secrets[0])
    with requests.Session() as session:
        for step in _untold(bot):
            bot.clock.set_to(step.at)
            if isinstance(step, Reported):
                outcome = post(session, step.event_id, as_sent(payload(step)), target)
                if not outcome.accepted:
                    raise RuntimeError(f"the door refused a step of the story: {outcome.text}")
            else:
                _react(bot, session, url, step)
            _settle(bot)


def _untold(bot: Bot) -> list[Step]:
    """The steps after the last report that was counted; all of them count back from when the story was begun."""
    found = steps(runs.begun_at(bot.store, JOB, SLOT))
    told = [at for at, step in enumerate(found) if isinstance(step, Reported) and _leak(bot, step.event_id)]
    return found[told[-1] + 1 :] if told else found


def _leak(bot: Bot, event_id: str) -> int | None:
    return leaks.leak_of_event(bot.store, event_id)


def _react(bot: Bot, session: requests.Session, url: str, step: Reaction) -> None:
    leak = _leak(bot, step.on_event)
    root = outbox.root_of(bot.store, leak) if leak is not None else None
    if root is not None:
        asked = {"user": step.person, "channel": root.channel, "ts": root.ts, "name": step.name}
        session.post(f"{url}/workspace/_control/react", json=asked, timeout=10)


def _settle(bot: Bot) -> None:
    """Wait until everything that is due at this moment of the story has been worked and sent."""
    until = time.monotonic() + STEP_WITHIN_S
    while time.monotonic() < until:
        # In this order: a reaction becomes a mark, a delivery a sighting, and either a message.
        if (
            not _unheard(bot)
            and not queues.backlog(bot.store, "deliveries").waiting
            and not outbox.due(bot.store, bot.clock.now())
        ):
            return
        time.sleep(0.005)
    raise RuntimeError("a step of the story was not worked through: see the log")


def _unheard(bot: Bot) -> bool:
    """Whether the workspace still waits for the bot's answer to what somebody did."""
    sent = list(bot.slack.workspace.room.courier.deliveries) if bot.slack.workspace else []
    return any(one.status is None and one.error is None for one in sent)


def _state(url: str) -> dict[str, object]:
    answer = requests.get(f"{url}/workspace/_control/state", timeout=10)
    answer.raise_for_status()
    found: dict[str, object] = answer.json()
    return found
