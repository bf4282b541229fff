"""What an entry becomes in Slack: a post, its thread, the edits that follow, and the offer after ✅."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

from bot.core.group import journal_words
from bot.core.group.leak_numbers import in_short, numbers
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message
from bot.leaks.history import trend_of
from bot.slack.outgoing import Render, Rendered
from storage import journal, leak_views, leaks, outbox, programmes
from storage.engine import Engine
from storage.outbox import Outgoing
from storage.records import Action, Candidate, Entry, LeakView, MessageKind

POST, EDIT, OFFER = MessageKind.JOURNAL, MessageKind.JOURNAL_EDIT, MessageKind.JOURNAL_OFFER
TEXT, TEXT_EDIT = MessageKind.JOURNAL_TEXT, MessageKind.JOURNAL_TEXT_EDIT
REFUSED = MessageKind.JOURNAL_REFUSED


def whose(programme: int, round_: int, person: str) -> str:
    """One entry, as the keys of its rows in the outbox name it."""
    return f"P{programme}:R{round_}:{person}"


def last_actions(store: Engine, programme: int, round_: int, person: str) -> tuple[int, list[Action]]:
    """What a member set out to do in the latest round before, with its number; 0 and none if they never did."""
    before = [one.number for one in programmes.rounds(store, programme) if one.number < round_]
    for number in reversed(before):
        if found := journal.actions(store, programme, number, person):
            return number, found
    return 0, []


@dataclass(frozen=True)
class Posts:
    """Asks for an entry's messages, and writes them when they are sent."""

    store: Engine
    texts: Texts
    now: Callable[[], int]

    def kinds(self) -> Mapping[MessageKind, Render]:
        """By kind of the outbox's rows, who renders it."""
        texts = {TEXT: self.text, TEXT_EDIT: self.text}
        return {POST: self.root, EDIT: self.root, **texts, OFFER: self.offer, REFUSED: self.refused}

    def follow(self, entry: Entry) -> None:
        """Have Slack show an entry as it is now. Needs a transaction."""
        programme = programmes.find(self.store, entry.programme)
        if programme is None or programme.channel is None or entry.shared_at is None:
            return
        name, now = whose(entry.programme, entry.round, entry.person), self.now()
        root = f"{POST}:{name}"
        channel = journal.channel_of(self.store, root) or programme.channel
        if outbox.was_asked(self.store, root):
            outbox.ask_state(self.store, f"{EDIT}:{name}", EDIT, None, channel, now, name, after=root)
        else:
            outbox.ask(self.store, root, POST, None, channel, now, detail=name)
        parts, before = len(self._replies(entry)), root
        for n in count():
            key, detail = f"{TEXT}:{name}:{n}", f"{name}:{n}"
            if outbox.was_asked(self.store, key):
                edit = f"{TEXT_EDIT}:{detail}"
                outbox.ask_state(self.store, edit, TEXT_EDIT, None, channel, now, detail, after=key)
            elif n < parts:
                outbox.ask(self.store, key, TEXT, None, channel, now, detail=detail, after=before)
            else:
                return
            before = key

    def root(self, row: Outgoing) -> Rendered | None:
        """The post as it is now."""
        ts = outbox.sent_as(self.store, f"{POST}:{row.detail}") if row.kind == EDIT else None
        entry = self._entry(row.detail)
        programme = programmes.find(self.store, entry.programme) if entry else None
        if entry is None or programme is None or (row.kind == EDIT and ts is None):
            return None
        rounds = [one for one in programmes.rounds(self.store, programme.id) if one.number == entry.round]
        if not rounds:
            return None
        leak = self._view(entry.leak)
        message = journal_words.root(programme, rounds[0], entry, leak, texts=self.texts, now=self.now())
        return Rendered.of(message, ts)

    def text(self, row: Outgoing) -> Rendered | None:
        """One reply of the thread as it is now; one that is not needed any more says so."""
        name, _, n = row.detail.rpartition(":")
        where = f"{TEXT}:{row.detail}" if row.kind == TEXT_EDIT else f"{POST}:{name}"
        ts, entry = outbox.sent_as(self.store, where), self._entry(name)
        if entry is None or ts is None:
            return None
        parts = self._replies(entry)
        message = parts[int(n)] if int(n) < len(parts) else journal_words.gone(texts=self.texts)
        return Rendered.of(message, ts)

    def offer(self, row: Outgoing) -> Rendered | None:
        """A direct message to who marked a leak as investigated, or whose fix is proved."""
        _, round_, leak, *proved = row.detail.split(":")
        message = journal_words.offer(int(leak[1:]), int(round_[1:]), bool(proved), texts=self.texts)
        return Rendered.of(message)

    def parked(self, row: Outgoing) -> None:
        """Slack does not take a message of an entry: its writer is told, once for each save. Needs a transaction."""
        if row.kind in (POST, EDIT, TEXT, TEXT_EDIT):
            name = ":".join(row.detail.split(":")[:3])
            key = f"{REFUSED}:{name}:{row.asked_at}"
            outbox.ask(self.store, key, REFUSED, None, name.split(":")[2], self.now(), detail=name)

    def refused(self, row: Outgoing) -> Rendered | None:
        """A direct message to who wrote an entry that Slack does not show in full."""
        entry = self._entry(row.detail)
        if entry is None:
            return None
        message = journal_words.sentence("journal-refused", texts=self.texts, number=entry.round)
        return Rendered.of(message)

    def numbers(self, leak: int) -> str:
        """What is known of a leak, for the field "numbers"; empty if there is no such leak."""
        view = self._view(leak)
        if view is None:
            return ""
        return numbers(view, trend_of(self.store, view, self.now()), texts=self.texts, now=self.now())

    def evidence(self, candidates: list[Candidate]) -> dict[int, str]:
        """By leak, what its reports say of the candidates that name one."""
        found = {}
        for number in {one.leak for one in candidates if one.leak is not None}:
            if (view := self._view(number)) is not None:
                trend = trend_of(self.store, view, self.now())
                found[number] = in_short(view, trend, texts=self.texts, now=self.now())
        return found

    def _replies(self, entry: Entry) -> list[Message]:
        candidates = journal.candidates(self.store, entry.programme, entry.person)
        _, before = last_actions(self.store, entry.programme, entry.round, entry.person)
        return journal_words.replies(entry, before, candidates, self.evidence(candidates), texts=self.texts)

    def _view(self, leak: int | None) -> LeakView | None:
        if leak is None:
            return None
        return leak_views.view(self.store, leaks.present_number(self.store, leak), self.now())

    def _entry(self, name: str) -> Entry | None:
        """The entry of a key, if everybody may see it."""
        programme, round_, person = name.split(":", 2)
        entry = journal.find(self.store, int(programme[1:]), int(round_[1:]), person)
        return entry if entry is not None and entry.shared_at is not None else None
