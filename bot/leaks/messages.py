"""Make the message of a claimed outbox row, from the store as it is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.core.explain.advice import advise
from bot.core.texts.bundles import Texts
from bot.core.words import fix_messages, messages, slack_trouble
from bot.core.words.alarm_message import raised
from bot.core.words.connection_check import trial
from bot.core.words.messages import Message
from bot.core.words.phrases import name_of
from bot.core.words.sentry_messages import summary
from bot.leaks.chart import chart_of, draw
from bot.leaks.history import trend_of
from bot.leaks.refusal_notice import troubles
from bot.leaks.releases import with_releases
from bot.slack.outgoing import MakeFile, Render, Rendered, Upload
from storage import alarms, fixes, leak_views, leaks, marks, outbox, readings, threads
from storage.engine import Engine
from storage.outbox import Outgoing
from storage.records import Change, LeakView, MessageKind


@dataclass(frozen=True, kw_only=True)
class Renderer:
    """Makes messages inside the sender's transaction, so that the store keeps which reports a message counted.

    messages, files: renderers for the kinds of rows that are not about a leak.
    """

    store: Engine
    texts: Texts
    now: Callable[[], int]
    messages: Mapping[MessageKind, Render] = field(default_factory=dict)
    files: Mapping[MessageKind, MakeFile] = field(default_factory=dict)

    def render(self, row: Outgoing) -> Rendered | None:
        """Make the row's message; None if there is nothing left to say."""
        if row.kind in self.messages:
            return self.messages[row.kind](row)
        if row.kind is MessageKind.TEST:
            return Rendered.of(trial(row.detail, texts=self.texts))
        if row.kind is MessageKind.NOTICE:
            trouble = next((one for one in troubles(self.store) if one.place == row.detail), None)
            return Rendered.of(slack_trouble.notice(trouble, texts=self.texts)) if trouble else None
        if row.kind is MessageKind.SUMMARY:
            return Rendered.of(self._summary(int(row.detail)))
        if row.leak is None or (view := leak_views.view(self.store, row.leak, self.now())) is None:
            return None
        if view.leak.merged_into is not None and row.kind in (MessageKind.ROOT, MessageKind.REPLY):
            return None  # claimed just before the merge: no new thread for it
        if row.kind is MessageKind.ROOT:
            leaks.tell(self.store, row.leak, self.now())
            outbox.overtake_edit(self.store, row.leak, self.now())
            return Rendered.of(self._root(view))
        root = threads.root_of(self.store, row.leak)
        return self._in_thread(row, view, root.ts) if root is not None else None

    def _in_thread(self, row: Outgoing, view: LeakView, root_ts: str) -> Rendered | None:
        if row.kind in (MessageKind.EDIT, MessageKind.STATE):
            return Rendered.of(self._root(view), root_ts)
        if row.kind is MessageKind.DELETED:
            return Rendered.of(slack_trouble.deleted(name_of(view.leak), texts=self.texts), root_ts)
        if row.kind is MessageKind.REPLY:
            message = self._reply(view)
            return Rendered.of(message, root_ts) if message else None
        change = marks.find_change(self.store, int(row.detail))
        if change is None:
            return None
        if row.kind is MessageKind.ALARM:
            told = alarms.figures_of(self.store, int(row.detail))
            return Rendered.of(raised(view, told, texts=self.texts), root_ts, broadcast=True) if told else None
        if row.kind in (MessageKind.FIXED, MessageKind.BACK):
            return self._verdict(view, change, root_ts)
        if row.kind is MessageKind.RETURNED:
            # The hosts and releases of the return, not those of the weeks before.
            view = replace(view, places=leak_views.places_since(self.store, view.leak.number, view.leak.told_total))
            leaks.tell(self.store, view.leak.number, self.now())
            return Rendered.of(self._returned(view), root_ts, broadcast=True)
        return Rendered.of(messages.marked(view, change, texts=self.texts, now=self.now()), root_ts)

    def note(self, kind: str, row: Outgoing, about: str) -> str:
        """Say that a row's message was shortened or could not be built. It reads nothing, so it cannot fail."""
        return slack_trouble.note(self.texts, kind, f"L{row.leak}" if row.leak is not None else None, about)

    def upload(self, row: Outgoing) -> Upload | None:
        """Make the row's file; None if nothing is left to send. It takes a while: outside any transaction."""
        if row.kind in self.files:
            return self.files[row.kind](row)
        root = threads.root_of(self.store, row.leak) if row.leak is not None else None
        if row.leak is None or root is None:
            return None
        made = chart_of(self.store, row.leak, self.now(), self.texts)
        return Upload(draw(made.spec), ".png", made.words, made.words, made.words, root.ts)

    def _verdict(self, view: LeakView, change: Change, root_ts: str) -> Rendered | None:
        """Make the channel's message about a decided fix, with the figures of that moment."""
        word, _, attempt = change.what.partition(" ")
        fix = fixes.find(self.store, change.leak, int(attempt))
        if fix is None:
            return None
        found = fixes.figures_of(self.store, fix.leak, fix.attempt)
        if word == "back":
            leaks.tell(self.store, view.leak.number, self.now())
            return Rendered.of(fix_messages.back(view, fix, found, texts=self.texts), root_ts, broadcast=True)
        return Rendered.of(fix_messages.fixed(view, fix, found, texts=self.texts), root_ts, broadcast=True)

    def _summary(self, reading: int) -> Message:
        asked, found = readings.find(self.store, reading), readings.found(self.store, reading)
        missing = asked.reason is not None
        return summary(found.reports, found.leaks, found.new, found.returned, asked.since, missing, texts=self.texts)

    def _root(self, view: LeakView) -> Message:
        view = with_releases(self.store, view, self.now())
        trend = trend_of(self.store, view, self.now())
        advice = advise(leaks.report_of(self.store, view.leak.number))
        return messages.root(view, trend, advice, texts=self.texts, now=self.now())

    def _reply(self, view: LeakView) -> Message | None:
        """Make one reply for all reports since the last message; None if a later message has counted them already.

        None also if the leak was snoozed since the reply was queued: the first reply after the snooze counts them.
        """
        leak = view.leak
        count = leak.total - leak.told_total
        if count <= 0 or (leak.snoozed_until is not None and leak.snoozed_until > self.now()):
            return None
        seen = leak_views.places_since(self.store, leak.number, leak.told_total)
        leaks.tell(self.store, leak.number, self.now())
        trend = trend_of(self.store, view, self.now())
        return messages.reply(
            view, count, leak.told_at, seen.hosts, seen.releases, trend, texts=self.texts, now=self.now()
        )

    def _returned(self, view: LeakView) -> Message:
        settled = view.last_investigated
        who, at, note = (settled.who, settled.at, settled.note) if settled else ("", view.leak.state_at, None)
        return messages.returned(view, who, at, note, texts=self.texts, now=self.now())
