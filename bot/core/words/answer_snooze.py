"""Answers to `/leak snooze`."""

from __future__ import annotations

from bot.core.texts.bundles import Texts
from bot.core.when import LONGEST_SNOOZE_S
from bot.core.words.blocks import Message, code, compose, date
from bot.core.words.message_parts import said
from bot.core.words.phrases import name_of, spoken_title
from storage.records import LeakView
from storage.records.spans import DAY_S

AWAKE = ("off", "stop", "end", "끄기", "해제")


def unread(view: LeakView, typed: str, *, texts: Texts) -> Message:
    """Say that the length is missing or invalid, and that nothing was changed."""
    name, days = name_of(view.leak), LONGEST_SNOOZE_S // DAY_S
    if not typed.strip():
        return compose([said([texts.say("snooze-how-long", name=name)])])
    return compose([said([texts.say("snooze-not-read", typed=code(typed, 80), name=name, days=days)])])


def snoozed(view: LeakView, until: int, *, texts: Texts) -> Message:
    """Say until when the leak is snoozed, and which events end the snooze."""
    return compose([said([texts.say("snoozed", title=spoken_title(texts, view.leak), until=date(until))])])


def woken(view: LeakView, changed: bool, *, texts: Texts) -> Message:
    """Say that the snooze has ended. changed: False if the leak was not snoozed."""
    name = "woken" if changed else "woken-already"
    return compose([said([texts.say(name, title=spoken_title(texts, view.leak))])])
