"""`/leak journal forget`: delete all that a member wrote, in every table, in the outbox, and in Slack."""

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
from storage.erasure import JOB, REMOVAL, PersonalData, PersonalPost
from storage.outbox import Outgoing
from storage.records.group_keys import EntryKey, RecheckKey
from storage.records.spans import DAY_S

LOOK_S, LOOK_AT_MOST_S = 60, DAY_S
EMPTIED = "…"


def ask(store: Engine, request: Asked, texts: Texts) -> Message:
    """Say what would be deleted, with a button that deletes it."""
    held = erasure.count_data(store, request.who)
    if held.is_nothing:
        return erasure_messages.nothing(texts=texts)
    return erasure_messages.ask(held.entries, held.posts, held.candidates, texts=texts)


def press(store: Engine, person: str, texts: Texts, now: int) -> Message:
    """Delete a person's data for the button of `ask`. A second press finds nothing."""
    held = forget(store, person, "button", now)
    return erasure_messages.nothing(texts=texts) if held.is_nothing else erasure_messages.done(texts=texts)


def forget(store: Engine, person: str, surface: str, now: int) -> PersonalData:
    """Delete all data of a person and return how much it was.

    Only one run is kept: when it happened, from which surface, and for whom.
    """
    with store.transaction():
        held = erasure.count_data(store, person)
        programmes = erasure.programmes_of(store, person)
        if not held.is_nothing:
            erasure.drop_direct(store, person)  # first: the rows queued below are for this person, too
        for post in erasure.find_posts(store, person):
            _take_back(store, post, now)
        if held.is_nothing:
            return held
        erasure.drop_rows(store, person)
        for programme in programmes:
            erasure.drop_empty(store, programme)
        runs.begin_run(store, JOB, f"{now}:{surface}:{person}", now)
    return held


def take_back_entry(store: Engine, entry: EntryKey, now: int) -> None:
    """Queue the removal of an entry's messages in Slack. Needs a transaction."""
    for post in erasure.find_posts(store, entry.person):
        _, _, rest = post.key.partition(":")
        if rest == str(entry) or rest.startswith(f"{entry}:"):
            _take_back(store, post, now)


def _take_back(store: Engine, post: PersonalPost, now: int) -> None:
    if post.kind.is_edit or (post.ts is None and not post.is_open):
        erasure.drop_post(store, post)
    elif post.ts is not None:
        _remove(store, post, now)
    else:
        # The message may be in Slack already, or arrive there any moment: check again until its outcome is known.
        if post.payload is not None:
            erasure.blank(store, post.key, _emptied(post.payload))
        _recheck(store, post.key, post.channel, 0, now)


def _remove(store: Engine, post: PersonalPost, now: int) -> None:
    # Replies before their root, by the order of keys: a root without replies leaves no "this message was deleted".
    key = f"forgotten:{'2' if post.kind == ROOT else '1'}:{post.channel}:{post.ts}"
    outbox.ask(store, key, REMOVAL, None, post.channel, now, detail=str(post.ts))
    erasure.drop_post(store, post)


def _emptied(payload: str) -> str:
    kept = {name: value for name, value in json.loads(payload).items() if name not in ("text", "blocks")}
    return json.dumps({**kept, "text": EMPTIED})


def _recheck(store: Engine, key: str, channel: str, tries: int, now: int) -> None:
    due_at = now + min(LOOK_S * 2**tries, LOOK_AT_MOST_S)
    detail = str(RecheckKey(tries, key))
    outbox.ask(store, f"forgotten:{key}:{tries}", REMOVAL, None, channel, now, due_at=due_at, detail=detail)


def render(store: Engine, now: Callable[[], int]) -> Render:
    """Make the renderer of removals: the message to delete in Slack, or None if there is none."""

    def render_removal(row: Outgoing) -> Rendered | None:
        recheck = RecheckKey.parse(row.detail)
        if recheck is None:
            return Rendered("", [], row.detail)
        post = erasure.find_post(store, recheck.key)
        if post is None:
            return None
        if post.is_open and post.ts is None:
            _recheck(store, recheck.key, post.channel, recheck.tries + 1, now())
            return None
        erasure.drop_post(store, post)
        return Rendered("", [], post.ts) if post.ts is not None else None

    return render_removal


def wipe(store: Engine, now: int) -> bool:
    """Remove deleted texts from the database's files; False if it must be tried again."""
    slots = erasure.slots_to_wipe(store)
    if slots and not erasure.wipe(store):
        return False
    for slot in slots:
        runs.finish_run(store, JOB, slot, now)
    return True
