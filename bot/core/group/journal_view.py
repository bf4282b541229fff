"""The journal's modal: values to a Slack view, and a submitted view to values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.group import modal_inputs
from bot.core.group.candidates import CANDIDATES_MAX, in_order, summary
from bot.core.group.journal import FIELD_MAX, FIELDS, JournalContext, JournalForm, version
from bot.core.group.member_text import written
from bot.core.group.promises import Promise
from bot.core.group.round_calendar import is_late
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Block, date
from bot.core.words.phrases import title_of
from storage.records import Candidate, Leak

VIEW = "journal"
ROUND, LEAK, FILL, ADD_CANDIDATE, CANDIDATE, SHARE = (
    "journal_round",
    "journal_leak",
    "journal_fill",
    "journal_candidate_add",
    "journal_candidate",
    "journal_share",
)
SHARES, KEEPS = "share", "draft"
"""Values of the button SHARE: what the modal's own button does afterwards."""
THEIRS_MAX = 600


class ForeignView(ValueError):
    """A view is not one that the bot made: what it remembers or holds cannot be read."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a modal remembers.

    Attributes:
        version: of the entry when the modal opened, see journal.version.
        turned, filled: how often the fields were filled in anew. Slack keeps typed text where a block's id is the same.
        shares: the modal's button shares the entry. Otherwise it saves a draft, or updates what is shared.
    """

    programme: int
    round: int
    version: str
    turned: int = 0
    filled: int = 0
    shares: bool = False

    def dumps(self) -> str:
        """Write it as private_metadata."""
        return json.dumps([self.programme, self.round, self.version, self.turned, self.filled, self.shares])

    @classmethod
    def loads(cls, text: str) -> Memory:
        """Read private_metadata.

        Raises:
            ForeignView: the text is not from `dumps`.
        """
        try:
            programme, round_, version, turned, filled, *shares = json.loads(text)
            return cls(int(programme), int(round_), str(version), int(turned), int(filled), shares == [True])
        except (ValueError, TypeError, RecursionError) as error:
            raise ForeignView(f"private_metadata is not a journal's: {type(error).__name__}") from error

    def block_id(self, name: str) -> str:
        """Return the id of an input's block."""
        return f"{name}:{self.turned}.{self.filled}" if name == "numbers" else f"{name}:{self.turned}"


def notice(name: str, *, texts: Texts, **args: str | int) -> Block:
    """Build a modal with one sentence."""
    return modal_inputs.modal(
        VIEW, texts.say("journal-title"), texts.say("modal-close"), [blocks.section(texts.say(name, **args))]
    )


def page(
    book: JournalContext,
    form: JournalForm,
    memory: Memory,
    *,
    texts: Texts,
    alert: str = "",
    theirs: JournalForm | None = None,
) -> Block:
    """Build the modal.

    Args:
        alert: shown above all else.
        theirs: the entry that was stored meanwhile; shown below each field that differs.
    """
    fields = [block for name in FIELDS for block in _field(book, form, memory, theirs, name, texts)]
    shown = [
        *([blocks.section(f"⚠️ {alert}")] if alert else []),
        *_about(book, texts),
        *_promises(book, form, memory, texts),
        *fields,
        *_candidates(book, form, memory, texts),
        *([] if book.is_shared else _sharing(book, memory, texts)),
    ]
    heading = texts.say("journal-title-round", number=book.round.number)
    submit = "modal-update" if book.is_shared else "modal-share" if memory.shares else "modal-save-draft"
    return modal_inputs.modal(VIEW, heading, texts.say("modal-cancel"), shown, texts.say(submit), memory.dumps())


def _about(book: JournalContext, texts: Texts) -> list[Block]:
    """Show the round, its deadline, and whether the entry is stored or shared."""
    one, entry, grace = book.round, book.entry, book.programme.grace_s
    name = texts.say("journal-round", number=one.number, title=blocks.plain(one.title, 80))
    head = [f"*{name}*", texts.say("journal-theme", theme=blocks.plain(one.theme)) if one.theme else ""]
    status = texts.say("journal-until", when=date(one.meets_at + grace))
    if entry is not None and entry.shared_at is not None:
        late = "journal-shared-late" if is_late(one, book.programme, entry.shared_at) else "journal-shared"
        status = texts.say(late, when=date(entry.shared_at))
    elif entry is not None:
        status = f"{texts.say('journal-draft', when=date(entry.saved_at))} {status}"
    section = blocks.section("\n".join(filter(None, head)))
    section["block_id"] = "round"
    if len(book.choices) > 1:
        options = [
            modal_inputs.choice(texts.say("journal-round", number=each.number, title=each.title), str(each.number))
            for each in book.choices
        ]
        section["accessory"] = modal_inputs.select(ROUND, options, str(one.number), texts.say("journal-which"))
    return [section, blocks.context(status)]


def _promises(book: JournalContext, form: JournalForm, memory: Memory, texts: Texts) -> list[Block]:
    """Show the action items of earlier rounds as boxes, and let the person drop those that are open."""
    shown = book.promises
    made = [
        *_boxes("ticked", texts.say("journal-last", number=shown.last_round), shown.last, form, memory),
        *_boxes("older", texts.say("journal-older"), shown.older, form, memory),
    ]
    options = [modal_inputs.choice(one.action.text, one.key) for one in shown.every if not one.is_done]
    if options:
        select = modal_inputs.several("dropped", options, form.dropped, texts.say("journal-example-drop"))
        made.append(modal_inputs.asked(memory.block_id("dropped"), texts.say("journal-label-drop"), select))
    return made


def _boxes(name: str, label: str, some: Sequence[Promise], form: JournalForm, memory: Memory) -> list[Block]:
    """Show items as boxes, ten a block."""
    made = []
    for start in range(0, len(some), modal_inputs.CHECKBOXES_MAX):
        part = some[start : start + modal_inputs.CHECKBOXES_MAX]
        options = [modal_inputs.choice(one.action.text, one.key, one.action.text[74:]) for one in part]
        element = modal_inputs.boxes(name, options, form.ticked or ())
        made.append(modal_inputs.asked(memory.block_id(f"{name}{start}"), label, element))
    return made


def _field(
    book: JournalContext, form: JournalForm, memory: Memory, theirs: JournalForm | None, name: str, texts: Texts
) -> list[Block]:
    element = modal_inputs.words(
        "words", form.texts.get(name, ""), texts.say(f"journal-example-{name}"), limit=FIELD_MAX
    )
    label, hint = texts.say(f"journal-label-{name}"), texts.say(f"journal-hint-{name}")
    made = [modal_inputs.asked(memory.block_id(name), label, element, hint)]
    if theirs is not None and theirs.texts.get(name, "") != form.texts.get(name, ""):
        kept = blocks.cut(written(theirs.texts.get(name, "")), THEIRS_MAX) or "–"
        made.append(blocks.context(texts.say("journal-theirs", text=kept)))
    return [*made, *_attach(book, form, memory, texts)] if name == "numbers" else made


def _attach(book: JournalContext, form: JournalForm, memory: Memory, texts: Texts) -> list[Block]:
    """Ask for the leak that the entry is about, with the button that fills in its figures."""
    if not book.leaks:
        return []
    chosen = None if form.leak is None else str(form.leak)
    select = modal_inputs.select(LEAK, leak_options(book.leaks, texts), chosen, texts.say("journal-example-leak"))
    press = blocks.button(texts.say("button-fill"), FILL, "fill", texts.say("spoken-fill"))
    return [
        modal_inputs.asked(memory.block_id("leak"), texts.say("journal-label-leak"), select),
        blocks.actions(press) | {"block_id": "fill"},
    ]


def leak_options(leaks: Sequence[Leak], texts: Texts) -> list[Block]:
    """Build the options of leaks, by number."""
    return [modal_inputs.choice(title_of(texts, leak), str(leak.number)) for leak in leaks]


def _candidates(book: JournalContext, form: JournalForm, memory: Memory, texts: Texts) -> list[Block]:
    """Show the candidates, each with its menu."""
    made: list[Block] = [blocks.divider(), blocks.section(f"*{texts.say('candidates-title')}*")]
    made[-1]["block_id"] = "candidates"
    for one in in_order(book.candidates):
        made.append(_candidate(one, texts))
    if book.candidates:
        options = [modal_inputs.choice(texts.say("candidates-show"), "show")]
        element = modal_inputs.boxes("table", options, ["show"] if form.table else [])
        made.append(modal_inputs.asked(memory.block_id("table"), texts.say("candidates-show-label"), element))
    else:
        made.append(blocks.context(texts.say("candidates-none")))
    if len(book.candidates) < CANDIDATES_MAX:
        press = blocks.button(texts.say("button-candidate"), ADD_CANDIDATE, "add", texts.say("spoken-candidate"))
        made.append(blocks.actions(press) | {"block_id": "add"})
    return made


def _candidate(one: Candidate, texts: Texts) -> Block:
    name = blocks.plain(one.problem, 120)
    line = f"*{texts.say('candidate-chosen', problem=name) if one.chosen_at is not None else name}*"
    choose = "option-unchoose" if one.chosen_at is not None else "option-choose"
    block = blocks.section(f"{line}\n{blocks.escape(summary(texts, one))}")
    menu = blocks.overflow(
        CANDIDATE,
        blocks.option(texts.say(choose), f"choose:{one.position}"),
        blocks.option(texts.say("option-remove"), f"remove:{one.position}"),
    )
    return block | {"block_id": f"candidate{one.position}", "accessory": menu}


def _sharing(book: JournalContext, memory: Memory, texts: Texts) -> list[Block]:
    """Say who will see the entry, with the button that changes it."""
    if memory.shares:
        where = f"<#{book.programme.channel}>"
        said = texts.say("journal-will-share", where=where)
        press = blocks.button(texts.say("button-draft"), SHARE, KEEPS, texts.say("spoken-draft"))
    else:
        said = texts.say("journal-will-keep")
        press = blocks.button(texts.say("button-share-entry"), SHARE, SHARES, texts.say("spoken-share-entry"))
    return [blocks.divider(), blocks.context(said), blocks.actions(press) | {"block_id": "sharing"}]


def read(view: Mapping[str, Any]) -> tuple[Memory, JournalForm]:
    """Read what a modal remembers, and its form.

    Raises:
        ForeignView: the view is not the bot's.
    """
    memory = Memory.loads(str(view.get("private_metadata")))
    named: dict[str, dict[str, Any]] = {}
    for block_id, states in (view.get("state") or {}).get("values", {}).items():
        for state in states.values():
            named[str(block_id).partition(":")[0]] = state
    texts = {name: str((named.get(name) or {}).get("value") or "").strip() for name in FIELDS}
    leak = _chosen(named.get("leak"))
    boxes = [state for name, state in named.items() if name.startswith(("ticked", "older"))]
    try:
        number = int(leak) if leak else None
    except (ValueError, TypeError) as error:
        raise ForeignView("a chosen leak has no number") from error
    form = JournalForm(
        {name: text for name, text in texts.items() if text},
        number,
        frozenset(key for state in boxes for key in _all(state)) if boxes else None,
        frozenset(_all(named.get("dropped"))),
        bool(_all(named.get("table"))),
        is_draft=not memory.shares,
    )
    return memory, form


def _chosen(state: Mapping[str, Any] | None) -> str | None:
    return ((state or {}).get("selected_option") or {}).get("value")


def _all(state: Mapping[str, Any] | None) -> list[str]:
    return [str(option["value"]) for option in (state or {}).get("selected_options") or []]


def filled(form: JournalForm, numbers: str) -> JournalForm:
    """Add a leak's figures below the text of the field, unless they are there already."""
    before = form.texts.get("numbers", "")
    text = before if numbers in before else "\n\n".join(filter(None, [before, numbers]))
    return replace(form, texts={**form.texts, "numbers": text[:FIELD_MAX].strip()})


def remembered(book: JournalContext, *, turned: int = 0, filled: int = 0, shares: bool = False) -> Memory:
    """Build the memory of a modal that shows the stored entry."""
    return Memory(book.programme.id, book.round.number, version(book), turned, filled, shares)
