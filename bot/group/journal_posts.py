"""The messages of an entry in Slack: its post, its thread, their edits, and the offer after ✅."""

from __future__ import annotations

from collections.abc import Callable
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
from storage.records.group_keys import EntryKey, OfferKey, ReplyKey

POST, EDIT, OFFER = MessageKind.JOURNAL, MessageKind.JOURNAL_EDIT, MessageKind.JOURNAL_OFFER
TEXT, TEXT_EDIT = MessageKind.JOURNAL_TEXT, MessageKind.JOURNAL_TEXT_EDIT
REFUSED = MessageKind.JOURNAL_REFUSED


def find_last_actions(store: Engine, programme: int, round_: int, person: str) -> tuple[int, list[Action]]:
    """Return a member's action items of the latest earlier round that has some, with its number; else 0 and none."""
    before = [one.number for one in programmes.rounds(store, programme) if one.number < round_]
    for number in reversed(before):
        if actions := journal.actions(store, programme, number, person):
            return number, actions
    return 0, []


@dataclass(frozen=True)
class JournalPosts:
    """Queues the messages of an entry, and renders them when they are sent."""

    store: Engine
    texts: Texts
    now: Callable[[], int]

    def kinds(self) -> dict[MessageKind, Render]:
        """Map each kind of outbox row to the function that renders it."""
        texts = {TEXT: self.text, TEXT_EDIT: self.text}
        return {POST: self.root, EDIT: self.root, **texts, OFFER: self.offer, REFUSED: self.refused}

    def follow(self, entry: Entry) -> None:
        """Queue posts and edits until Slack shows an entry as it is now. Needs a transaction."""
        programme = programmes.find(self.store, entry.programme)
        if programme is None or programme.channel is None or entry.shared_at is None:
            return
        key, now = EntryKey(entry.programme, entry.round, entry.person), self.now()
        root, detail = f"{POST}:{key}", str(key)
        channel = journal.channel_of(self.store, root) or programme.channel
        if outbox.was_asked(self.store, root):
            outbox.ask_state(self.store, f"{EDIT}:{key}", EDIT, None, channel, now, detail, after=root)
        else:
            outbox.ask(self.store, root, POST, None, channel, now, detail=detail)
        parts, before = len(self._replies(entry)), root
        for position in count():
            detail = str(ReplyKey(key, position))
            reply = f"{TEXT}:{detail}"
            if outbox.was_asked(self.store, reply):
                edit = f"{TEXT_EDIT}:{detail}"
                outbox.ask_state(self.store, edit, TEXT_EDIT, None, channel, now, detail, after=reply)
            elif position < parts:
                outbox.ask(self.store, reply, TEXT, None, channel, now, detail=detail, after=before)
            else:
                return
            before = reply

    def root(self, row: Outgoing) -> Rendered | None:
        """Render the post as it is now."""
        ts = outbox.sent_as(self.store, f"{POST}:{row.detail}") if row.kind == EDIT else None
        entry = self._find_shared(EntryKey.parse(row.detail))
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
        """Render one reply of the thread as it is now; a reply that is no longer needed says so."""
        key = ReplyKey.parse(row.detail)
        target = f"{TEXT}:{key}" if row.kind == TEXT_EDIT else f"{POST}:{key.entry}"
        ts, entry = outbox.sent_as(self.store, target), self._find_shared(key.entry)
        if entry is None or ts is None:
            return None
        parts = self._replies(entry)
        message = parts[key.position] if key.position < len(parts) else journal_words.gone(texts=self.texts)
        return Rendered.of(message, ts)

    def offer(self, row: Outgoing) -> Rendered | None:
        """Render the direct message to the person who investigated a leak, or whose fix is proved."""
        key = OfferKey.parse(row.detail)
        message = journal_words.offer(key.leak, key.round.round, key.is_proved, texts=self.texts)
        return Rendered.of(message)

    def report_parked(self, row: Outgoing) -> None:
        """Tell the writer, once for each save, that Slack refused a message of their entry. Needs a transaction."""
        if row.kind in (POST, EDIT, TEXT, TEXT_EDIT):
            is_reply = row.kind in (TEXT, TEXT_EDIT)
            entry = ReplyKey.parse(row.detail).entry if is_reply else EntryKey.parse(row.detail)
            key = f"{REFUSED}:{entry}:{row.asked_at}"
            outbox.ask(self.store, key, REFUSED, None, entry.person, self.now(), detail=str(entry))

    def refused(self, row: Outgoing) -> Rendered | None:
        """Render the direct message to the writer of an entry that Slack does not show in full."""
        entry = self._find_shared(EntryKey.parse(row.detail))
        if entry is None:
            return None
        message = journal_words.sentence("journal-refused", texts=self.texts, number=entry.round)
        return Rendered.of(message)

    def numbers(self, leak: int) -> str:
        """Return a leak's figures for the field "numbers"; empty if there is no such leak."""
        view = self._view(leak)
        if view is None:
            return ""
        return numbers(view, trend_of(self.store, view, self.now()), texts=self.texts, now=self.now())

    def evidence(self, candidates: list[Candidate]) -> dict[int, str]:
        """Return the figures of each leak that a candidate names, by the leak's number."""
        figures = {}
        for number in {one.leak for one in candidates if one.leak is not None}:
            if (view := self._view(number)) is not None:
                trend = trend_of(self.store, view, self.now())
                figures[number] = in_short(view, trend, texts=self.texts, now=self.now())
        return figures

    def _replies(self, entry: Entry) -> list[Message]:
        candidates = journal.candidates(self.store, entry.programme, entry.person)
        _, before = find_last_actions(self.store, entry.programme, entry.round, entry.person)
        return journal_words.replies(entry, before, candidates, self.evidence(candidates), texts=self.texts)

    def _view(self, leak: int | None) -> LeakView | None:
        if leak is None:
            return None
        return leak_views.view(self.store, leaks.present_number(self.store, leak), self.now())

    def _find_shared(self, key: EntryKey) -> Entry | None:
        """Return the entry of a key if it is shared, else None."""
        entry = journal.find(self.store, key.programme, key.round, key.person)
        return entry if entry is not None and entry.shared_at is not None else None
