"""`/leak` and its sisters: a table name → function. Each reads, perhaps marks, and answers; none waits for Slack."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot import fixing
from bot.asked import Asked
from bot.core import answer_fix, answer_snooze, answer_trend, answers, merges
from bot.core.advice import advise
from bot.core.answer_test import DAY_S, Heard, connected
from bot.core.answer_why import KEYS_SHOWN, why
from bot.core.answers import Health
from bot.core.group.journal_words import with_offer
from bot.core.messages import Message
from bot.core.outlook import Outlook, outlook
from bot.core.texts import Texts
from bot.core.why import explain
from bot.group.reminding import switch
from bot.group.rounds import Rounds
from bot.marking import Marking
from bot.render import HISTORY_S, span_of, trend_of
from bot.snoozing import snooze
from storage import figures, leaks, marks, outbox, queues
from storage.engine import Engine
from storage.records import Change, LeakView, MarkKind, State

LEAK = re.compile(r"\s*[lL]?(\d{1,9})(?:\s+(.*))?\Z", re.DOTALL)
UNSETTLED = (State.RETURNED, State.OPEN, State.INVESTIGATING, State.WATCHING)
EVERY = (*UNSETTLED, State.INVESTIGATED, State.FIXED)
NOTE_CHARS = 500


@dataclass(frozen=True)
class Command:
    """usage: as the help shows it. text: the name of its sentence. run: who answers. writes: not for sharing."""

    usage: str
    text: str
    run: Callable[[Commands, Asked], Message]
    writes: bool = False


@dataclass(frozen=True)
class Commands:
    """Answers what people type. health: how the bot itself is.

    journal: opens the journal, or says why not; an empty message: it is open. offer: asks a member, once, whether a
    leak that they investigated goes into it; None: not to be asked.
    """

    store: Engine
    texts: Texts
    marking: Marking
    health: Callable[[], Health]
    now: Callable[[], int]
    rounds: Rounds
    journal: Callable[[Asked], Message]
    offer: Callable[[str, int], Message | None]
    digest: Callable[[Asked], Message]

    def answer(
        self,
        text: str,
        who: str,
        shared: bool = False,
        surface: str = "command",
        channel: str | None = None,
        trigger: str | None = None,
    ) -> Message:
        """The answer to `/leak <text>`. An empty text is `status`; what we do not know gets a suggestion."""
        word, _, rest = text.strip().partition(" ")
        name = ALIASES.get(word.lower(), word.lower()) or "status"
        command = TABLE.get(name)
        if command is None or (shared and command.writes):
            near = difflib.get_close_matches(name, [*TABLE, *ALIASES], n=1, cutoff=0.5)
            nearest = ALIASES.get(near[0], near[0]) if near else None
            return answers.suggestion(word, nearest, texts=self.texts)
        asked = Asked(rest, who, self.now(), shared, surface, channel, trigger)
        return self._of_present(command.run(self, asked), command, rest)

    def status(self, asked: Asked) -> Message:
        """Open leaks first; settled ones only fill up what room is left."""
        counts = figures.counts_by_state(self.store)
        views = figures.views(self.store, UNSETTLED, answers.STATUS_SHOWN, asked.now)
        if len(views) < answers.STATUS_SHOWN:
            settled = (State.INVESTIGATED, State.FIXED)
            views += figures.views(self.store, settled, answers.STATUS_SHOWN - len(views), asked.now)
        return answers.status(
            views,
            counts,
            self.health(),
            sum(counts.values()),
            texts=self.texts,
            now=asked.now,
            shared_by=asked.shared_by,
        )

    def list_(self, asked: Asked) -> Message:
        """Every leak on a line."""
        views = figures.views(self.store, EVERY, answers.LIST_SHOWN, asked.now)
        total = sum(figures.counts_by_state(self.store).values())
        return answers.list_(views, total, texts=self.texts, now=asked.now, shared_by=asked.shared_by)

    def show(self, asked: Asked) -> Message:
        """All about one leak."""
        view = self._leak(asked, "show")
        if isinstance(view, Message):
            return view
        trend = trend_of(self.store, view, asked.now)
        numbers = (view.leak.number, *(merged.number for merged in view.took_in))
        history = [change for number in numbers for change in marks.changes(self.store, number)]
        own = [change for change in history if change.leak == view.leak.number or change.what != merges.MERGED]
        advice = advise(leaks.report_of(self.store, view.leak.number))
        return answers.show(view, trend, own, advice, texts=self.texts, now=asked.now, shared_by=asked.shared_by)

    def why(self, asked: Asked) -> Message:
        """How the reports of one leak were read and joined."""
        view = self._leak(asked, "why")
        if isinstance(view, Message):
            return view
        number = view.leak.number
        found = explain(leaks.report_of(self.store, number))
        keys = [(row["kind"], row["key"]) for row in leaks.keys_of(self.store, number, KEYS_SHOWN + 20)]
        counts = leaks.counts_by_rule(self.store, number)
        sums = answer_trend.arithmetic(self.texts, self._outlook(view, asked.now))
        return why(view, found, counts, keys, texts=self.texts, shared_by=asked.shared_by, sums=sums)

    def trend(self, asked: Asked) -> Message:
        """What the numbers say of one leak: verdict, since when, what stands behind it, what comes next."""
        view = self._leak(asked, "trend")
        if isinstance(view, Message):
            return view
        found = self._outlook(view, asked.now)
        return answer_trend.trend(view, found, texts=self.texts, now=asked.now, shared_by=asked.shared_by)

    def chart(self, leak: str, who: str) -> Message:
        """The chart's button: the picture comes into the leak's thread, once a minute at most."""
        asked = Asked(leak, who, self.now(), surface="button")
        view = self._leak(asked, "trend")
        if isinstance(view, Message):
            return view
        number, store = view.leak.number, self.store
        with store.transaction():
            home = outbox.home_of(store, number, self.marking.channel)
            outbox.ask_root(store, number, home, asked.now)
            outbox.ask(store, f"chart-L{number}-{asked.now // 60}", "chart", number, home, asked.now)
        self.marking.bell.set()
        return answer_trend.chart_comes(view, texts=self.texts)

    def _outlook(self, view: LeakView, now: int) -> Outlook:
        span = span_of(self.store, view, now)
        end = int(span.end)
        return outlook(span, figures.spots(self.store, view.leak.number, end - HISTORY_S, end))

    def take(self, asked: Asked) -> Message:
        """👀 by command."""
        view = self._leak(asked, "take")
        if isinstance(view, Message):
            return view
        new = self.marking.mark(view.leak.number, asked.who, MarkKind.INVESTIGATING, asked.surface)
        return answers.take(self._again(view), new, texts=self.texts)

    def done(self, asked: Asked) -> Message:
        """✅ by command, with a note if one follows the leak."""
        view = self._leak(asked, "done")
        if isinstance(view, Message):
            return view
        match = LEAK.match(asked.rest)
        note = (match[2] or "").strip()[:NOTE_CHARS] or None if match else None
        new = self.marking.mark(view.leak.number, asked.who, MarkKind.INVESTIGATED, asked.surface, note)
        answer = answers.done(self._again(view), new, texts=self.texts, note=note)
        return with_offer(answer, self.offer(asked.who, view.leak.number) if new else None)

    def fix(self, asked: Asked) -> Message:
        """Watch a fix, from a release, a date, or now on."""
        view = self._leak(asked, "fix")
        if isinstance(view, Message):
            return view
        match = LEAK.match(asked.rest)
        found = fixing.read(self.store, view, (match[2] or "") if match else "", asked.who, asked.now)
        if isinstance(found, answer_fix.Objection):
            return answer_fix.refused(view, found, texts=self.texts)
        fixing.register(self.store, self.marking.channel, found, asked.surface)
        self.marking.bell.set()
        return answer_fix.begun(self._again(view), texts=self.texts, now=asked.now)

    def snooze(self, asked: Asked) -> Message:
        """Let a leak's thread be quiet for a while, or end that."""
        view = self._leak(asked, "snooze")
        if isinstance(view, Message):
            return view
        match = LEAK.match(asked.rest)
        typed = (match[2] or "") if match else ""
        number, channel = view.leak.number, self.marking.channel
        if typed.strip().lower() in answer_snooze.AWAKE:
            change = Change(number, asked.now, asked.who, "wake", asked.surface)
            changed = snooze(self.store, channel, change, None, self.marking.bell)
            return answer_snooze.woken(view, changed, texts=self.texts)
        until = answer_snooze.read_until(typed, asked.now)
        if until is None:
            return answer_snooze.unread(view, typed, texts=self.texts)
        change = Change(number, asked.now, asked.who, f"snooze {until}", asked.surface)
        snooze(self.store, channel, change, until, self.marking.bell)
        return answer_snooze.snoozed(view, until, texts=self.texts)

    def undo(self, asked: Asked) -> Message:
        """Take back what one said last: the fix that one registered, else one's own marks."""
        view = self._leak(asked, "undo")
        if isinstance(view, Message):
            return view
        number, channel = view.leak.number, self.marking.channel
        if fixing.withdraw(self.store, channel, number, asked.who, asked.surface, asked.now):
            self.marking.bell.set()
            return answer_fix.withdrawn(view, texts=self.texts)
        changed = self.marking.unmark(view.leak.number, asked.who, asked.surface)
        return answers.undo(self._again(view), changed, texts=self.texts)

    def test(self, asked: Asked) -> Message:
        """What was heard from Sentry, and one post that shows that the channel can be reached: one a minute at most."""
        heard, channel = Heard(*queues.heard(self.store, asked.now - DAY_S)), self.marking.channel
        with self.store.transaction():
            key = f"test:{asked.who}:{asked.now // 60}"
            outbox.ask(self.store, key, "test", None, channel, asked.now, detail=asked.who)
        self.marking.bell.set()
        health = answers.health_line(self.texts, self.health(), asked.now)
        return connected(heard, channel, health, texts=self.texts)

    def help_(self, asked: Asked) -> Message:
        """The table as people read it."""
        rows = [(command.usage, command.text) for command in TABLE.values()]
        return answers.help_(rows, texts=self.texts, shared_by=asked.shared_by)

    def _leak(self, asked: Asked, name: str) -> LeakView | Message:
        match = LEAK.match(asked.rest)
        if match is None:
            return answers.needs_leak(name, texts=self.texts)
        number = int(match[1])
        view = figures.view(self.store, leaks.present_number(self.store, number), asked.now)
        return view if view is not None else answers.unknown_leak(number, texts=self.texts)

    def _of_present(self, message: Message, command: Command, rest: str) -> Message:
        """Says so where the leak that was asked for is a part of another now."""
        match = LEAK.match(rest) if "L3" in command.usage else None
        asked_for = int(match[1]) if match else 0
        present = leaks.present_number(self.store, asked_for) if match else asked_for
        if present == asked_for or (view := figures.view(self.store, present, self.now())) is None:
            return message
        return merges.moved(message, asked_for, view, texts=self.texts)

    def _again(self, view: LeakView) -> LeakView:
        return figures.view(self.store, view.leak.number, self.now()) or view


TABLE: Mapping[str, Command] = {
    "status": Command("status", "help-status", Commands.status),
    "list": Command("list", "help-list", Commands.list_),
    "show": Command("show L3", "help-show", Commands.show),
    "trend": Command("trend L3", "help-trend", Commands.trend),
    "why": Command("why L3", "help-why", Commands.why),
    "take": Command("take L3", "help-take", Commands.take, writes=True),
    "done": Command("done L3 [note]", "help-done", Commands.done, writes=True),
    "fix": Command("fix L3 [release or date]", "help-fix", Commands.fix, writes=True),
    "snooze": Command("snooze L3 7d", "help-snooze", Commands.snooze, writes=True),
    "undo": Command("undo L3", "help-undo", Commands.undo, writes=True),
    "test": Command("test", "help-test", Commands.test, writes=True),
    "journal": Command(
        "journal [export or forget]", "help-journal", lambda commands, asked: commands.journal(asked), writes=True
    ),
    "round": Command("round [join or leave]", "help-round", lambda commands, asked: commands.rounds.round_(asked)),
    "digest": Command("digest [3] [again]", "help-digest", lambda commands, asked: commands.digest(asked)),
    "pass": Command("pass [back] [3]", "help-pass", lambda commands, asked: commands.rounds.pass_(asked), writes=True),
    "remind": Command("remind [on or off]", "help-remind", lambda me, it: switch(me.store, it, me.texts), writes=True),
    "help": Command("help", "help-help", Commands.help_),
}
ALIASES: Mapping[str, str] = {
    "상태": "status",
    "목록": "list",
    "보기": "show",
    "추세": "trend",
    "이유": "why",
    "맡기": "take",
    "완료": "done",
    "고침": "fix",
    "미루기": "snooze",
    "취소": "undo",
    "시험": "test",
    "일지": "journal",
    "회차": "round",
    "요약": "digest",
    "패스": "pass",
    "알림": "remind",
    "도움말": "help",
    "?": "help",
}
