"""The candidates of a member's journal: add one, choose one, remove one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.group import candidate_view, journal_view
from bot.core.group.candidate_view import InvalidCandidate
from bot.core.group.candidates import CANDIDATES_MAX
from bot.core.group.journal import form_of, shows_table
from bot.core.group.journal_view import Memory
from bot.core.words.blocks import Block
from bot.group.journal_editor import JournalEditor
from storage import journal
from storage.engine import StoreError


def build_candidate_page(editor: JournalEditor, view: Mapping[str, Any], who: str) -> Block:
    """Build the modal for a candidate, to be pushed above the journal's."""
    memory, _ = journal_view.read(view)
    book = editor.read_book(memory, who)
    return candidate_view.page(str(view["id"]), memory.dumps(), book.leaks, texts=editor.texts)


def add_candidate(editor: JournalEditor, view: Mapping[str, Any], who: str) -> dict[str, str]:
    """Store a candidate; return the errors by block, none if it was stored."""
    memory = Memory.loads(candidate_view.parent_of(view)[1])
    try:
        with editor.store.transaction():
            known = journal.candidates(editor.store, memory.programme, who)
            position = max((one.position for one in known), default=0) + 1
            new = candidate_view.read(view, position)
            if any(replace(one, position=position) == new for one in known):
                return {}  # Slack sent the request again
            if len(known) >= CANDIDATES_MAX:
                raise InvalidCandidate({"problem": "candidate-full"})
            journal.put_candidates(editor.store, memory.programme, who, [*known, new])
            _follow_table(editor, memory.programme, who)
    except InvalidCandidate as problem:
        return {block: editor.texts.say(name) for block, name in problem.sentences.items()}
    except StoreError:
        return {"problem": editor.texts.say("journal-not-kept")}
    editor.bell.set()
    return {}


def change_candidate(editor: JournalEditor, view: Mapping[str, Any], who: str, act: str, position: int) -> Block:
    """Toggle whether a candidate is chosen, or remove it, and build the modal anew."""
    memory, form = journal_view.read(view)
    with editor.store.transaction():
        known = journal.candidates(editor.store, memory.programme, who)
        rest = [one for one in known if one.position != position]
        if act == "choose":
            rest = [
                replace(one, chosen_at=editor.now() if one.chosen_at is None else None)
                if one.position == position
                else one
                for one in known
            ]
        journal.put_candidates(editor.store, memory.programme, who, rest)
        _follow_table(editor, memory.programme, who)
    editor.bell.set()
    return journal_view.page(editor.read_book(memory, who), form, memory, texts=editor.texts)


def build_journal_page(editor: JournalEditor, view: Mapping[str, Any], who: str) -> tuple[str, Block]:
    """Return the id of the journal's modal below a candidate's, and build it anew.

    Typed text stays, since the blocks keep their ids.
    """
    parent, memory_text = candidate_view.parent_of(view)
    memory = Memory.loads(memory_text)
    book = editor.read_book(memory, who)
    return parent, journal_view.page(book, form_of(book), memory, texts=editor.texts)


def _follow_table(editor: JournalEditor, programme: int, who: str) -> None:
    for entry in journal.of_person(editor.store, programme, who):
        if entry.shared_at is not None and shows_table(entry):
            editor.posts.follow(entry)
