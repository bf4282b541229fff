"""A member's journal: build its modal, and store what was written there. This module does not call Slack."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.group import journal_view, journal_words
from bot.core.group.candidates import as_markdown
from bot.core.group.journal import (
    JournalContext,
    JournalForm,
    actions_of,
    form_of,
    meant_round,
    missing_fields,
    open_rounds,
    says_nothing_new,
    sections_of,
    shows_table,
    skipped_rounds,
    version,
)
from bot.core.group.journal_view import Memory
from bot.core.group.promises import settle
from bot.core.group.round_calendar import choose
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Block, Message
from bot.group.journal_posts import OFFER, JournalPosts, earlier_promises, find_promises
from bot.group.rounds import present_of
from storage import journal, leaks, outbox, programmes
from storage.engine import Engine, StoreError
from storage.records import Leak, Programme, Round
from storage.records.group_keys import OfferKey, RoundKey
from storage.records.spans import DAY_S

LEAKS_SHOWN = 100
SETTLED_S = 56 * DAY_S


class NoOpenRound(Exception):
    """A journal cannot be opened. sentence: the name of the text that says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class JournalEditor:
    """Edits journals. bell: wakes the sender."""

    store: Engine
    texts: Texts
    posts: JournalPosts
    now: Callable[[], int]
    bell: threading.Event

    def page(self, who: str, channel: str | None, leak: int | None = None) -> Block:
        """Build the modal for the round that an entry is for now. leak: one to attach.

        Raises:
            NoOpenRound: there is no programme, or it has not begun.
        """
        programme, rounds, meant = self._find_round(who, channel)
        book = self._book(programme, rounds, meant.number, who)
        form, memory = form_of(book), journal_view.remembered(book)
        if leak is not None:
            leak = leaks.present_number(self.store, leak)
            form = journal_view.filled(replace(form, leak=leak), self.posts.numbers(leak))
            book = replace(book, leaks=self._leaks(leak))
        return journal_view.page(book, form, memory, texts=self.texts)

    def fill(self, view: Mapping[str, Any], who: str) -> Block:
        """Build the modal with the figures of the chosen leak filled in."""
        memory, form = journal_view.read(view)
        alert = "" if form.leak is not None else self.texts.say("journal-choose-leak")
        if form.leak is not None:
            form = journal_view.filled(form, self.posts.numbers(form.leak))
            memory = replace(memory, filled=memory.filled + 1)
        return journal_view.page(self.read_book(memory, who), form, memory, texts=self.texts, alert=alert)

    def turn(self, view: Mapping[str, Any], who: str, number: int) -> Block:
        """Build the modal for another round, with its stored entry unless new text was typed already."""
        memory, typed = journal_view.read(view)
        before = self.read_book(memory, who)
        book = self.read_book(replace(memory, round=number), who)
        turned = memory.turned + 1
        stored = form_of(before)
        if dict(stored.texts) == dict(typed.texts) and stored.leak == typed.leak:
            new = journal_view.remembered(book, turned=turned)
            return journal_view.page(book, form_of(book), new, texts=self.texts)
        new = Memory(memory.programme, book.round.number, "0", turned)
        alert = self.texts.say("journal-carried", number=book.round.number)
        typed = replace(typed, ticked=form_of(book).ticked, dropped=frozenset())
        return journal_view.page(book, typed, new, texts=self.texts, alert=alert)

    def choose_sharing(self, view: Mapping[str, Any], who: str, shares: bool) -> Block:
        """Build the modal whose button shares the entry, or saves a draft."""
        memory, form = journal_view.read(view)
        memory = replace(memory, shares=shares)
        return journal_view.page(self.read_book(memory, who), form, memory, texts=self.texts)

    def submit(self, view: Mapping[str, Any], who: str) -> dict[str, Any] | None:
        """Store a submitted modal; None if it was stored, else Slack's response action for the modal."""
        memory, form = journal_view.read(view)
        try:
            with self.store.transaction():
                answer = self._submit(memory, form, who)
        except StoreError:
            errors = {memory.block_id("did"): self.texts.say("journal-not-kept")}
            return {"response_action": "errors", "errors": errors}
        self.bell.set()
        return answer

    def _submit(self, memory: Memory, form: JournalForm, who: str) -> dict[str, Any] | None:
        book = self.read_book(memory, who)
        if book.round.number != memory.round:
            alert = self.texts.say("journal-closed", number=memory.round, now=book.round.number)
            return self._again(book, form, memory, alert)
        if missing := missing_fields(form, book.is_shared):
            sentence = self.texts.say("journal-lacks")
            return {"response_action": "errors", "errors": {memory.block_id(name): sentence for name in missing}}
        if says_nothing_new(book, form):
            if self._settle(book, form) and book.entry is not None and book.is_shared:
                self.posts.follow(book.entry)
            return None
        if version(book) != memory.version:
            return self._again(book, form, memory, self.texts.say("journal-changed"))
        self._write(book, form)
        return None

    def _again(self, book: JournalContext, form: JournalForm, memory: Memory, alert: str) -> dict[str, Any]:
        """Update the modal to show the typed and the stored text; submitted again, it replaces the stored text."""
        new = journal_view.remembered(book, turned=memory.turned + 1, filled=memory.filled, shares=memory.shares)
        theirs = form_of(book) if book.entry is not None else None
        return {
            "response_action": "update",
            "view": journal_view.page(book, form, new, texts=self.texts, alert=alert, theirs=theirs),
        }

    def _write(self, book: JournalContext, form: JournalForm) -> None:
        store, now, person = self.store, self.now(), book.person
        programme, number = book.programme.id, book.round.number
        candidates = list(book.candidates)
        table = as_markdown(self.texts, candidates, self.posts.evidence(candidates)) if form.table else ""
        programmes.join(store, programme, person, now)
        sections = sections_of(book, form, table)
        journal.save(store, programme, number, person, sections, form.leak, now)
        before = journal.actions(store, programme, number, person)
        planned = next((part.text for part in sections if part.kind == "next"), "")
        journal.put_actions(store, programme, number, person, actions_of(planned, before, now))
        self._settle(book, form)
        if not book.is_shared and form.is_draft:
            return
        if journal.share(store, programme, number, person, now):
            programmes.give_pass_back(store, programme, number, person)
        if (entry := journal.find(store, programme, number, person)) is not None:
            self.posts.follow(entry)

    def _settle(self, book: JournalContext, form: JournalForm) -> bool:
        """Store which earlier action items are done or dropped; False if nothing changes."""
        if form.ticked is None:
            return False
        earlier = earlier_promises(self.store, book.programme.id, book.round.number, book.person)
        changed = settle(earlier, book.promises, form.ticked, form.dropped, self.now())
        for number, items in changed.items():
            journal.put_actions(self.store, book.programme.id, number, book.person, items)
        return bool(changed)

    def offer(self, who: str, leak: int) -> Message | None:
        """Ask whether a leak goes into a member's journal; None if they were asked in this round, or cannot write."""
        one = self._begin_offer(who, leak)
        return None if one is None else journal_words.offer(leak, one.number, texts=self.texts)

    def offer_by_message(self, who: str, leak: int, proved: bool = False) -> None:
        """Queue the same offer as a direct message. proved: it follows the proof of the person's fix, not a ✅."""
        if (one := self._begin_offer(who, leak)) is not None:
            detail = str(OfferKey(RoundKey(one.programme, one.number), leak, proved))
            outbox.ask(self.store, f"{OFFER}:{detail}:{who}", OFFER, None, who, self.now(), detail=detail)

    def _begin_offer(self, who: str, leak: int) -> Round | None:
        """Record that a member is asked about a leak; return the round, None if they are not to be asked."""
        try:
            programme, _, meant = self._find_round(who, None)
        except NoOpenRound:
            return None
        member = programmes.member(self.store, programme.id, who)
        if member is None or member.left_at is not None or programme.channel is None:
            return None
        with self.store.transaction():
            new = journal.offer(self.store, programme.id, meant.number, who, leak, self.now())
        return meant if new else None

    def _find_round(self, who: str, channel: str | None) -> tuple[Programme, list[Round], Round]:
        """Return the programme, all its rounds, and the round that an entry is for. Raises NoOpenRound."""
        chosen = self._programme_of(who, channel)
        if chosen is None:
            raise NoOpenRound("journal-no-programme")
        programme, rounds = chosen
        entries = journal.of_person(self.store, programme.id, who)
        shared = {entry.round for entry in entries if entry.shared_at is not None}
        meant = meant_round(rounds, programme, shared, self.now())
        if meant is None:
            raise NoOpenRound("journal-not-begun")
        return programme, rounds, meant

    def _programme_of(self, who: str, channel: str | None) -> tuple[Programme, list[Round]] | None:
        """Return the channel's programme; in another channel, one that the person belongs to, if any."""
        here = present_of(self.store, self.now(), channel)
        if here is None or here[0].channel == channel:
            return here
        members = {one: programmes.member(self.store, one.id, who) for one in programmes.every(self.store)}
        own = [one for one, member in members.items() if member is not None and member.left_at is None]
        rounds = {one.id: programmes.rounds(self.store, one.id) for one in own}
        chosen = choose(own, rounds, self.now(), channel)
        return here if chosen is None else (chosen, rounds[chosen.id])

    def _book(self, programme: Programme, rounds: list[Round], number: int, who: str) -> JournalContext:
        """Gather all that the modal needs for one round, or for the open round if that one is closed."""
        # All rounds may have been moved into the future while a modal was open: its own round stays a choice.
        choices = open_rounds(rounds, self.now()) or tuple(one for one in rounds if one.number == number)
        entries = {one.round: one for one in journal.of_person(self.store, programme.id, who)}
        present = choices[-1]
        choices = (*skipped_rounds(rounds, entries, self.now()), *choices)
        meant = next((one for one in choices if one.number == number), present)
        entry = entries.get(meant.number)
        shown = any(shows_table(one) for one in entries.values() if one.round != meant.number)
        return JournalContext(
            programme=programme,
            round=meant,
            choices=choices,
            person=who,
            entry=entry,
            promises=find_promises(self.store, programme.id, meant.number, who),
            candidates=tuple(journal.candidates(self.store, programme.id, who)),
            leaks=self._leaks(entry.leak if entry else None),
            is_first=not shown,
        )

    def read_book(self, memory: Memory, who: str) -> JournalContext:
        """Gather all that the modal needs for what it remembers."""
        programme = programmes.find(self.store, memory.programme)
        if programme is None:
            raise ValueError("the modal is of a programme that is gone")
        return self._book(programme, programmes.rounds(self.store, programme.id), memory.round, who)

    def _leaks(self, attached: int | None) -> tuple[Leak, ...]:
        choices = journal.leaks_to_attach(self.store, self.now() - SETTLED_S, LEAKS_SHOWN)
        if attached is not None and all(one.number != attached for one in choices):
            one = leaks.find_leak(self.store, attached)
            choices = [*([one] if one else []), *choices[: LEAKS_SHOWN - 1]]
        return tuple(choices)
