"""Publish the digest of a round: once at its meeting, and once more when a member asks.

The figures are computed outside any write transaction. Then one transaction marks the round as done, stores the
figures, and queues the post and its chart.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bot.core.digest import chart as digest_chart
from bot.core.digest import message as digest_words
from bot.core.digest.schedule import schedule
from bot.core.digest.versions import Figures, NewerFigures, upgrade
from bot.core.group.round_calendar import met
from bot.core.texts.bundles import Texts
from bot.group.digest_figures import figures_of
from bot.group.leak_verdicts import LeakVerdicts
from bot.leaks.chart import draw
from bot.slack.call import NotSent
from bot.slack.outgoing import MakeFile, Render, Rendered, Upload
from storage import digests, outbox, posted_digests, programmes, runs
from storage.engine import Engine
from storage.outbox import Outgoing
from storage.posted_digests import JOB, PostedDigest
from storage.records import MessageKind, Programme, Round
from storage.records.group_keys import DigestKey
from storage.records.spans import DAY_S, HOUR_S

KIND, CHART = MessageKind.DIGEST, MessageKind.DIGEST_CHART
CATCH_UP_S = 14 * DAY_S
"""A digest later than this is not posted."""
PREPARE_S = 600
YIELD_S = 0.002
Monitor = Callable[[str, Any], AbstractContextManager[Any]]
"""A monitor's slug and configuration → a context. The configuration is a TypedDict that only sentry_sdk names."""


def unmonitored(slug: str, config: Any) -> AbstractContextManager[Any]:
    """Report a scheduled run to nobody."""
    return nullcontext()


@dataclass(frozen=True, kw_only=True)
class DigestPublisher:
    """Publishes digests.

    Attributes:
        ring: wakes the sender.
        monitor: reports the begin and the end of a scheduled run to Sentry.
    """

    store: Engine
    texts: Texts
    now: Callable[[], int]
    ring: Callable[[], None] = lambda: None
    monitor: Monitor = unmonitored

    @cached_property
    def verdicts(self) -> LeakVerdicts:
        """Keep computed verdicts between calls."""
        return LeakVerdicts(self.store)

    def look(self) -> None:
        """Post digests of rounds that have met; precompute verdicts for meetings in the next 10 minutes."""
        now = self.now()
        waiting: dict[int, list[Round]] = {}
        for one in posted_digests.due(self.store, now, now - CATCH_UP_S):
            waiting.setdefault(one.programme, []).append(one)
        for number, rounds in waiting.items():
            self._publish(number, rounds, now)
        for one in posted_digests.due(self.store, now + PREPARE_S, now):
            self.prepare(one.meets_at)

    def prepare(self, at: int) -> None:
        """Compute the verdicts as of a coming meeting, yielding the CPU after each leak."""
        self.verdicts.of(digests.known_leaks(self.store, at), at, lambda: time.sleep(YIELD_S))

    def _publish(self, number: int, rounds: list[Round], now: int) -> None:
        """Post the digest of the latest round only; it names the earlier ones that were missed."""
        programme = programmes.find(self.store, number)
        if programme is None or programme.channel is None:
            return
        latest, missed = rounds[-1], [one.number for one in rounds[:-1]]
        with self.monitor(f"{JOB}-{number}", schedule(programme, latest)):
            figures = self.build(programme, latest, latest.meets_at, missed)
            with self.store.transaction():
                # Another process may have published it meanwhile; then these figures are dropped.
                if not runs.begin_run(self.store, JOB, DigestKey(number, latest.number).slot, now):
                    return
                for one in missed:
                    runs.begin_run(self.store, JOB, DigestKey(number, one).slot, now)
                self._put(programme, latest.number, figures, 1, now)
                runs.finish_run(self.store, JOB, DigestKey(number, latest.number).slot, now)
        self.ring()

    def build(self, programme: Programme, one: Round, ends: int, missed: list[int] | None = None) -> Figures:
        """Compute the figures of a round up to `ends`: its meeting or, while it is on, the present."""
        return figures_of(
            self.store, self.verdicts, programme, one, ends=ends, built_at=self.now(), missed=missed or []
        )

    def show(self, programme: Programme, one: Round, now: int) -> Figures:
        """Return the figures that were posted for a round, else compute them as of now.

        Raises:
            NewerFigures: a newer version of the bot posted it.
        """
        posted = posted_digests.find(self.store, programme.id, one.number) if one.meets_at <= now else None
        # A private preview is not late.
        return (
            upgrade(posted.figures) if posted else {**self.build(programme, one, min(now, one.meets_at)), "late_s": 0}
        )

    def again(self, programme: Programme, one: Round, who: str, now: int) -> bool:
        """Post the digest of a round that has met once more; False if it was posted within the last hour.

        A post that Slack refused does not count: once the bot is in the channel, the digest can be posted at once.
        """
        if programme.channel is None or one not in met(programmes.rounds(self.store, programme.id), now):
            return False
        figures = {**self.build(programme, one, one.meets_at), "asked_by": who}
        with self.store.transaction():
            last = posted_digests.find(self.store, programme.id, one.number)
            refused = last is not None and posted_digests.post_of(self.store, last.key.outbox_key)[1]
            if last is not None and not refused and now - last.built_at < HOUR_S:
                return False
            if last is not None and refused:
                posted_digests.give_up(self.store, last.key.outbox_key, now)
            runs.begin_run(self.store, JOB, DigestKey(programme.id, one.number).slot, now)
            self._put(programme, one.number, figures, last.attempt + 1 if last else 1, now)
        self.ring()
        return True

    def _put(self, programme: Programme, number: int, figures: Figures, attempt: int, now: int) -> None:
        """Store the digest and queue its post and chart. Needs a transaction."""
        posted = PostedDigest(programme.id, number, attempt, now, figures)
        posted_digests.keep(self.store, posted, figures["journals"]["presents"])
        key, detail, channel = posted.key.outbox_key, str(posted.key), programme.channel or ""
        outbox.ask(self.store, key, KIND, None, channel, now, detail=detail)
        if not figures["quiet"] and digest_chart.has_reports(figures):
            # The outbox sends in the order of keys: the chart must follow its digest.
            outbox.ask(self.store, f"{key}-chart", CHART, None, channel, now, now + 1, detail)

    @property
    def messages(self) -> dict[MessageKind, Render]:
        """Map each kind of outbox row to the function that renders its message."""
        return {KIND: self.message}

    @property
    def files(self) -> dict[MessageKind, MakeFile]:
        """Map each kind of outbox row to the function that makes its file."""
        return {CHART: self.chart}

    def message(self, row: Outgoing) -> Rendered | None:
        """Render the post; None if its figures are gone."""
        posted = self._posted(row)
        if posted is None:
            return None
        message = digest_words.digest(posted.figures, texts=self.texts, asked_by=posted.figures.get("asked_by"))
        return Rendered.of(message)

    def chart(self, row: Outgoing) -> Upload | None:
        """Draw the chart for the digest's thread; None if there will be no thread.

        Raises:
            NotSent: the digest is not posted yet.
        """
        posted = self._posted(row)
        if posted is None or not digest_chart.has_reports(posted.figures):
            return None
        ts, given_up = posted_digests.post_of(self.store, posted.key.outbox_key)
        if given_up:
            return None
        if ts is None:
            raise NotSent("the digest that it belongs to is not sent yet")
        chart = digest_chart.chart(posted.figures, texts=self.texts)
        return Upload(draw(chart.spec), ".png", chart.title, chart.words, chart.words, ts)

    def _posted(self, row: Outgoing) -> PostedDigest | None:
        """Find the digest that a row posts. Raises NotSent for figures of a newer version."""
        key = DigestKey.parse(row.detail)
        posted = posted_digests.find(self.store, key.programme, key.round, key.attempt)
        try:
            return posted and replace(posted, figures=upgrade(posted.figures))
        except NewerFigures as newer:
            # The row waits: the newer version posts it once it runs again.
            raise NotSent(str(newer)) from newer
