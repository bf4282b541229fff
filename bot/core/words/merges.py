"""Roots and threads of merged leaks. The note of a merge is "L7 → L3"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.message_parts import said, small
from bot.core.words.phrases import mention, name_of
from storage.records import Change, LeakView, Mark, MarkKind

MERGED = "merged"
PARTED = "parted"  # The note of such a change is the younger leak, "L9".
_NOTE = re.compile(r"L(\d+) → L(\d+)(?:, fix (?P<fixes>\d+ → \d+(?:, \d+ → \d+)*))?")


def note_of_merge(other: int, into: int, fixes: Sequence[tuple[int, int]] = ()) -> str:
    """Build the audit trail's note of a merge: both leaks, and (old, new) numbers of the attempts to fix `other`."""
    carried = ", ".join(f"{old} → {new}" for old, new in fixes)
    return f"L{other} → L{into}" + (f", fix {carried}" if carried else "")


def root(view: LeakView, *, texts: Texts) -> Message:
    """Build the root of a merged leak: a link to the leak that it was merged into, without buttons."""
    leak, into = view.leak, f"L{view.leak.merged_into}"
    title = texts.say("merged-title", name=name_of(leak), into=into)
    counted = texts.say("reports", n=leak.total)
    return compose(
        [
            Part(blocks.header(title), f"*{title}*"),
            said([texts.say("merged-says", name=name_of(leak), into=into)]),
            small(texts.say("merged-counted", name=name_of(leak), into=into, reports=counted)),
        ]
    )


def sentences(texts: Texts, view: LeakView, change: Change) -> list[str]:
    """Describe a merge in a leak's own thread: the merge target, or the merged leak and its people."""
    numbers = _NOTE.fullmatch(change.note or "")
    if numbers is None:
        return []
    other, into = int(numbers[1]), int(numbers[2])
    if change.leak == other:
        return [texts.say("merged-into", name=f"L{other}", into=f"L{into}")]
    marks = next((merged.marks for merged in view.took_in if merged.number == other), ())
    told = [texts.say("merged-from", name=f"L{into}", other=f"L{other}"), *_who(texts, other, marks)]
    if numbers["fixes"]:
        told.append(texts.say("merged-fixes", name=f"L{into}", other=f"L{other}", fixes=numbers["fixes"]))
    return told


def taken_in(texts: Texts, view: LeakView) -> str:
    """List the leaks merged into this one; "" if there are none."""
    return texts.say("took-in", names=names(view)) if view.took_in else ""


def parted(texts: Texts, view: LeakView) -> str:
    """List the younger leaks that some of this leak's reports may belong to; "" if there are none."""
    return texts.say("parted", names=", ".join(f"L{number}" for number in view.parted)) if view.parted else ""


def names(view: LeakView) -> str:
    """List the names of the leaks merged into this one."""
    return ", ".join(f"L{merged.number}" for merged in view.took_in)


def moved(message: Message, asked_for: int, view: LeakView, *, texts: Texts) -> Message:
    """Add to an answer that the requested leak was merged into this one."""
    what = texts.say("moved", old=f"L{asked_for}", name=name_of(view.leak))
    return compose([small(what), Part(None, message.text), *(Part(block) for block in message.blocks)])


def _who(texts: Texts, other: int, marks: Sequence[Mark]) -> list[str]:
    found = []
    for kind in MarkKind:
        people = ", ".join(dict.fromkeys(mention(texts, mark.person) for mark in marks if mark.kind is kind))
        if people:
            found.append(texts.say(f"merged-{kind}", who=people, other=f"L{other}"))
    return found
