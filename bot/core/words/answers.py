"""Answers to `/leak` as Slack messages. The words are in `texts/`.

An answer is private and has a button "Share here". With `shared_by` it is the same answer for the channel: without the
button, and with a line that names the person. Answers that only confirm or refuse have no button.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from bot.core.explain.advice import Advice
from bot.core.texts.bundles import Texts
from bot.core.words import blocks, issue_sentences, merges, message_parts
from bot.core.words.blocks import Message, Part, compose
from bot.core.words.message_parts import advice_full, reproduction
from bot.core.words.message_parts import said as _said
from bot.core.words.message_parts import share as _share
from bot.core.words.message_parts import small as _small
from bot.core.words.messages import details
from bot.core.words.phrases import (
    Trend,
    name_of,
    note_of,
    span,
    spoken_title,
    week_counts,
)
from bot.core.words.slack_trouble import Trouble, remedy, trouble_sentence
from bot.core.words.state_sentences import change_sentence
from storage.records import Change, LeakView, State

SHARE = message_parts.SHARE
STATUS_SHOWN = 8
LIST_SHOWN = 20
HISTORY_SHOWN = 10
WAITING_TOLD_S = 60
# Leaks that need an action come first.
_ORDER = (State.RETURNED, State.OPEN, State.INVESTIGATING, State.WATCHING, State.INVESTIGATED, State.FIXED)


class Health(TypedDict, total=False):
    """The bot's own health. A key that is missing or None adds nothing to the text."""

    oldest_waiting_at: int | None  # arrival of the oldest waiting delivery
    dead: int | None  # deliveries and messages that failed permanently
    slack_error: str | None  # Slack's error code, such as "channel_not_found"
    slack_error_at: int | None
    troubles: Sequence[Trouble]  # places that Slack refuses
    clock_jump_s: int | None  # jump of the clock within the last hour


def status(
    views: Sequence[LeakView],
    counts: Mapping[State, int],
    health: Health,
    total: int,
    *,
    texts: Texts,
    now: int,
    shared_by: str | None = None,
) -> Message:
    """List the leaks by state, the next step, and the bot's health. views: some of `total` leaks, in any order."""
    shown = in_order(views, now)
    message_parts = [Part(blocks.header(texts.say("status-title")), f"*{texts.say('status-title')}*")]
    if total:
        message_parts.append(_said([state_counts(texts, counts, total)]))
        message_parts += [line(texts, view, now) for view in shown[:STATUS_SHOWN]]
        if total > len(shown[:STATUS_SHOWN]):
            message_parts.append(_small(texts.say("status-more", n=total - len(shown[:STATUS_SHOWN]))))
        message_parts.append(_said([next_step(texts, shown, now)]))
    else:
        message_parts.append(_said([texts.say("empty"), texts.say("empty-test")]))
    message_parts.append(_small(health_line(texts, health, now)))
    return compose([*message_parts, _share(texts, "status", shared_by)])


def list_(views: Sequence[LeakView], total: int, *, texts: Texts, now: int, shared_by: str | None = None) -> Message:
    """List every leak, those that need an action first; at most 20, then the number of further ones."""
    message_parts = [Part(blocks.header(texts.say("list-title")), f"*{texts.say('list-title')}*")]
    shown = in_order(views, now)[:LIST_SHOWN]
    if not total:
        message_parts.append(_said([texts.say("empty"), texts.say("empty-test")]))
    message_parts += [line(texts, view, now) for view in shown]
    if total > len(shown):
        message_parts.append(_small(texts.say("list-more", n=total - len(shown))))
    return compose([*message_parts, _share(texts, "list", shared_by)])


def show(
    view: LeakView,
    trend: Trend | None,
    history: Sequence[Change],
    advice: Advice | None = None,
    *,
    texts: Texts,
    now: int,
    shared_by: str | None = None,
) -> Message:
    """Build all parts of the leak's root, and the changes that people made. history: in any order."""
    changes = sorted(history, key=lambda change: change.at)
    lines = [_history_line(texts, view, change) for change in changes[-HISTORY_SHOWN:]]
    if len(changes) > HISTORY_SHOWN:
        lines.insert(0, texts.say("history-more", n=len(changes) - HISTORY_SHOWN))
    told = [f"*{texts.say('history-title')}*", *(lines or [texts.say("history-none")])]
    return compose(
        [
            *details(view, trend, advice_full(texts, advice, view.leak), texts=texts, now=now),
            _said(issue_sentences.standing(texts, view)),
            _said(told),
            *reproduction(texts, advice, view.leak),
            _small(texts.say("counts-are-reports")),
            _share(texts, f"show {name_of(view.leak)}", shared_by),
        ]
    )


def help_(rows: Iterable[tuple[str, str]], *, texts: Texts, shared_by: str | None = None) -> Message:
    """List the commands. rows: (usage, name of a text), such as ("done L3 [note]", "help-done")."""
    lines = [f"{blocks.code(f'/leak {usage}')}  {texts.say(name)}" for usage, name in rows]
    return compose(
        [
            Part(blocks.header(texts.say("help-title")), f"*{texts.say('help-title')}*"),
            _said(lines),
            _small(texts.say("help-intro")),
            _share(texts, "help", shared_by),
        ]
    )


def suggestion(typed: str, nearest: str | None, *, texts: Texts) -> Message:
    """Suggest a command for an unknown one. nearest: the most similar command; None if there is none."""
    wrong = blocks.code(f"/leak {typed}", 80)
    if nearest is None:
        return compose([_said([texts.say("suggestion-none", typed=wrong)])])
    return compose([_said([texts.say("suggestion", typed=wrong, nearest=blocks.code(f"/leak {nearest}", 80))])])


def unknown_leak(number: int, *, texts: Texts) -> Message:
    """Say that there is no leak of this number."""
    return compose([_said([texts.say("unknown-leak", name=blocks.cut(f"L{number}", 24))])])


def needs_leak(command: str, *, texts: Texts) -> Message:
    """Ask for the leak that a command lacks, such as "/leak show"."""
    return compose([_said([texts.say("needs-leak", example=blocks.code(f"/leak {command} L3", 80))])])


def take(view: LeakView, changed: bool, *, texts: Texts, thread: str | None = None) -> Message:
    """Confirm `/leak take` and the 👀 button.

    changed: False if the mark already existed. thread: a phrase with a link to the thread; None for the usual phrase.
    """
    if not changed:
        return _confirmation("took", view, changed, texts)
    shown = thread or texts.say("thread-shows")
    return compose([_said([texts.say("took", title=spoken_title(texts, view.leak), thread=shown)])])


def done(view: LeakView, changed: bool, *, texts: Texts, note: str | None = None) -> Message:
    """Confirm `/leak done` and the ✅ button. changed: False if the mark already existed."""
    return _confirmation("did", view, changed, texts, note)


def undo(view: LeakView, changed: bool, *, texts: Texts) -> Message:
    """Confirm `/leak undo`. changed: False if this person had no mark."""
    return _confirmation("undid", view, changed, texts)


def failed(reference: str, *, texts: Texts) -> Message:
    """Say that something failed. reference: the id that finds the failure in the log."""
    return compose([_said([texts.say("failed", reference=blocks.code(reference, 60))])])


def in_order(views: Iterable[LeakView], now: int) -> list[LeakView]:
    """Sort the leaks that need an action first: by snooze, then by state, then by reports in 7 days."""
    return sorted(
        views,
        key=lambda v: (_snoozed(v, now), _ORDER.index(v.leak.state), -v.windows.week, -v.leak.last_seen, v.leak.number),
    )


def _snoozed(view: LeakView, now: int) -> bool:
    return view.leak.snoozed_until is not None and view.leak.snoozed_until > now


def _confirmation(name: str, view: LeakView, changed: bool, texts: Texts, note: str | None = None) -> Message:
    said = texts.say(name if changed else f"{name}-already", title=spoken_title(texts, view.leak))
    return compose([_said([said, note_of(texts, note) or ""])])


def state_counts(texts: Texts, counts: Mapping[State, int], total: int) -> str:
    """Count the leaks of each state, and all leaks."""
    said = [texts.say(f"count-{state}", n=counts[state]) for state in _ORDER if counts.get(state)]
    return " · ".join([*said, texts.say("count-total", n=total)])


def line(texts: Texts, view: LeakView, now: int) -> Part:
    """Describe a leak in two lines: its name; its state, its reports and the last report."""
    leak = view.leak
    words = [texts.say(f"word-{leak.state}")]
    if _snoozed(view, now):
        words.append(texts.say("word-snoozed"))
    last = texts.say("line-last", when=blocks.date(leak.last_seen))
    facts = " · ".join([", ".join(words), week_counts(texts, view, now), last])
    return _said([f"*{spoken_title(texts, leak)}*", facts])


def next_step(texts: Texts, shown: Sequence[LeakView], now: int) -> str:
    """Say the next step for people. shown: sorted by `in_order`."""
    for view in shown:
        if _snoozed(view, now):
            continue
        if view.leak.state in (State.RETURNED, State.OPEN):
            return texts.say("next-open", name=name_of(view.leak))
        if view.leak.state is State.INVESTIGATING:
            return texts.say("next-investigating", name=name_of(view.leak))
    return texts.say("next-quiet")


def health_line(texts: Texts, health: Health, now: int) -> str:
    """Say each health problem with its remedy; one calm sentence if there is none."""
    said = []
    since = health.get("oldest_waiting_at")
    if since is not None and now - since > WAITING_TOLD_S:
        said.append(texts.say("health-waiting", waited=span(texts, now - since)))
        said.append(texts.say("fix-doctor"))
    if health.get("dead"):
        said.append(texts.say("health-dead", n=int(health["dead"] or 0)))
    error = health.get("slack_error")
    if error:
        at = health.get("slack_error_at")
        told = {"error": blocks.code(error, 80)} | ({} if at is None else {"when": blocks.date(at)})
        said.append(texts.say("health-slack-undated" if at is None else "health-slack", **told))
        said.append(remedy(texts, error))
    for trouble in health.get("troubles") or ():
        said += [trouble_sentence(texts, trouble), remedy(texts, trouble.code)]
    jump_s = health.get("clock_jump_s")
    if jump_s:
        said.append(texts.say("health-clock", seconds=jump_s))
    return " ".join(dict.fromkeys(said)) or texts.say("health-well")


def _history_line(texts: Texts, view: LeakView, change: Change) -> str:
    if change.what == merges.MERGED:
        what = " ".join(merges.sentences(texts, view, change))
        return f"• {texts.say('history-line', when=blocks.date(change.at), what=what)}"
    what = change_sentence(texts, change)
    noted = f" {note_of(texts, change.note) or ''}".rstrip()
    return f"• {texts.say('history-line', when=blocks.date(change.at), what=what)}{noted}"
