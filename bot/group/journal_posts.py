"""The messages of an entry in Slack: its post, its thread, their edits, and the offer after ✅."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from bot.core.group import journal_words
from bot.core.group.leak_numbers import in_short, numbers
from bot.core.group.promises import Promise, Promises, promises_of
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message
from bot.leaks.history import trend_of
from bot.slack.outgoing import Render, Rendered
from storage import journal, leak_views, leaks, outbox, programmes
from storage.engine import Engine
from storage.outbox import Outgoing
from storage.records import Candidate, Entry, LeakView, MessageKind
from storage.records.group_keys import EntryKey, OfferKey, ReplyKey

POST, EDIT, OFFER = MessageKind.JOURNAL, MessageKind.JOURNAL_EDIT, MessageKind.JOURNAL_OFFER
TEXT, TEXT_EDIT = MessageKind.JOURNAL_TEXT, MessageKind.JOURNAL_TEXT_EDIT
REFUSED = MessageKind.JOURNAL_REFUSED


def earlier_promises(store: Engine, programme: int, round_: int, person: str) -> list[Promise]:
    """Return a member's action items of all rounds before one, by round and position."""
    return [Promise(number, one) for number, one in journal.actions_before(store, programme, round_, person)]


def find_promises(store: Engine, programme: int, round_: int, person: str) -> Promises:
    """Return the action items of earlier rounds that an entry for a round shows."""
    began_at = next((one.begins_at for one in programmes.rounds(store, programme) if one.number == round_), 0)
    return promises_of(earlier_promises(store, programme, round_, person), began_at)


def follow_entry(store: Engine, entry: Entry, texts: Texts, now: int) -> None:
    """Queue posts and edits until Slack shows an entry as it is now. Needs a transaction."""
    programme = programmes.find(store, entry.programme)
    if programme is None or programme.channel is None or entry.shared_at is None:
        return
    key = EntryKey(entry.programme, entry.round, entry.person)
    root, detail = f"{POST}:{key}", str(key)
    channel = journal.channel_of(store, root) or programme.channel
    if outbox.was_asked(store, root):
        outbox.ask_state(store, f"{EDIT}:{key}", EDIT, None, channel, now, detail, after=root)
    else:
        outbox.ask(store, root, POST, None, channel, now, detail=detail)
    parts, before = len(_replies(store, entry, texts, now)), root
    for position in count():
        detail = str(ReplyKey(key, position))
        reply = f"{TEXT}:{detail}"
        if outbox.was_asked(store, reply):
            edit = f"{TEXT_EDIT}:{detail}"
            outbox.ask_state(store, edit, TEXT_EDIT, None, channel, now, detail, after=reply)
        elif position < parts:
            outbox.ask(store, reply, TEXT, None, channel, now, detail=detail, after=before)
        else:
            return
        before = reply


def _replies(store: Engine, entry: Entry, texts: Texts, now: int) -> list[Message]:
    candidates = journal.candidates(store, entry.programme, entry.person)
    before = find_promises(store, entry.programme, entry.round, entry.person)
    return journal_words.replies(entry, before, candidates, _evidence(store, candidates, texts, now), texts=texts)


def _evidence(store: Engine, candidates: list[Candidate], texts: Texts, now: int) -> dict[int, str]:
    figures = {}
    for number in {one.leak for one in candidates if one.leak is not None}:
        if (view := _view(store, number, now)) is not None:
            figures[number] = in_short(view, trend_of(store, view, now), texts=texts, now=now)
    return figures


def _view(store: Engine, leak: int | None, now: int) -> LeakView | None:
    if leak is None:
        return None
    return leak_views.view(store, leaks.present_number(store, leak), now)


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
        follow_entry(self.store, entry, self.texts, self.now())

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
        leak = _view(self.store, entry.leak, self.now())
        message = journal_words.root(programme, rounds[0], entry, leak, texts=self.texts, now=self.now())
        return Rendered.of(message, ts)

    def text(self, row: Outgoing) -> Rendered | None:
        """Render one reply of the thread as it is now; a reply that is no longer needed says so."""
        key = ReplyKey.parse(row.detail)
        target = f"{TEXT}:{key}" if row.kind == TEXT_EDIT else f"{POST}:{key.entry}"
        ts, entry = outbox.sent_as(self.store, target), self._find_shared(key.entry)
        if entry is None or ts is None:
            return None
        parts = _replies(self.store, entry, self.texts, self.now())
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
        view = _view(self.store, leak, self.now())
        if view is None:
            return ""
        return numbers(view, trend_of(self.store, view, self.now()), texts=self.texts, now=self.now())

    def evidence(self, candidates: list[Candidate]) -> dict[int, str]:
        """Return the figures of each leak that a candidate names, by the leak's number."""
        return _evidence(self.store, candidates, self.texts, self.now())

    def _find_shared(self, key: EntryKey) -> Entry | None:
        """Return the entry of a key if it is shared, else None."""
        entry = journal.find(self.store, key.programme, key.round, key.person)
        return entry if entry is not None and entry.shared_at is not None else None
