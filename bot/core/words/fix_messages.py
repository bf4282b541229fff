"""Messages about a fix: answers to `/leak fix`, and the posts once a fix is proved or failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.statistics.fix_watch import recurrences
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message, Part, code, compose, date
from bot.core.words.fix_sentences import back_sentences, fixed_sentences, quiet_sentences
from bot.core.words.message_parts import said, small
from bot.core.words.messages import buttons
from bot.core.words.phrases import name_of, spoken_title
from storage.records import Fix, FixState, LeakView, Watch


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason why a fix cannot be registered. why: the name of its sentence. at: the time in the sentence."""

    why: str
    at: int = 0
    last: Fix | None = None
    typed: str = ""


def objection(view: LeakView, watch: Watch, last: Fix | None, now: int) -> Objection | None:
    """Find a reason why this fix cannot be registered; None if there is none.

    watch: the watch as if the fix was registered. last: the previous attempt.
    """
    at = watch.fix.fixed_at
    if at > now:
        return Objection("fix-future", at)
    if at < view.leak.first_seen:
        return Objection("fix-too-early", at)
    if last is not None and last.state is not FixState.WATCHING and at <= last.fixed_at:
        return Objection("fix-before-last", at, last)
    returned = recurrences(watch)
    return Objection("fix-leaks", returned[-1]) if returned else None


def refused(view: LeakView, found: Objection, *, texts: Texts) -> Message:
    """Say why a fix was not registered, and that nothing was changed."""
    name, when = name_of(view.leak), date(found.at)
    if found.why == "fix-no-date":
        return compose([said([texts.say("fix-no-date", name=name, typed=code(found.typed, 80))])])
    if found.why == "fix-future":
        return compose([said([texts.say("fix-future", when=when)])])
    if found.last is not None:
        attempt, last = found.last.attempt, date(found.last.fixed_at)
        return compose([said([texts.say("fix-before-last", when=when, attempt=attempt, last=last)])])
    name_of_text = "fix-too-early" if found.why == "fix-too-early" else "fix-leaks"
    return compose([said([texts.say(name_of_text, name=name, when=when)])])


def begun(view: LeakView, *, texts: Texts, now: int, thread: str | None = None) -> Message:
    """Confirm that a fix is watched, and say the quiet time needed.

    view: with its watch. thread: a phrase with a link to the thread; None for the usual phrase.
    """
    watch = view.watch
    attempt = watch.fix.attempt if watch else 1
    told = texts.say(
        "fix-begun", attempt=attempt, title=spoken_title(texts, view.leak), thread=thread or texts.say("thread-shows")
    )
    quiet = quiet_sentences(texts, watch, now) if watch else []
    how = [] if watch and watch.fix.release else [small(texts.say("fix-begun-how", name=name_of(view.leak)))]
    return compose([said([told, *quiet]), *how])


def withdrawn(view: LeakView, *, texts: Texts) -> Message:
    """Say that the watch has ended without a verdict."""
    return compose([said([texts.say("fix-withdrawn", title=spoken_title(texts, view.leak))])])


def fixed(view: LeakView, fix: Fix, found: Mapping[str, Any], *, texts: Texts) -> Message:
    """Say that the evidence reached 95 %: both rates, and the rate that is still possible."""
    first, *rest = fixed_sentences(texts, view.leak, fix, found)
    return compose([said([first]), said(rest)])


def back(view: LeakView, fix: Fix, found: Mapping[str, Any], *, texts: Texts) -> Message:
    """Say that a process with the fix leaked."""
    first, *rest = back_sentences(texts, view.leak, fix, found)
    return compose([said([first]), said(rest), Part(buttons(view, texts=texts))])
