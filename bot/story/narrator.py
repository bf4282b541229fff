"""The story of the local workspace: two years of leaks that real Netty printed, told through the real door, and the
study group's last round, written and applauded through the real page.

The clock runs ahead through the past while the story is told, so that intervals, replies, trends and the digest come
out as they would have. It is told once; a second start goes on from where the first one stopped.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import requests

from bot.app.wiring import Bot
from bot.group.journal_posts import POST, whose
from bot.group.rounds import present_of
from bot.leaks.refresh import refresh_roots
from bot.sentry.replay import Target, as_sent, post
from bot.story.journal import ABOUT, CANDIDATES
from bot.story.people import TIMEOUT_S, People
from bot.story.script import Applause, Command, Journal, Meeting, Reaction, Reported, Step, payload, shown_by, steps
from bot.story.transcript import headlines, transcript
from bot.workspace.model import CHANNELS
from storage import gaps, journal, leaks, outbox, queues, runs
from storage.records import Programme, Round

JOB, SLOT = "story", "1"
STEP_WITHIN_S = 20.0
ROUNDS_MET = 3


@dataclass(frozen=True)
class Season:
    """The study group in the story: its programme, and the round that has met."""

    programme: Programme
    round: Round

    @property
    def channel(self) -> str:
        return self.programme.channel or ""


def begin(bot: Bot) -> tuple[int, int]:
    """When an example of a programme is to be made, and how many of its rounds have met by then.

    A story that waits to be told was begun at its first start, and its programme was then in its last round.
    """
    if not _waits(bot):
        return bot.clock.now(), 0
    runs.begin_run(bot.store, JOB, SLOT, bot.clock.now())
    return runs.begun_at(bot.store, JOB, SLOT), ROUNDS_MET


def hold_clock(bot: Bot) -> None:
    """Before anything is worked: a story that waits to be told goes on at its own time, not at the present one.

    What the present would do to it: a reply of two years ago that fails now pauses the channel for two years of story.
    """
    if _waits(bot):
        runs.begin_run(bot.store, JOB, SLOT, bot.clock.now())
        # Else the first beat after the story would take its two years for a time in which nothing was recorded.
        with bot.store.transaction():
            gaps.move_moment(bot.store, gaps.HEARTBEAT, runs.begun_at(bot.store, JOB, SLOT))
        if untold := _untold(bot):
            bot.clock.set_to(untold[0].at)


def _waits(bot: Bot) -> bool:
    return bot.settings.leak_story and not runs.run_is_done(bot.store, JOB, SLOT)


def welcome(bot: Bot, url: str) -> None:
    """Tell the story if it is new, print the threads that it makes, and say where to look."""
    if _waits(bot):
        print("Telling two years of leak alerts through the webhook, once. This takes some seconds ...", flush=True)
        try:
            tell(bot, url)
        finally:
            bot.clock.set_free()
        refresh_roots(bot.store, bot.clock.now(), 0)
        _settle(bot)
        runs.finish_run(bot.store, JOB, SLOT, bot.clock.now())
        state = _state(url)
        print(transcript(state, bot.slack.channel), flush=True)
        if (season := _season(bot)) is not None:
            print(headlines(state, season.channel), flush=True)
    print(
        f"\nThe channels as a page: {url}/workspace/   (react, press a button, type /leak status or /leak journal)",
        flush=True,
    )
    secret = bot.settings.data_dir / "local-client-secret"
    if secret.exists():
        print(f"A webhook of your own:   python -m bot replay FILE --to {url} --secret $(cat {secret})", flush=True)
    print("Stop with Ctrl-C; everything is kept in", bot.settings.data_dir, flush=True)


def tell(bot: Bot, url: str) -> None:
    """Every step at its own time, each worked through before the next."""
    with requests.Session() as session:
        people, target = People(session, url), Target(url, bot.client_secrets[0], bot.client_secrets[0])
        for step in _untold(bot):
            bot.clock.set_to(step.at)
            if isinstance(step, Reported):
                outcome = post(session, step.event_id, as_sent(payload(step)), target)
                if not outcome.accepted:
                    raise RuntimeError(f"the door refused a step of the story: {outcome.text}")
            elif isinstance(step, Reaction):
                _react(bot, people, step)
            elif (season := _season(bot)) is not None:
                _meet(bot, people, season, step)
            _settle(bot)


def _season(bot: Bot) -> Season | None:
    """The study group of the story; None where its programme's file says otherwise: no round of it has met."""
    begun = runs.begun_at(bot.store, JOB, SLOT)
    found = present_of(bot.store, begun, CHANNELS[1].id)
    if found is None:
        return None
    met = [one for one in found[1] if found[0].made_at < one.meets_at <= begun and one.skipped_at is None]
    return Season(found[0], met[-1]) if met else None


def _untold(bot: Bot) -> list[Step]:
    """The steps after the last report that was counted; all of them count back from when the story was begun.

    A step that is not a report may be taken again, and changes nothing then.
    """
    season = _season(bot)
    found = steps(runs.begun_at(bot.store, JOB, SLOT), season.round.meets_at if season else None)
    told = [at for at, step in enumerate(found) if isinstance(step, Reported) and _leak(bot, step.event_id)]
    return found[told[-1] + 1 :] if told else found


def _leak(bot: Bot, event_id: str) -> int | None:
    return leaks.leak_of_event(bot.store, event_id)


def _react(bot: Bot, people: People, step: Reaction) -> None:
    leak = _leak(bot, step.on_event)
    root = outbox.root_of(bot.store, leak) if leak is not None else None
    if root is not None and root.ts is not None:
        people.react(step.person, root.channel, root.ts, step.name)


def _meet(bot: Bot, people: People, season: Season, step: Step) -> None:
    """A step of the study group."""
    if isinstance(step, Command):
        people.command(step.person, season.channel, step.text)
    elif isinstance(step, Journal):
        _write(bot, people, season, step.person)
    elif isinstance(step, Applause):
        name = whose(season.programme.id, season.round.number, step.writer)
        if (ts := outbox.sent_as(bot.store, f"{POST}:{name}")) is not None:
            people.react(step.person, season.channel, ts, step.name)
    elif isinstance(step, Meeting):
        # The job itself; its clock would find the meeting seconds later.
        bot.digesting.look()


def _write(bot: Bot, people: People, season: Season, person: str) -> None:
    entry = journal.find(bot.store, season.programme.id, season.round.number, person)
    about = _leak(bot, shown_by(ABOUT))
    if about is None or (entry is not None and entry.shared_at is not None):
        return
    known = journal.candidates(bot.store, season.programme.id, person)
    kept = {one.problem: one.chosen_at is not None for one in known}
    sites = {one.site: _leak(bot, shown_by(one.site)) for one in CANDIDATES if one.site is not None}
    people.write(person, season.channel, about, kept, {site: leak for site, leak in sites.items() if leak is not None})


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
    answer = requests.get(f"{url}/workspace/_control/state", timeout=TIMEOUT_S)
    answer.raise_for_status()
    found: dict[str, object] = answer.json()
    return found
