"""The messages of `/leak journal forget` and `/leak journal export`."""

from __future__ import annotations

from bot.core.group.button_ids import FORGET
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.message_parts import said, small


def ask(entries: int, posts: int, candidates: int, *, texts: Texts) -> Message:
    """Say what would be deleted, with the button that deletes it, which Slack asks to confirm."""
    counts = texts.say("forget-counts", entries=entries, posts=posts, candidates=candidates)
    button = blocks.button(texts.say("forget-button"), FORGET, "all", texts.say("forget-button-spoken"))
    button |= {"style": "danger", "confirm": _confirm(texts)}
    return compose(
        [
            said([texts.say("forget-ask"), f"• {counts}", f"• {texts.say('forget-what')}"]),
            said([texts.say("forget-final")]),
            small(texts.say("forget-copies")),
            Part(blocks.actions(button)),
        ]
    )


def _confirm(texts: Texts) -> blocks.Block:
    def words(name: str) -> blocks.Block:
        return {"type": "plain_text", "text": texts.say(name)}

    return {
        "title": words("forget-title"),
        "text": words("forget-confirm"),
        "confirm": words("forget-yes"),
        "deny": words("forget-no"),
        "style": "danger",
    }


def done(*, texts: Texts) -> Message:
    """Say that all is deleted."""
    return compose([said([texts.say("forget-done")])])


def nothing(*, texts: Texts) -> Message:
    """Say that there is nothing to delete, also for a second press."""
    return compose([said([texts.say("forget-nothing")])])


def coming(n: int, *, texts: Texts) -> Message:
    """Say how many files will come."""
    return compose([said([texts.say("export-coming", n=n)])])


def no_diary(*, texts: Texts) -> Message:
    """Say that there is nothing to export."""
    return compose([said([texts.say("export-nothing")])])
