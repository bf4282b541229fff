"""Sentences about a leak's state and the actions of people."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.texts.bundles import Texts
from bot.core.words.blocks import date, plain
from bot.core.words.fix_sentences import watch_sentences
from bot.core.words.phrases import mention, note_of
from storage.records import Change, Leak, LeakView, MarkKind, State


def state_sentences(texts: Texts, view: LeakView, now: int) -> list[str]:
    """Describe the leak's state: the person and the date, the note if there is one, and the snooze."""
    leak, last = view.leak, view.last_investigated
    watched = watch_sentences(texts, view, now)
    said = watched or [_state(texts, view)]
    if leak.state in (State.INVESTIGATED, State.RETURNED) and last and not watched:
        said.append(note_of(texts, last.note) or "")
    if leak.snoozed_until and leak.snoozed_until > now:
        said.append(texts.say("state-snoozed", until=date(leak.snoozed_until)))
    return [sentence for sentence in said if sentence]


def _state(texts: Texts, view: LeakView) -> str:
    leak, last = view.leak, view.last_investigated
    since = date(leak.state_at)
    if leak.state is State.INVESTIGATING:
        who = _people(texts, [mark.person for mark in view.marks if mark.kind is MarkKind.INVESTIGATING])
        return texts.say("state-investigating", since=since, who=who) if who else _nobody(texts, leak)
    if leak.state is State.INVESTIGATED and last:
        return texts.say("state-investigated", since=since, who=mention(texts, last.who))
    if leak.state is State.RETURNED and last:
        return texts.say("state-returned", since=since, who=mention(texts, last.who), when=date(last.at))
    return _nobody(texts, leak)


def _nobody(texts: Texts, leak: Leak) -> str:
    named = leak.state in (State.INVESTIGATING, State.INVESTIGATED, State.RETURNED)
    return texts.say(f"state-{leak.state}-nobody" if named else f"state-{leak.state}", since=date(leak.state_at))


def _people(texts: Texts, people: Sequence[str]) -> str:
    said = [mention(texts, person) for person in dict.fromkeys(people)]
    rest = [texts.say("more", n=len(said) - 5)] if len(said) > 5 else []
    return ", ".join(said[:5] + rest)


CHANGES = {
    "take": "take",
    "investigating": "take",
    "done": "done",
    "investigated": "done",
    "undo": "undo",
    "returned": "returned",
    "fix": "fix",
    "unfix": "unfix",
    "fixed": "fixed",
    "back": "back",
    "parted": "parted",
    "retracted": "retracted",
    "wake": "wake",
    "alarm": "alarm",
}
NUMBERED = ("fix", "unfix", "fixed", "back")


def change_sentence(texts: Texts, change: Change) -> str:
    """Describe one change in one sentence. "fix 2" registered the second attempt to fix the leak.

    "undo investigating" removed only a 👀. "snooze 1790000000" snoozes until that time. A change made before a merge
    names the leak on which it was made.
    """
    word, _, attempt = change.what.partition(" ")
    who, what, name = mention(texts, change.who), CHANGES.get(word, "other"), f"L{change.leak}"
    if word == "snooze" and attempt.isdigit():
        return texts.say("marked-snooze", who=who, name=name, until=date(int(attempt)))
    if what in NUMBERED and attempt.isdigit():
        return texts.say(f"marked-{what}", who=who, name=name, attempt=int(attempt))
    if what == "other" or what in NUMBERED or (attempt and what != "undo"):
        return texts.say("marked-other", who=who, name=name, what=plain(change.what, 80))
    if what == "parted":
        return texts.say("marked-parted", name=name, other=plain(change.note or "", 20))
    return texts.say(f"marked-{what}", who=who, name=name)
