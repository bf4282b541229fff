"""An entry of a growth journal: its round, its form, and when it may be shared."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.group.member_text import says_something
from bot.core.group.promises import Promises
from bot.core.group.round_calendar import in_grace, met, present
from storage.records import Action, Candidate, Entry, Leak, Programme, Round, Section

FIELDS = ("did", "numbers", "learned", "next", "help")
"""The parts of an entry that the form asks for, in their order."""
NEEDED = ("did", "learned")
"""One of these must be written to share an entry."""
TABLE = "candidates"
"""The kind of the section that shows the candidates with an entry."""
FIELD_MAX = 3_000
ACTIONS_MAX = 20
ACTION_CHARS = 300
BULLETS = "-*+•◦ "
_LINE_END = re.compile(r"\r\n?|\n")
_ITEM = re.compile(r"[ \t]*(?:[-•◦][ \t]*|[*+][ \t]+)*(?:(?:\d{1,9}[.)][ \t]+)?\[([ xX])\][ \t]+)?")


@dataclass(frozen=True, slots=True)
class JournalForm:
    """The content of the form.

    Attributes:
        texts: by field, stripped; missing if nothing was written.
        ticked: keys of earlier action items that are done; None if the modal showed none.
        dropped: keys of earlier action items that are no longer planned.
        table: show the candidates with the entry.
        is_draft: do not share it yet.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    leak: int | None = None
    ticked: frozenset[str] | None = None
    dropped: frozenset[str] = frozenset()
    table: bool = False
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class JournalContext:
    """The data behind the form.

    Attributes:
        choices: the rounds that the entry may be for.
        entry: the stored entry for `round`.
        promises: the action items of earlier rounds.
        leaks: those that can be attached.
        is_first: no other entry shows the member's candidates.
    """

    programme: Programme
    round: Round
    choices: tuple[Round, ...]
    person: str
    entry: Entry | None = None
    promises: Promises = field(default_factory=Promises)
    candidates: tuple[Candidate, ...] = ()
    leaks: tuple[Leak, ...] = ()
    is_first: bool = True

    @property
    def is_shared(self) -> bool:
        """Return True if everybody may see the entry."""
        return self.entry is not None and self.entry.shared_at is not None


def open_rounds(rounds: Iterable[Round], now: int) -> tuple[Round, ...]:
    """Return the rounds that an entry may be for: the last that met, and the one that is on."""
    known = list(rounds)
    on = present(known, now)
    return (*met(known, now)[-1:], *([on] if on is not None else []))


def skipped_rounds(rounds: Sequence[Round], written: Container[int], now: int) -> tuple[Round, ...]:
    """Return the skipped rounds whose time belongs to the round that is on, and for which the member has an entry."""
    since = max((one.meets_at for one in met(rounds, now)), default=None)
    return tuple(
        one
        for one in rounds
        if one.skipped_at is not None and one.number in written and (since is None or one.meets_at > since)
    )


def meant_round(rounds: Iterable[Round], programme: Programme, shared: Iterable[int], now: int) -> Round | None:
    """Return the default round of a new entry: in the grace time the one that just met, if its entry is missing.

    Args:
        shared: numbers of the rounds that the member has shared an entry for.

    Returns:
        None if no round has begun.
    """
    known = list(rounds)
    just = in_grace(known, programme, now)
    if just is not None and just.number not in set(shared):
        return just
    possible = open_rounds(known, now)
    return possible[-1] if possible else None


def form_of(book: JournalContext) -> JournalForm:
    """Build the form as it opens: with the stored entry of the round, else empty."""
    entry = book.entry
    ticked = frozenset(one.key for one in book.promises.every if one.is_done)
    if entry is None:
        return JournalForm(ticked=ticked, table=bool(book.candidates) and book.is_first, is_draft=True)
    written: dict[str, str] = {}
    for part in entry.sections:
        if part.kind in FIELDS:
            written.setdefault(part.kind, head_of(part.text.strip()))
    return JournalForm(written, entry.leak, ticked, table=shows_table(entry), is_draft=not book.is_shared)


def is_table(section: Section) -> bool:
    """Return True if the section is the table of candidates, not text of an imported file."""
    return section.kind == TABLE and not section.heading


def shows_table(entry: Entry) -> bool:
    """Return True if the entry shows the table of candidates."""
    return any(map(is_table, entry.sections))


def head_of(text: str) -> str:
    """Cut an imported text after as many lines as a field holds."""
    if len(text) <= FIELD_MAX:
        return text
    last = text.rfind("\n", 0, FIELD_MAX)
    return text[: last if last > 0 else FIELD_MAX].rstrip()


def version(book: JournalContext) -> str:
    """Return a hash of the stored entry: the same for the same content, as long as it is not shared meanwhile."""
    return "0" if book.entry is None else f"{mark_of(form_of(book))}{'+' if book.is_shared else ''}"


def mark_of(form: JournalForm) -> str:
    """Return a short hash of the form's content."""
    values = [[form.texts.get(name, "") for name in FIELDS], form.leak, form.table]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]


def says_nothing_new(book: JournalContext, form: JournalForm) -> bool:
    """Return True if the same was stored before, such as by a second click, or nothing is written at all."""
    if book.entry is None:
        return form.is_draft and not form.texts and form.leak is None
    return mark_of(form_of(book)) == mark_of(form) and (book.is_shared or form.is_draft)


def missing_fields(form: JournalForm, is_shared: bool) -> tuple[str, ...]:
    """Return the fields of which one must be written before the entry is shared; empty if none is missing."""
    if form.is_draft and not is_shared:
        return ()
    return () if any(says_something(form.texts.get(name, "")) for name in NEEDED) else NEEDED


def sections_of(book: JournalContext, form: JournalForm, table: str) -> list[Section]:
    """Build the entry's sections from the form. Sections that the form does not ask for keep their places.

    Args:
        table: the candidates as Markdown.
    """
    new = {name: form.texts.get(name, "") for name in FIELDS}
    if form.table:
        new[TABLE] = table
    kept: list[Section] = []
    for part in book.entry.sections if book.entry is not None else ():
        if part.kind == TABLE and part.heading:
            kept.append(part)
        elif part.kind in (*FIELDS, TABLE):
            # The form asks for the first of several parts of one kind; the others stay.
            is_asked = part.kind in new
            text = new.pop(part.kind, None if part.kind == TABLE else part.text)
            if is_asked and part.kind in FIELDS:
                text = _within(part.text, text or "")
            kept += [Section(part.kind, part.heading, text)] if text else []
        else:
            kept.append(part)
    return kept + [Section(kind, "", text) for kind, text in new.items() if text]


def _within(before: str, text: str) -> str:
    """Replace the part of a section that the field showed; blanks around it and text beyond the field's limit stay."""
    whole = before.strip()
    new = f"{text}{whole[len(head_of(whole)) :]}"
    lead, trail = len(before) - len(before.lstrip()), before[len(before.rstrip()) :]
    return f"{before[:lead]}{new}{trail}" if new else ""


def split_item(line: str) -> tuple[str, bool | None]:
    """Return a line of a list without bullet and box, and whether the box is ticked; None if it has no box.

    A number is taken for a part of the text unless a box follows.
    """
    line = line.strip()
    match = _ITEM.match(line)
    mark = match[1] if match else None
    return line[match.end() if match else 0 :], None if mark is None else mark in "xX"


def actions_of(text: str, before: Sequence[Action], now: int) -> list[Action]:
    """Read the action items of "next", one a line without bullet and box. A finished item stays finished."""
    done = {one.text: one.done_at for one in before}
    times: dict[str, int | None] = {}
    for line in _LINE_END.split(text):
        item, ticked = split_item(line)
        item = item[:ACTION_CHARS]
        if item.strip(BULLETS):
            times.setdefault(item, done.get(item) or (now if ticked else None))
    return [Action(at, item, done_at) for at, (item, done_at) in enumerate(list(times.items())[:ACTIONS_MAX])]
