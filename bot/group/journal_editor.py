"""A member's journal: what the modal shows, and what becomes of what was written there. Slack is not called here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.group import candidate_view, journal_view, journal_words
from bot.core.group.candidates import CANDIDATES_MAX, as_markdown
from bot.core.group.journal import (
    TABLE,
    JournalContext,
    JournalForm,
    actions_of,
    form_of,
    lacking,
    meant_round,
    open_rounds,
    says_nothing_new,
    sections_of,
    tick,
    version,
)
from bot.core.group.journal_view import Memory
from bot.core.group.round_calendar import choose
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Block, Message
from bot.group.journal_posts import OFFER, Posts, last_actions
from bot.group.rounds import present_of
from storage import journal, leaks, outbox, programmes
from storage.engine import Engine, StoreError
from storage.records import Entry, Leak, Programme, Round
from storage.records.spans import DAY_S

LEAKS_SHOWN = 100
SETTLED_S = 56 * DAY_S


@dataclass(frozen=True)
class Journaling:
    """bell: rung when there is something to say."""

    store: Engine
    texts: Texts
    posts: Posts
    now: Callable[[], int]
    bell: threading.Event

    def page(self, who: str, channel: str | None, leak: int | None = None) -> Block | str:
        """The modal for the round that an entry is for now; leak: one to attach. Else why there is none."""
        found = self._programme_of(who, channel)
        if found is None:
            return "journal-no-programme"
        programme, rounds = found
        meant = meant_round(rounds, programme, self._shared(programme, who), self.now())
        if meant is None:
            return "journal-not-begun"
        book = self.book(programme, rounds, meant.number, who)
        form, memory = form_of(book), journal_view.remembered(book)
        if leak is not None:
            leak = leaks.present_number(self.store, leak)
            form = journal_view.filled(replace(form, leak=leak), self.posts.numbers(leak))
            book = replace(book, leaks=self._leaks(leak))
        return journal_view.page(book, form, memory, texts=self.texts)

    def fill(self, view: Mapping[str, Any], who: str) -> Block:
        """The modal with the numbers of the leak that was chosen."""
        memory, form = journal_view.read(view)
        alert = "" if form.leak is not None else self.texts.say("journal-choose-leak")
        if form.leak is not None:
            form = journal_view.filled(form, self.posts.numbers(form.leak))
            memory = replace(memory, filled=memory.filled + 1)
        return journal_view.page(self._book(memory, who), form, memory, texts=self.texts, alert=alert)

    def turn(self, view: Mapping[str, Any], who: str, number: int) -> Block:
        """The modal for another round: with what is kept for that one, unless something new was typed already."""
        memory, typed = journal_view.read(view)
        before = self._book(memory, who)
        book = self._book(replace(memory, round=number), who)
        turned = memory.turned + 1
        kept = form_of(before)
        if dict(kept.texts) == dict(typed.texts) and kept.leak == typed.leak:
            new = journal_view.remembered(book, turned=turned)
            return journal_view.page(book, form_of(book), new, texts=self.texts)
        new = Memory(memory.programme, book.round.number, "0", turned)
        alert = self.texts.say("journal-carried", number=book.round.number)
        typed = replace(typed, ticked=form_of(book).ticked)
        return journal_view.page(book, typed, new, texts=self.texts, alert=alert)

    def keep(self, view: Mapping[str, Any], who: str) -> dict[str, Any] | None:
        """Keep what was submitted. None: it is kept; else what Slack is to do with the modal."""
        memory, form = journal_view.read(view)
        try:
            with self.store.transaction():
                answer = self._keep(memory, form, who)
        except StoreError:
            said = self.texts.say("journal-not-kept")
            return {"response_action": "errors", "errors": {memory.block_id("did"): said}}
        self.bell.set()
        return answer

    def _keep(self, memory: Memory, form: JournalForm, who: str) -> dict[str, Any] | None:
        book = self._book(memory, who)
        if book.round.number != memory.round:
            alert = self.texts.say("journal-closed", number=memory.round, now=book.round.number)
            return self._again(book, form, memory, alert)
        lacks = lacking(form, book.is_shared)
        if lacks:
            said = self.texts.say("journal-lacks")
            return {"response_action": "errors", "errors": {memory.block_id(name): said for name in lacks}}
        if says_nothing_new(book, form):
            self._tick(book, form)
            return None
        if version(book) != memory.version:
            return self._again(book, form, memory, self.texts.say("journal-changed"))
        self._write(book, form)
        return None

    def _again(self, book: JournalContext, form: JournalForm, memory: Memory, alert: str) -> dict[str, Any]:
        """The modal with what was typed and what is kept; submitted again, it replaces that."""
        new = journal_view.remembered(book, turned=memory.turned + 1, filled=memory.filled)
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
        self._tick(book, form)
        if not book.is_shared and form.is_draft:
            return
        if journal.share(store, programme, number, person, now):
            programmes.give_pass_back(store, programme, number, person)
        if (entry := journal.find(store, programme, number, person)) is not None:
            self.posts.follow(entry)

    def _tick(self, book: JournalContext, form: JournalForm) -> None:
        if book.last:
            items = tick(book.last, form.ticked, self.now())
            journal.put_actions(self.store, book.programme.id, book.last_round, book.person, items)

    def candidate_page(self, view: Mapping[str, Any], who: str) -> Block:
        """The modal for a candidate, above the journal's."""
        memory, _ = journal_view.read(view)
        book = self._book(memory, who)
        return candidate_view.page(str(view["id"]), memory.dumps(), book.leaks, texts=self.texts)

    def add_candidate(self, view: Mapping[str, Any], who: str) -> dict[str, str]:
        """Keep a candidate. What is wrong with it, by block; empty: it is kept."""
        memory = Memory.loads(candidate_view.parent_of(view)[1])
        try:
            with self.store.transaction():
                known = journal.candidates(self.store, memory.programme, who)
                position = max((one.position for one in known), default=0) + 1
                new = candidate_view.read(view, position)
                if not isinstance(new, dict) and any(replace(one, position=position) == new for one in known):
                    return {}  # a request that Slack sends again
                if not isinstance(new, dict) and len(known) >= CANDIDATES_MAX:
                    new = {"problem": "candidate-full"}
                if isinstance(new, dict):
                    return {block: self.texts.say(name) for block, name in new.items()}
                journal.put_candidates(self.store, memory.programme, who, [*known, new])
                self._follow_table(memory.programme, who)
        except StoreError:
            return {"problem": self.texts.say("journal-not-kept")}
        self.bell.set()
        return {}

    def change_candidate(self, view: Mapping[str, Any], who: str, act: str, position: int) -> Block:
        """Choose a candidate, or not any more, or take it away; the modal as it is then."""
        memory, form = journal_view.read(view)
        with self.store.transaction():
            known = journal.candidates(self.store, memory.programme, who)
            rest = [one for one in known if one.position != position]
            if act == "choose":
                rest = [
                    replace(one, chosen_at=self.now() if one.chosen_at is None else None)
                    if one.position == position
                    else one
                    for one in known
                ]
            journal.put_candidates(self.store, memory.programme, who, rest)
            self._follow_table(memory.programme, who)
        self.bell.set()
        return journal_view.page(self._book(memory, who), form, memory, texts=self.texts)

    def below(self, view: Mapping[str, Any], who: str) -> tuple[str, Block]:
        """The journal's modal below a candidate's, and its id. What was typed stays: the blocks keep their ids."""
        parent, told = candidate_view.parent_of(view)
        memory = Memory.loads(told)
        book = self._book(memory, who)
        return parent, journal_view.page(book, form_of(book), memory, texts=self.texts)

    def _follow_table(self, programme: int, who: str) -> None:
        for entry in journal.of_person(self.store, programme, who):
            if entry.shared_at is not None and _shows_table(entry):
                self.posts.follow(entry)

    def offer(self, who: str, leak: int) -> Message | None:
        """The question whether a leak goes into a member's journal, asked once a round; None: not to be asked."""
        round_ = self._offered(who, leak)
        return None if round_ is None else journal_words.offer(leak, round_.number, texts=self.texts)

    def offer_by_message(self, who: str, leak: int, proved: bool = False) -> None:
        """The same as a direct message. proved: it is not ✅ that it comes after, but the proof of the person's fix."""
        if (round_ := self._offered(who, leak)) is not None:
            detail = f"P{round_.programme}:R{round_.number}:L{leak}{':proved' if proved else ''}"
            outbox.ask(self.store, f"{OFFER}:{detail}:{who}", OFFER, None, who, self.now(), detail=detail)

    def _offered(self, who: str, leak: int) -> Round | None:
        found = self._programme_of(who, None)
        if found is None:
            return None
        programme, rounds = found
        member = programmes.member(self.store, programme.id, who)
        meant = meant_round(rounds, programme, self._shared(programme, who), self.now())
        if member is None or member.left_at is not None or meant is None or programme.channel is None:
            return None
        with self.store.transaction():
            new = journal.offer(self.store, programme.id, meant.number, who, leak, self.now())
        return meant if new else None

    def _programme_of(self, who: str, channel: str | None) -> tuple[Programme, list[Round]] | None:
        """The channel's programme; asked elsewhere, one that the person belongs to, if any."""
        found = present_of(self.store, self.now(), channel)
        if found is None or found[0].channel == channel:
            return found
        members = {one: programmes.member(self.store, one.id, who) for one in programmes.every(self.store)}
        own = [one for one, member in members.items() if member is not None and member.left_at is None]
        rounds = {one.id: programmes.rounds(self.store, one.id) for one in own}
        chosen = choose(own, rounds, self.now(), channel)
        return found if chosen is None else (chosen, rounds[chosen.id])

    def book(self, programme: Programme, rounds: list[Round], number: int, who: str) -> JournalContext:
        """All that the modal needs for one round; for one that takes no entries any more, the round that does."""
        # A modal that was open while all rounds were moved into the future still holds what was written for its own.
        choices = open_rounds(rounds, self.now()) or tuple(one for one in rounds if one.number == number)
        entries = {one.round: one for one in journal.of_person(self.store, programme.id, who)}
        meant = next((one for one in choices if one.number == number), choices[-1])
        last_round, last = last_actions(self.store, programme.id, meant.number, who)
        entry = entries.get(meant.number)
        shown = any(_shows_table(one) for one in entries.values() if one.round != meant.number)
        return JournalContext(
            programme,
            meant,
            choices,
            who,
            entry,
            tuple(last),
            last_round,
            tuple(journal.candidates(self.store, programme.id, who)),
            self._leaks(entry.leak if entry else None),
            not shown,
        )

    def _book(self, memory: Memory, who: str) -> JournalContext:
        programme = programmes.find(self.store, memory.programme)
        if programme is None:
            raise ValueError("the modal is of a programme that is gone")
        return self.book(programme, programmes.rounds(self.store, programme.id), memory.round, who)

    def _leaks(self, attached: int | None) -> tuple[Leak, ...]:
        found = journal.leaks_to_attach(self.store, self.now() - SETTLED_S, LEAKS_SHOWN)
        if attached is not None and all(one.number != attached for one in found):
            one = leaks.find_leak(self.store, attached)
            found = [*([one] if one else []), *found[: LEAKS_SHOWN - 1]]
        return tuple(found)

    def _shared(self, programme: Programme, who: str) -> set[int]:
        entries = journal.of_person(self.store, programme.id, who)
        return {one.round for one in entries if one.shared_at is not None}


def _shows_table(entry: Entry) -> bool:
    return any(part.kind == TABLE and not part.heading for part in entry.sections)
