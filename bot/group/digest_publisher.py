"""The digest of a round: made at its meeting, once, whoever and however many try; and made again for who asks.

It is read and worked out outside of any write transaction, from the rows as they are; then one transaction says that
this round is told, keeps its figures, and puts the post and its chart into the outbox.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from bot.core.digest import chart as digest_chart
from bot.core.digest import message as digest_words
from bot.core.digest.schedule import schedule
from bot.core.digest.versions import Figures, NewerFigures, upgrade
from bot.core.group.round_calendar import met
from bot.core.texts.bundles import Texts
from bot.group.digest_figures import figures_of
from bot.group.leak_verdicts import Standings
from bot.leaks.chart import draw
from bot.slack.call import NotSent
from bot.slack.outgoing import MakeFile, Render, Rendered, Upload
from storage import digests, outbox, posted_digests, programmes, runs
from storage.engine import Engine
from storage.outbox import Outgoing
from storage.posted_digests import JOB, Told, slot
from storage.records import MessageKind, Programme, Round
from storage.records.spans import DAY_S, HOUR_S

KIND, CHART = MessageKind.DIGEST, MessageKind.DIGEST_CHART
CATCH_UP_S = 14 * DAY_S
"""After so long a meeting is no news any more."""
PREPARE_S = 600
YIELD_S = 0.002
Monitor = Callable[[str, Any], AbstractContextManager[Any]]
"""A monitor's slug and configuration → a context. The configuration is a TypedDict that only sentry_sdk names."""


def _unwatched(slug: str, config: Any) -> AbstractContextManager[Any]:
    return nullcontext()


@dataclass
class Digesting:
    """ring: something waits to be sent. monitor: tells a watcher outside that a scheduled run begins and ends."""

    store: Engine
    texts: Texts
    now: Callable[[], int]
    ring: Callable[[], None] = lambda: None
    monitor: Monitor = _unwatched
    standings: Standings = field(init=False)

    def __post_init__(self) -> None:
        self.standings = Standings(self.store)

    def look(self) -> None:
        """The scheduled job: what has met is told, what meets soon is prepared. Cheap while there is neither."""
        now = self.now()
        waiting: dict[int, list[Round]] = {}
        for one in posted_digests.due(self.store, now, now - CATCH_UP_S):
            waiting.setdefault(one.programme, []).append(one)
        for number, rounds in waiting.items():
            self._tell(number, rounds, now)
        for one in posted_digests.due(self.store, now + PREPARE_S, now):
            self.prepare(one.meets_at)

    def prepare(self, at: int) -> None:
        """Work out the verdicts as of a moment to come, without haste."""
        self.standings.of(digests.known_leaks(self.store, at), at, lambda: time.sleep(YIELD_S))

    def _tell(self, number: int, rounds: list[Round], now: int) -> None:
        """Only the latest of several that were missed gets its digest; it names the others."""
        programme = programmes.find(self.store, number)
        if programme is None or programme.channel is None:
            return
        latest, missed = rounds[-1], [one.number for one in rounds[:-1]]
        with self.monitor(f"{JOB}-{number}", schedule(programme, latest)):
            found = self.build(programme, latest, latest.meets_at, missed)
            with self.store.transaction():
                # Whoever is second finds it begun, and what it has built is dropped.
                if not runs.begin_run(self.store, JOB, slot(number, latest.number), now):
                    return
                for one in missed:
                    runs.begin_run(self.store, JOB, slot(number, one), now)
                self._put(programme, latest.number, found, 1, now)
                runs.finish_run(self.store, JOB, slot(number, latest.number), now)
        self.ring()

    def build(self, programme: Programme, one: Round, ends: int, missed: list[int] | None = None) -> Figures:
        """The figures of a round up to a moment: its meeting or, while it is on, the present."""
        return figures_of(self.store, self.standings, programme, one, ends, self.now(), missed or [])

    def show(self, programme: Programme, one: Round, now: int) -> Figures:
        """Return what was told of a round, or build it for a round that is on or that nobody told.

        Raises:
            NewerFigures: a newer version of the bot told it.
        """
        told = posted_digests.find(self.store, programme.id, one.number) if one.meets_at <= now else None
        # Nobody is told late by what one person looks at.
        return upgrade(told.figures) if told else {**self.build(programme, one, min(now, one.meets_at)), "late_s": 0}

    def again(self, programme: Programme, one: Round, who: str, now: int) -> bool:
        """Post the digest of a round that has met once more; False if it was posted within the hour.

        One that Slack refused was not posted: once the bot is in the channel, nobody has to wait.
        """
        if programme.channel is None or one not in met(programmes.rounds(self.store, programme.id), now):
            return False
        found = {**self.build(programme, one, one.meets_at), "asked_by": who}
        with self.store.transaction():
            last = posted_digests.find(self.store, programme.id, one.number)
            refused = last is not None and posted_digests.post_of(self.store, _key(last))[1]
            if last is not None and not refused and now - last.built_at < HOUR_S:
                return False
            if last is not None and refused:
                posted_digests.give_up(self.store, _key(last), now)
            runs.begin_run(self.store, JOB, slot(programme.id, one.number), now)
            self._put(programme, one.number, found, last.attempt + 1 if last else 1, now)
        self.ring()
        return True

    def _put(self, programme: Programme, number: int, found: Figures, attempt: int, now: int) -> None:
        """Needs a transaction."""
        told = Told(programme.id, number, attempt, now, found)
        posted_digests.keep(self.store, told, found["journals"]["presents"])
        key, detail, channel = _key(told), f"{programme.id} {number} {attempt}", programme.channel or ""
        outbox.ask(self.store, key, KIND, None, channel, now, detail=detail)
        if not found["quiet"] and digest_chart.has_reports(found):
            # Its name comes after the digest's, and so does the chart.
            outbox.ask(self.store, f"{key}-chart", CHART, None, channel, now, now + 1, detail)

    @property
    def messages(self) -> dict[MessageKind, Render]:
        """For the renderer: the kinds of rows that are told here."""
        return {KIND: self.message}

    @property
    def files(self) -> dict[MessageKind, MakeFile]:
        """For the renderer: the kinds of rows that are files made here."""
        return {CHART: self.chart}

    def message(self, row: Outgoing) -> Rendered | None:
        """The post."""
        told = self._told(row)
        if told is None:
            return None
        made = digest_words.digest(told.figures, texts=self.texts, asked_by=told.figures.get("asked_by"))
        return Rendered.of(made)

    def chart(self, row: Outgoing) -> Upload | None:
        """The chart in its thread. Raises NotSent while the post is not there yet."""
        told = self._told(row)
        if told is None or not digest_chart.has_reports(told.figures):
            return None
        ts, given_up = posted_digests.post_of(self.store, _key(told))
        if given_up:
            return None
        if ts is None:
            raise NotSent("the digest that it belongs to is not sent yet")
        made = digest_chart.chart(told.figures, texts=self.texts)
        return Upload(draw(made.spec), ".png", made.title, made.words, made.words, ts)

    def _told(self, row: Outgoing) -> Told | None:
        """Find the digest that a row posts. Raises NotSent for figures of a newer version."""
        programme, number, attempt = (int(part) for part in row.detail.split())
        told = posted_digests.find(self.store, programme, number, attempt)
        try:
            return told and replace(told, figures=upgrade(told.figures))
        except NewerFigures as newer:
            # The row waits: the newer version posts it once it runs again.
            raise NotSent(str(newer)) from newer


def _key(told: Told) -> str:
    """Of the post, for good. A second attempt is another post."""
    return f"digest-P{told.programme}-R{told.round}" + (f"-again-{told.attempt}" if told.attempt > 1 else "")
