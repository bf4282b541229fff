"""Messages about Sentry's API: the summary of a backfill, and our comment on an issue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.phrases import title_of
from storage.records import Leak

NAMES_MAX = 10
NOTE_MAX = 1000


def summary(
    reports: int, leaks: int, new: int, returned: Sequence[int], since: int, missing: bool, *, texts: Texts
) -> Message:
    """Build the single message of a backfill.

    returned: the numbers of the leaks that came back. missing: True if some data could not be read.
    """
    said = [texts.say("backfill", reports=reports, leaks=leaks, since=blocks.date(since), new=new)]
    if returned:
        names = ", ".join(f"L{number}" for number in returned[:NAMES_MAX])
        rest = len(returned) - NAMES_MAX
        said.append(texts.say("backfill-returned", names=f"{names} + {rest}" if rest > 0 else names))
    if missing:
        said.append(texts.say("backfill-missing"))
    text = "\n".join(said)
    return compose([Part(blocks.section(text), text)])


def comment(leak: Leak, marked_at: int, note: str | None, beside: Sequence[int], *, texts: Texts) -> str:
    """Build the comment on a Sentry issue whose leak was marked as investigated. The time makes the comment unique.

    beside: unsettled leaks of the same issue. They are the reason why the issue was not resolved.
    """
    when = datetime.fromtimestamp(marked_at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    said = [texts.say("write-back", title=title_of(texts, leak), when=when)]
    if note and note.strip():
        said.append(texts.say("write-back-note", note=note.strip()[:NOTE_MAX]))
    if beside:
        names = ", ".join(f"L{number}" for number in beside[:NAMES_MAX])
        said.append(texts.say("write-back-beside", names=names))
    return "\n\n".join(said)
