"""Tell the demo of the local workspace.

It posts two years of leak reports that real Netty printed, as webhooks, and plays the study group's last round through
the workspace's page. While it runs, the clock is set to the time of each step, so that intervals, replies, trends and
the digest come out as they would have. The demo is told once; a second start continues where the first one stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests

from bot.app.clock import Clock
from bot.group.journal_posts import POST
from bot.group.rounds import present_of
from bot.leaks.refresh import refresh_roots
from bot.sentry.replay import Target, as_sent, post
from bot.story.journal import ABOUT, CANDIDATES
from bot.story.people import TIMEOUT_S, Actors
from bot.story.script import (
    Applause,
    DigestDue,
    Journal,
    Reaction,
    Reported,
    Step,
    TypedCommand,
    payload,
    shown_by,
    steps,
)
from bot.story.transcript import headlines, transcript
from bot.workspace.model import CHANNELS
from bot.workspace.server import Workspace
from storage import Engine, gaps, journal, leaks, outbox, queues, runs, threads
from storage.records import Programme, Round
from storage.records.group_keys import EntryKey

JOB, SLOT = "story", "1"
STEP_WITHIN_S = 20.0
ROUNDS_MET = 3


@dataclass(frozen=True)
class Demo:
    """The demo, with the parts of the running bot that it uses.

    channel: where leaks are posted. client_secret: signs the demo's webhooks. data_dir: the folder beside the database.
    post_digests: the digest's job. is_wanted: False if LEAK_STORY is off. url: the bot's address.
    """

    store: Engine
    clock: Clock
    workspace: Workspace
    channel: str
    client_secret: str
    data_dir: Path
    post_digests: Callable[[], None]
    is_wanted: bool
    url: str

    @property
    def is_due(self) -> bool:
        """The demo is wanted, and was not yet told to its end."""
        return self.is_wanted and not runs.run_is_done(self.store, JOB, SLOT)

    def begin(self) -> tuple[int, int]:
        """Return when to make an example of a programme, and how many of its rounds have met by then.

        A demo that is not finished was begun at its first start, and its programme was then in its last round.
        """
        if not self.is_due:
            return self.clock.now(), 0
        runs.begin_run(self.store, JOB, SLOT, self.clock.now())
        return runs.begun_at(self.store, JOB, SLOT), ROUNDS_MET

    def hold_clock(self) -> None:
        """Set the clock to the demo's next step, before the worker starts.

        At the present time, a reply of two years ago that fails would pause its channel for the whole demo.
        """
        if not self.is_due:
            return
        runs.begin_run(self.store, JOB, SLOT, self.clock.now())
        # Else the first heartbeat after the demo would record its two years as a gap.
        with self.store.transaction():
            gaps.move_moment(self.store, gaps.HEARTBEAT, runs.begun_at(self.store, JOB, SLOT))
        if untold := _untold(self):
            self.clock.set_to(untold[0].at)

    def welcome(self) -> None:
        """Tell the demo if it is due, print the threads that it makes, and print the addresses to look at."""
        if self.is_due:
            self._tell_and_print()
        page = f"{self.url}/workspace/"
        print(
            f"\nThe channels as a page: {page}   (react, press a button, type /leak status or /leak journal)",
            flush=True,
        )
        secret = self.data_dir / "local-client-secret"
        if secret.exists():
            print(
                f"A webhook of your own:   python -m bot replay FILE --to {self.url} --secret $(cat {secret})",
                flush=True,
            )
        print("Stop with Ctrl-C; everything is kept in", self.data_dir, flush=True)

    def _tell_and_print(self) -> None:
        print("Telling two years of leak alerts through the webhook, once. This takes some seconds ...", flush=True)
        try:
            tell(self)
        finally:
            self.clock.set_free()
        refresh_roots(self.store, self.clock.now(), 0)
        _settle(self)
        runs.finish_run(self.store, JOB, SLOT, self.clock.now())
        state = _state(self.url)
        print(transcript(state, self.channel), flush=True)
        if (season := _season(self)) is not None:
            print(headlines(state, season.channel), flush=True)


@dataclass(frozen=True)
class Season:
    """The study group in the demo: its programme, and the round that has met."""

    programme: Programme
    round: Round

    @property
    def channel(self) -> str:
        """The programme's channel; empty if it has none."""
        return self.programme.channel or ""


def tell(demo: Demo) -> None:
    """Take every step at its own time, and wait until the bot has worked it through."""
    with requests.Session() as session:
        people, target = Actors(session, demo.url), Target(demo.url, demo.client_secret, demo.client_secret)
        for step in _untold(demo):
            demo.clock.set_to(step.at)
            if isinstance(step, Reported):
                outcome = post(session, step.event_id, as_sent(payload(step)), target)
                if not outcome.accepted:
                    raise RuntimeError(f"the bot refused a step of the story: {outcome.text}")
            elif isinstance(step, Reaction):
                _react(demo, people, step)
            elif (season := _season(demo)) is not None:
                _meet(demo, people, season, step)
            _settle(demo)


def _season(demo: Demo) -> Season | None:
    """Return the study group of the demo; None if no round of its programme has met, since its file says so."""
    begun = runs.begun_at(demo.store, JOB, SLOT)
    found = present_of(demo.store, begun, CHANNELS[1].id)
    if found is None:
        return None
    met = [one for one in found[1] if found[0].made_at < one.meets_at <= begun and one.skipped_at is None]
    return Season(found[0], met[-1]) if met else None


def _untold(demo: Demo) -> list[Step]:
    """Return the steps after the last report that was counted. Their times count back from the demo's first start.

    Steps other than reports may be taken again, which changes nothing.
    """
    season = _season(demo)
    found = steps(runs.begun_at(demo.store, JOB, SLOT), season.round.meets_at if season else None)
    told = [at for at, step in enumerate(found) if isinstance(step, Reported) and _leak(demo, step.event_id)]
    return found[told[-1] + 1 :] if told else found


def _leak(demo: Demo, event_id: str) -> int | None:
    return leaks.leak_of_event(demo.store, event_id)


def _react(demo: Demo, people: Actors, step: Reaction) -> None:
    leak = _leak(demo, step.on_event)
    root = threads.root_of(demo.store, leak) if leak is not None else None
    if root is not None and root.ts is not None:
        people.react(step.person, root.channel, root.ts, step.name)


def _meet(demo: Demo, people: Actors, season: Season, step: Step) -> None:
    """Take one step of the study group."""
    if isinstance(step, TypedCommand):
        people.command(step.person, season.channel, step.text)
    elif isinstance(step, Journal):
        _write(demo, people, season, step.person)
    elif isinstance(step, Applause):
        key = EntryKey(season.programme.id, season.round.number, step.writer)
        if (ts := outbox.sent_as(demo.store, f"{POST}:{key}")) is not None:
            people.react(step.person, season.channel, ts, step.name)
    elif isinstance(step, DigestDue):
        # Run the job now: its own schedule would find the meeting seconds later.
        demo.post_digests()


def _write(demo: Demo, people: Actors, season: Season, person: str) -> None:
    entry = journal.find(demo.store, season.programme.id, season.round.number, person)
    about = _leak(demo, shown_by(ABOUT))
    if about is None or (entry is not None and entry.shared_at is not None):
        return
    known = journal.candidates(demo.store, season.programme.id, person)
    kept = {one.problem: one.chosen_at is not None for one in known}
    sites = {one.site: _leak(demo, shown_by(one.site)) for one in CANDIDATES if one.site is not None}
    people.write(person, season.channel, about, kept, {site: leak for site, leak in sites.items() if leak is not None})


def _settle(demo: Demo) -> None:
    """Wait until the bot has worked and sent everything that is due at this moment of the demo."""
    until = time.monotonic() + STEP_WITHIN_S
    while time.monotonic() < until:
        # Keep this order: a reaction becomes a mark, a delivery becomes a sighting, and both become messages.
        if (
            not _has_unanswered(demo)
            and not queues.backlog(demo.store, "deliveries").waiting
            and not outbox.due(demo.store, demo.clock.now())
        ):
            return
        time.sleep(0.005)
    raise RuntimeError("a step of the story was not worked through: see the log")


def _has_unanswered(demo: Demo) -> bool:
    """Return True while the workspace waits for the bot's answer to an event."""
    return any(one.status is None and one.error is None for one in list(demo.workspace.room.courier.deliveries))


def _state(url: str) -> dict[str, object]:
    answer = requests.get(f"{url}/workspace/_control/state", timeout=TIMEOUT_S)
    answer.raise_for_status()
    found: dict[str, object] = answer.json()
    return found
