"""The table of `/leak` commands: name → function. A command reads, may mark, and answers; it never waits for Slack."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.texts.bundles import Texts
from bot.core.words import answers, merges
from bot.core.words.answers import Health
from bot.core.words.connection_check import Heard, connected
from bot.core.words.messages import Message
from bot.group.reminder_job import switch
from bot.group.rounds import NoSuchProgramme, RoundCommands
from bot.leaks.marks import Marking
from bot.listeners.leak_commands import LEAK, LeakCommands, NoSuchLeak
from bot.slack.request import Asked
from storage import leak_views, leaks, outbox, queues, refusals
from storage.engine import Engine
from storage.records import MessageKind, State
from storage.records.spans import DAY_S

UNSETTLED = (State.RETURNED, State.OPEN, State.INVESTIGATING, State.WATCHING)
EVERY = (*UNSETTLED, State.INVESTIGATED, State.FIXED)


@dataclass(frozen=True)
class Command:
    """A row of the table.

    Attributes:
        usage: as the help shows it.
        text: the name of its sentence in the texts.
        run: answers the command.
        writes: the command changes data, so its answer cannot be shared.
    """

    usage: str
    text: str
    run: Callable[[Commands, Asked], Message]
    writes: bool = False


@dataclass(frozen=True, kw_only=True)
class Commands:
    """Answer what people type after `/leak`.

    Attributes:
        health: returns the bot's own health.
        journal: opens the journal's modal, or returns why not. An empty message means that it is open.
    """

    store: Engine
    texts: Texts
    marking: Marking
    leak: LeakCommands
    health: Callable[[], Health]
    now: Callable[[], int]
    rounds: RoundCommands
    journal: Callable[[Asked], Message]
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
        """Answer `/leak <text>`. An empty text means `status`; an unknown command gets a suggestion."""
        word, rest = [*text.split(None, 1), "", ""][:2]
        name = ALIASES.get(word.lower(), word.lower()) or "status"
        command = TABLE.get(name)
        if command is None or (shared and command.writes):
            near = difflib.get_close_matches(name, [*TABLE, *ALIASES], n=1, cutoff=0.5)
            nearest = ALIASES.get(near[0], near[0]) if near else None
            return answers.suggestion(word, nearest, texts=self.texts)
        asked = Asked(rest, who, self.now(), shared, surface, channel, trigger)
        self._wake_sender(who)
        try:
            message = command.run(self, asked)
        except (NoSuchLeak, NoSuchProgramme) as unknown:
            return unknown.answer
        return self._of_present(message, command, rest)

    def _wake_sender(self, who: str) -> None:
        """Remember that this person used `/leak`, and retry messages that Slack refused."""
        refusals.used_command(self.store, who, self.now())
        if refusals.retry_now(self.store, self.now()):
            self.marking.bell.set()

    def chart(self, leak: str, who: str) -> Message:
        """Answer the chart button."""
        try:
            return self.leak.chart(leak, who)
        except NoSuchLeak as unknown:
            return unknown.answer

    def status(self, asked: Asked) -> Message:
        """Show open leaks first; settled ones fill the remaining lines."""
        counts = leak_views.counts_by_state(self.store)
        views = leak_views.views(self.store, UNSETTLED, answers.STATUS_SHOWN, asked.now)
        if len(views) < answers.STATUS_SHOWN:
            settled = (State.INVESTIGATED, State.FIXED)
            views += leak_views.views(self.store, settled, answers.STATUS_SHOWN - len(views), asked.now)
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
        """List every leak, one a line."""
        views = leak_views.views(self.store, EVERY, answers.LIST_SHOWN, asked.now)
        total = sum(leak_views.counts_by_state(self.store).values())
        return answers.list_(views, total, texts=self.texts, now=asked.now, shared_by=asked.shared_by)

    def test(self, asked: Asked) -> Message:
        """Report the last webhooks from Sentry and queue a test post for the channel, at most one a minute."""
        heard, channel = Heard(*queues.heard(self.store, asked.now - DAY_S)), self.marking.channel
        with self.store.transaction():
            key = f"test:{asked.who}:{asked.now // 60}"
            outbox.ask(self.store, key, MessageKind.TEST, None, channel, asked.now, detail=asked.who)
        self.marking.bell.set()
        health = answers.health_line(self.texts, self.health(), asked.now)
        return connected(heard, channel, health, texts=self.texts)

    def round_(self, asked: Asked) -> Message:
        """Show the round, or join or leave the programme."""
        return self.rounds.round_(asked)

    def pass_(self, asked: Asked) -> Message:
        """Skip a round, or undo that."""
        return self.rounds.pass_(asked)

    def remind(self, asked: Asked) -> Message:
        """Switch reminders on or off."""
        return switch(self.store, asked, self.texts)

    def open_journal(self, asked: Asked) -> Message:
        """Open the journal's modal, or export or delete the person's entries."""
        return self.journal(asked)

    def show_digest(self, asked: Asked) -> Message:
        """Show a round's digest."""
        return self.digest(asked)

    def help_(self, asked: Asked) -> Message:
        """List the commands."""
        rows = [(command.usage, command.text) for command in TABLE.values()]
        return answers.help_(rows, texts=self.texts, shared_by=asked.shared_by)

    def _of_present(self, message: Message, command: Command, rest: str) -> Message:
        """Add a note to the answer if the leak that was asked for was merged into another."""
        match = LEAK.match(rest) if "L3" in command.usage else None
        asked_for = int(match[1]) if match else 0
        present = leaks.present_number(self.store, asked_for) if match else asked_for
        if present == asked_for or (view := leak_views.view(self.store, present, self.now())) is None:
            return message
        return merges.moved(message, asked_for, view, texts=self.texts)


def _of_leak(run: Callable[[LeakCommands, Asked], Message]) -> Callable[[Commands, Asked], Message]:
    def run_with_leaks(commands: Commands, asked: Asked) -> Message:
        return run(commands.leak, asked)

    return run_with_leaks


TABLE: Mapping[str, Command] = {
    "status": Command("status", "help-status", Commands.status),
    "list": Command("list", "help-list", Commands.list_),
    "show": Command("show L3", "help-show", _of_leak(LeakCommands.show)),
    "trend": Command("trend L3", "help-trend", _of_leak(LeakCommands.trend)),
    "why": Command("why L3", "help-why", _of_leak(LeakCommands.why)),
    "take": Command("take L3", "help-take", _of_leak(LeakCommands.take), writes=True),
    "done": Command("done L3 [note]", "help-done", _of_leak(LeakCommands.done), writes=True),
    "fix": Command("fix L3 [release or date]", "help-fix", _of_leak(LeakCommands.fix), writes=True),
    "snooze": Command("snooze L3 7d", "help-snooze", _of_leak(LeakCommands.snooze), writes=True),
    "undo": Command("undo L3", "help-undo", _of_leak(LeakCommands.undo), writes=True),
    "test": Command("test", "help-test", Commands.test, writes=True),
    "journal": Command("journal [export or forget]", "help-journal", Commands.open_journal, writes=True),
    "round": Command("round [join or leave]", "help-round", Commands.round_),
    "digest": Command("digest [3] [again]", "help-digest", Commands.show_digest),
    "pass": Command("pass [back] [3]", "help-pass", Commands.pass_, writes=True),
    "remind": Command("remind [on or off]", "help-remind", Commands.remind, writes=True),
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
