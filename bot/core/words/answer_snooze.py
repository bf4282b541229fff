"""Letting a leak be quiet for a while: how long a person means, and what is said of it."""

from __future__ import annotations

import re

from bot.core.texts.bundles import Texts
from bot.core.when import DAY, UNITS, read_moment
from bot.core.words.blocks import Message, code, compose, date
from bot.core.words.message_parts import said
from bot.core.words.phrases import name_of, spoken_title
from storage.records import LeakView

LONGEST_S = 90 * DAY
AWAKE = ("off", "stop", "end", "끄기", "해제")
_SPAN = re.compile(r"(\d{1,4})\s*([a-z]+|시간|일|주)", re.IGNORECASE)


def read_until(typed: str, now: int) -> int | None:
    """Read "7d", "2 weeks", "until 2026-12-01" or "3일" as a moment after now; None for none, or one too far off."""
    words = typed.strip().lower().removeprefix("for ").removeprefix("until ").removesuffix("까지").strip()
    span = _SPAN.fullmatch(words)
    until = read_moment(words, now)
    if words in ("tomorrow", "내일"):
        until = now + DAY
    elif span and span[2] in UNITS:
        until = now + int(span[1]) * UNITS[span[2]]
    return until if until is not None and now < until <= now + LONGEST_S else None


def unread(view: LeakView, typed: str, *, texts: Texts) -> Message:
    """How long was not told, or cannot be; nothing was changed."""
    name, days = name_of(view.leak), LONGEST_S // DAY
    if not typed.strip():
        return compose([said([texts.say("snooze-how-long", name=name)])])
    return compose([said([texts.say("snooze-not-read", typed=code(typed, 80), name=name, days=days)])])


def snoozed(view: LeakView, until: int, *, texts: Texts) -> Message:
    """Quiet until a moment, and what breaks it."""
    return compose([said([texts.say("snoozed", title=spoken_title(texts, view.leak), until=date(until))])])


def woken(view: LeakView, changed: bool, *, texts: Texts) -> Message:
    """It is told again from now on."""
    name = "woken" if changed else "woken-already"
    return compose([said([texts.say(name, title=spoken_title(texts, view.leak))])])
