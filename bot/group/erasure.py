"""`/leak journal forget`: all that a member wrote goes, in every table, on its way to Slack, and in Slack."""

from __future__ import annotations

import json
from collections.abc import Callable

from bot.core.group import erasure_messages
from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message
from bot.slack.outgoing import Render, Rendered
from bot.slack.request import Asked
from storage import erasure, outbox, runs
from storage.applause import ROOT
from storage.engine import Engine
from storage.erasure import JOB, REMOVAL, Held, Posted
from storage.outbox import Outgoing
from storage.records.spans import DAY_S

AFTER = "after "
LOOK_S, LOOK_AT_MOST_S = 60, DAY_S
EMPTIED = "…"


def ask(store: Engine, asked: Asked, texts: Texts) -> Message:
    """What would go, and a button that does it."""
    held = erasure.held(store, asked.who)
    if held.is_nothing:
        return erasure_messages.nothing(texts=texts)
    return erasure_messages.ask(held.entries, held.posts, held.candidates, texts=texts)


def press(store: Engine, person: str, texts: Texts, now: int) -> Message:
    """The button. A second press finds nothing."""
    held = forget(store, person, "button", now)
    return erasure_messages.nothing(texts=texts) if held.is_nothing else erasure_messages.done(texts=texts)


def forget(store: Engine, person: str, surface: str, now: int) -> Held:
    """Take out what there is of a person; what that was. Only that it happened is kept: when, from where, for whom."""
    with store.transaction():
        held = erasure.held(store, person)
        programmes = erasure.programmes_of(store, person)
        if not held.is_nothing:
            erasure.drop_direct(store, person)  # before: what is asked below takes back direct messages, too
        for post in erasure.posted(store, person):
            _take_back(store, post, now)
        if held.is_nothing:
            return held
        erasure.drop_rows(store, person)
        for programme in programmes:
            erasure.drop_empty(store, programme)
        runs.begin_run(store, JOB, f"{now}:{surface}:{person}", now)
    return held


def _take_back(store: Engine, post: Posted, now: int) -> None:
    if post.kind.is_edit or (post.ts is None and not post.is_open):
        erasure.drop_post(store, post)
    elif post.ts is not None:
        _remove(store, post, now)
    else:
        # It may be in Slack already, or come there any moment: what becomes of it is looked at until that is known.
        if post.payload is not None:
            erasure.blank(store, post.key, _emptied(post.payload))
        _look(store, post.key, post.channel, 0, now)


def _remove(store: Engine, post: Posted, now: int) -> None:
    # Replies before their root, by the order of keys: a root without replies leaves no "this message was deleted".
    key = f"forgotten:{'2' if post.kind == ROOT else '1'}:{post.channel}:{post.ts}"
    outbox.ask(store, key, REMOVAL, None, post.channel, now, detail=str(post.ts))
    erasure.drop_post(store, post)


def _emptied(payload: str) -> str:
    kept = {name: value for name, value in json.loads(payload).items() if name not in ("text", "blocks")}
    return json.dumps({**kept, "text": EMPTIED})


def _look(store: Engine, key: str, channel: str, n: int, now: int) -> None:
    due_at = now + min(LOOK_S * 2**n, LOOK_AT_MOST_S)
    outbox.ask(store, f"forgotten:{key}:{n}", REMOVAL, None, channel, now, due_at=due_at, detail=f"{AFTER}{n} {key}")


def render(store: Engine, now: Callable[[], int]) -> Render:
    """What is to be deleted in Slack; None where nothing came to be there."""

    def taken_back(row: Outgoing) -> Rendered | None:
        if not row.detail.startswith(AFTER):
            return Rendered("", [], row.detail)
        n, _, key = row.detail.removeprefix(AFTER).partition(" ")
        post = erasure.find_post(store, key)
        if post is None:
            return None
        if post.is_open and post.ts is None:
            _look(store, key, post.channel, int(n) + 1, now())
            return None
        erasure.drop_post(store, post)
        return Rendered("", [], post.ts) if post.ts is not None else None

    return taken_back


def wipe(store: Engine, now: int) -> bool:
    """After something was forgotten, rid the database's files of it; False: it is to be tried again."""
    waiting = erasure.to_wipe(store)
    if waiting and not erasure.wipe(store):
        return False
    for slot in waiting:
        runs.finish_run(store, JOB, slot, now)
    return True
