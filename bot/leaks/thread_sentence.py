"""What an answer can truthfully say about the thread of a leak."""

from __future__ import annotations

from bot.core.texts.bundles import Texts
from bot.core.words.blocks import code, date
from bot.core.words.slack_trouble import place_of
from storage import refusals, threads
from storage.engine import Engine


def thread_sentence(store: Engine, texts: Texts, leak: int, channel: str, now: int) -> str:
    """Say where a change that was just recorded is shown. channel: where a leak without a root gets one."""
    home = threads.home_of(store, leak, channel)
    refusal = next((one for one in refusals.current(store) if one.place in (home, refusals.TOKEN)), None)
    if refusal is not None:
        return texts.say("thread-waits", channel=place_of(home), code=code(refusal.code, 80))
    due_at = threads.next_root_at(store, leak)
    if due_at is None:
        return texts.say("thread-shows")
    return texts.say("thread-new") if due_at <= now else texts.say("thread-new-at", when=date(due_at))
