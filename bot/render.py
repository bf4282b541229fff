"""A claimed outbox row → the message that it becomes, from what the store says at this moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.core import messages
from bot.core.advice import advise
from bot.core.messages import Message
from bot.core.texts import Texts
from bot.core.trend import Assessment, assess
from bot.sender import Rendered
from storage import figures, leaks, marks, outbox
from storage.engine import Engine
from storage.outbox import Outgoing
from storage.records import LeakView

HISTORY_S = 2 * 365 * 86_400


def trend_of(store: Engine, view: LeakView, now: int) -> Assessment:
    """The verdict over at most two years of a leak's sightings; the record begins with the first of them."""
    since = now - HISTORY_S
    times = figures.event_times(store, view.leak.number, since)
    # A record older than the window begins with the window; else with its first sighting, which is no news then.
    start = since if view.leak.first_seen < since and len(times) < figures.EVENTS_MAX else None
    return assess(times, max([now, *times[-1:]]), t_start=start)


@dataclass(frozen=True)
class Renderer:
    """Called inside the sender's transaction, so that what a message says was told is kept with it."""

    store: Engine
    texts: Texts
    now: Callable[[], int]

    def render(self, row: Outgoing) -> Rendered | None:
        """The row's message, or None when there is nothing left to say."""
        if row.leak is None or (view := figures.view(self.store, row.leak, self.now())) is None:
            return None
        if view.leak.merged_into is not None and row.kind in ("root", "reply"):
            return None  # claimed just before the merge: a thread that nobody has seen begins no more
        if row.kind == "root":
            leaks.tell(self.store, row.leak, self.now())
            outbox.overtake_edit(self.store, row.leak, self.now())
            return _rendered(self._root(view))
        root = outbox.root_of(self.store, row.leak)
        if root is None:
            return None
        if row.kind == "edit":
            return _rendered(self._root(view), root.ts)
        if row.kind == "reply":
            message = self._reply(view)
            return _rendered(message, root.ts) if message else None
        change = marks.find_change(self.store, int(row.detail))
        if change is None:
            return None
        if row.kind == "returned":
            # Who brought it back, not who had it in the weeks before.
            view = replace(view, places=figures.places_since(self.store, row.leak, view.leak.told_total))
            leaks.tell(self.store, row.leak, self.now())
            return _rendered(self._returned(view), root.ts, broadcast=True)
        return _rendered(messages.marked(view, change, texts=self.texts, now=self.now()), root.ts)

    def _root(self, view: LeakView) -> Message:
        trend = trend_of(self.store, view, self.now())
        advice = advise(leaks.report_of(self.store, view.leak.number))
        return messages.root(view, trend, advice, texts=self.texts, now=self.now())

    def _reply(self, view: LeakView) -> Message | None:
        """One reply for everything since the channel was last told; None if a later message has told it already."""
        leak = view.leak
        count = leak.total - leak.told_total
        if count <= 0:
            return None
        seen = figures.places_since(self.store, leak.number, leak.told_total)
        leaks.tell(self.store, leak.number, self.now())
        trend = trend_of(self.store, view, self.now())
        return messages.reply(
            view, count, leak.told_at, seen.hosts, seen.releases, trend, texts=self.texts, now=self.now()
        )

    def _returned(self, view: LeakView) -> Message:
        settled = view.last_investigated
        who, at, note = (settled.who, settled.at, settled.note) if settled else ("", view.leak.state_at, None)
        return messages.returned(view, who, at, note, texts=self.texts, now=self.now())


def _rendered(message: Message, thread_ts: str | None = None, broadcast: bool = False) -> Rendered:
    return Rendered(message.text, list(message.blocks), thread_ts, broadcast)
