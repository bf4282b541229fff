"""What the channel is told of a fix once it is decided: fixed, or back."""

from __future__ import annotations

from typing import Any

from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.fix_sentences import back_sentences, fixed_sentences
from bot.core.words.message_parts import said
from bot.core.words.messages import buttons
from storage.records import Fix, LeakView


def fixed(view: LeakView, fix: Fix, found: dict[str, Any], *, texts: Texts) -> Message:
    """The evidence reached 95 %: before and after in numbers, and what is still possible."""
    first, *rest = fixed_sentences(texts, view.leak, fix, found)
    return compose([said([first]), said(rest)])


def back(view: LeakView, fix: Fix, found: dict[str, Any], *, texts: Texts) -> Message:
    """A process with the fix leaked."""
    first, *rest = back_sentences(texts, view.leak, fix, found)
    return compose([said([first]), said(rest), Part(buttons(view, texts=texts))])
