"""`/leak show L3` and the other commands about one leak."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.explain.advice import advise
from bot.core.explain.why import explain
from bot.core.group.journal_words import with_offer
from bot.core.statistics.outlook import Outlook, outlook
from bot.core.texts.bundles import Texts
from bot.core.when import read_until
from bot.core.words import answer_snooze, answer_trend, answers, fix_messages, merges
from bot.core.words.answer_why import KEYS_SHOWN, why
from bot.core.words.messages import Message
from bot.leaks import fix_watch
from bot.leaks.history import span_of, trend_of
from bot.leaks.marks import Marking
from bot.leaks.releases import with_releases
from bot.leaks.snooze import snooze
from bot.leaks.thread_sentence import thread_sentence
from bot.slack.request import Asked
from storage import leak_views, leaks, marks, outbox, threads
from storage.engine import Engine
from storage.records import Change, LeakView, MarkKind, MessageKind
from storage.records.spans import HISTORY_S

LEAK = re.compile(r"\s*[lL]?(\d{1,9})(?:\s+(.*))?\Z", re.DOTALL)
NOTE_CHARS = 500


class NoSuchLeak(Exception):
    """The command names no known leak. answer: what to tell the person."""

    def __init__(self, answer: Message) -> None:
        super().__init__(answer.text)
        self.answer = answer


@dataclass(frozen=True, kw_only=True)
class LeakCommands:
    """Answer the commands that name a leak. Each raises NoSuchLeak if the words name none.

    Attributes:
        offer: offers a member, once, to put an investigated leak into their journal. It returns None without an offer.
    """

    store: Engine
    texts: Texts
    marking: Marking
    now: Callable[[], int]
    offer: Callable[[str, int], Message | None]

    def show(self, asked: Asked) -> Message:
        """Show everything about one leak."""
        view = self._leak(asked, "show")
        view = with_releases(self.store, view, asked.now)
        trend = trend_of(self.store, view, asked.now)
        numbers = (view.leak.number, *(merged.number for merged in view.took_in))
        history = [change for number in numbers for change in marks.changes(self.store, number)]
        own = [change for change in history if change.leak == view.leak.number or change.what != merges.MERGED]
        advice = advise(leaks.report_of(self.store, view.leak.number))
        return answers.show(view, trend, own, advice, texts=self.texts, now=asked.now, shared_by=asked.shared_by)

    def why(self, asked: Asked) -> Message:
        """Show how the reports of one leak were read and grouped."""
        view = self._leak(asked, "why")
        number = view.leak.number
        found = explain(leaks.report_of(self.store, number))
        keys = [(row["kind"], row["key"]) for row in leaks.keys_of(self.store, number, KEYS_SHOWN + 20)]
        counts = leaks.counts_by_rule(self.store, number)
        sums = answer_trend.arithmetic(self.texts, self._outlook(view, asked.now))
        return why(view, found, counts, keys, texts=self.texts, shared_by=asked.shared_by, sums=sums)

    def trend(self, asked: Asked) -> Message:
        """Show the verdict on one leak: since when, its evidence, and a forecast."""
        view = self._leak(asked, "trend")
        found = self._outlook(view, asked.now)
        return answer_trend.trend(view, found, texts=self.texts, now=asked.now, shared_by=asked.shared_by)

    def chart(self, leak: str, who: str) -> Message:
        """Queue a chart for the leak's thread, at most once a minute."""
        asked = Asked(leak, who, self.now(), surface="button")
        view = self._leak(asked, "trend")
        number, store = view.leak.number, self.store
        with store.transaction():
            home = threads.home_of(store, number, self.marking.channel)
            threads.ask_root(store, number, home, asked.now)
            outbox.ask(store, f"chart-L{number}-{asked.now // 60}", MessageKind.CHART, number, home, asked.now)
        self.marking.bell.set()
        return answer_trend.chart_comes(view, texts=self.texts)

    def _outlook(self, view: LeakView, now: int) -> Outlook:
        span = span_of(self.store, view, now)
        end = int(span.end)
        return outlook(span, leak_views.spots(self.store, view.leak.number, end - HISTORY_S, end))

    def take(self, asked: Asked) -> Message:
        """Mark a leak 👀."""
        view = self._leak(asked, "take")
        new = self.marking.mark(view.leak.number, asked.who, MarkKind.INVESTIGATING, asked.surface)
        return answers.take(self._again(view), new, texts=self.texts, thread=self._thread(view, asked.now))

    def done(self, asked: Asked) -> Message:
        """Mark a leak ✅, with the note after its number."""
        view = self._leak(asked, "done")
        match = LEAK.match(asked.rest)
        note = (match[2] or "").strip()[:NOTE_CHARS] or None if match else None
        new = self.marking.mark(view.leak.number, asked.who, MarkKind.INVESTIGATED, asked.surface, note)
        answer = answers.done(self._again(view), new, texts=self.texts, note=note)
        return with_offer(answer, self.offer(asked.who, view.leak.number) if new else None)

    def fix(self, asked: Asked) -> Message:
        """Start watching a fix: from a release, a date, or now."""
        view = self._leak(asked, "fix")
        match = LEAK.match(asked.rest)
        found = fix_watch.read(self.store, view, (match[2] or "") if match else "", asked.who, asked.now)
        if isinstance(found, fix_messages.Objection):
            return fix_messages.refused(view, found, texts=self.texts)
        fix_watch.register(self.store, self.marking.channel, found, asked.surface)
        self.marking.bell.set()
        thread = self._thread(view, asked.now)
        return fix_messages.begun(self._again(view), texts=self.texts, now=asked.now, thread=thread)

    def snooze(self, asked: Asked) -> Message:
        """Snooze a leak's thread, or end its snooze."""
        view = self._leak(asked, "snooze")
        match = LEAK.match(asked.rest)
        typed = (match[2] or "") if match else ""
        number, channel = view.leak.number, self.marking.channel
        if typed.strip().lower() in answer_snooze.AWAKE:
            change = Change(number, asked.now, asked.who, "wake", asked.surface)
            changed = snooze(self.store, channel, change, None, self.marking.bell)
            return answer_snooze.woken(view, changed, texts=self.texts)
        until = read_until(typed, asked.now)
        if until is None:
            return answer_snooze.unread(view, typed, texts=self.texts)
        change = Change(number, asked.now, asked.who, f"snooze {until}", asked.surface)
        snooze(self.store, channel, change, until, self.marking.bell)
        return answer_snooze.snoozed(view, until, texts=self.texts)

    def undo(self, asked: Asked) -> Message:
        """Withdraw the person's own fix; without one, undo the person's own marks."""
        view = self._leak(asked, "undo")
        number, channel = view.leak.number, self.marking.channel
        if fix_watch.withdraw(self.store, channel, number, asked.who, asked.surface, asked.now):
            self.marking.bell.set()
            return fix_messages.withdrawn(view, texts=self.texts)
        changed = self.marking.unmark(view.leak.number, asked.who, asked.surface)
        return answers.undo(self._again(view), changed, texts=self.texts)

    def _leak(self, asked: Asked, name: str) -> LeakView:
        """Find the leak that the words name; a merged leak is replaced by the leak it is part of. Raises NoSuchLeak."""
        match = LEAK.match(asked.rest)
        if match is None:
            raise NoSuchLeak(answers.needs_leak(name, texts=self.texts))
        number = int(match[1])
        view = leak_views.view(self.store, leaks.present_number(self.store, number), asked.now)
        if view is None:
            raise NoSuchLeak(answers.unknown_leak(number, texts=self.texts))
        return view

    def _thread(self, view: LeakView, now: int) -> str:
        return thread_sentence(self.store, self.texts, view.leak.number, self.marking.channel, now)

    def _again(self, view: LeakView) -> LeakView:
        return leak_views.view(self.store, view.leak.number, self.now()) or view
