"""The messages of a journal: the post in the programme's channel, its thread, and the offer after ✅."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.core.group.candidates import tables
from bot.core.group.journal import FIELDS, is_table, shows_table
from bot.core.group.member_text import first_lines, fits, pieces, written
from bot.core.group.promises import Promises
from bot.core.group.round_calendar import is_late
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Message, Part, compose, date
from bot.core.words.message_parts import said, small
from bot.core.words.phrases import mention, spoken_title, week_counts
from storage.records import Candidate, Entry, LeakView, Programme, Round, Section

ADD = "journal_add"
FIRST_LINES_MAX = 300


def root(programme: Programme, one: Round, entry: Entry, leak: LeakView | None, *, texts: Texts, now: int) -> Message:
    """Write the post: the author, the round, the leak, and the first lines."""
    number = one.number
    title = texts.say("journal-post", number=number, title=blocks.plain(one.title, 80))
    who = texts.say("journal-post-who", who=mention(texts, entry.person), title=title)
    about = [who, texts.say("journal-theme", theme=blocks.plain(one.theme)) if one.theme else ""]
    if leak is not None:
        leak_line = texts.say(
            "journal-leak", title=spoken_title(texts, leak.leak), state=texts.say(f"word-{leak.leak.state}")
        )
        about += [leak_line, week_counts(texts, leak, now)]
    lines = first_lines((part.text for part in in_order(entry) if part.kind in FIELDS), FIRST_LINES_MAX)
    return compose([said(about), said([lines]), *_small_print(programme, one, entry, texts)])


def _small_print(programme: Programme, one: Round, entry: Entry, texts: Texts) -> list[Part]:
    sentences = [texts.say("journal-in-thread")]
    shared_at = entry.shared_at or entry.saved_at
    if is_late(one, programme, shared_at):
        sentences.append(texts.say("journal-late", when=date(one.meets_at)))
    if entry.saved_at > shared_at:
        sentences.append(texts.say("journal-edited", when=date(entry.saved_at)))
    return [small(" ".join(sentences))]


def in_order(entry: Entry) -> list[Section]:
    """Return the entry's parts: those that the form asks for in its order, then the others in their own."""
    fields = [part for name in FIELDS for part in entry.sections if part.kind == name]
    return [*fields, *(part for part in entry.sections if part.kind not in FIELDS and not is_table(part))]


def replies(
    entry: Entry,
    before: Promises,
    candidates: Sequence[Candidate],
    figures: Mapping[int, str],
    *,
    texts: Texts,
) -> list[Message]:
    """Write the whole entry in as few messages as can say in their text all that they show.

    Args:
        before: the member's action items of earlier rounds.
        figures: of the reports, by leak.
    """
    groups: list[list[Part]] = [[]]
    for part in _parts(entry, before, texts):
        if groups[-1] and not fits("\n".join([*(one.said for one in groups[-1]), part.said])):
            groups.append([])
        groups[-1].append(part)
    shown = candidates if shows_table(entry) else ()
    return [compose(group) for group in [*groups, *tables(texts, shown, figures)] if group]


def _parts(entry: Entry, before: Promises, texts: Texts) -> Iterable[Part]:
    for title, some in (("journal-before", before.last), ("journal-before-older", before.older)):
        lines = [f"{'☑' if one.is_done else '☐'} {written(one.action.text)}" for one in some]
        if lines:
            yield from _titled(texts.say(title), "\n".join(lines))
    for part in in_order(entry):
        heading = part.heading.lstrip("# ").strip()
        title = written(heading) if heading else texts.say(f"journal-label-{part.kind}") if part.kind in FIELDS else ""
        yield from _titled(title, written(part.text))


def _titled(title: str, text: str) -> Iterable[Part]:
    for place, piece in enumerate(pieces(text)):
        yield said([f"*{title}*" if title and not place else "", piece])


def gone(*, texts: Texts) -> Message:
    """Replace a reply that the edited entry no longer needs."""
    return compose([small(texts.say("journal-part-gone"))])


def offer(leak: int, round_: int, proved: bool = False, *, texts: Texts) -> Message:
    """Asks a member in private whether a leak goes into their journal. proved: its fix is."""
    name = f"L{leak}"
    press = blocks.button(texts.say("button-journal"), ADD, name, texts.say("spoken-journal", name=name))
    question = texts.say("journal-offer-proved" if proved else "journal-offer", name=name, number=round_)
    return compose([said([question]), Part(blocks.actions(press))])


def with_offer(message: Message, more: Message | None) -> Message:
    """Append the offer to an answer."""
    if more is None:
        return message
    return Message(f"{message.text}\n{more.text}", (*message.blocks, *more.blocks))


def sentence(name: str, *, texts: Texts, **args: str | int) -> Message:
    """Build an answer of one sentence."""
    return compose([said([texts.say(name, **args)])])
