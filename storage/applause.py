"""Count applause: reactions to journal posts, by the author of the entry."""

from __future__ import annotations

from itertools import chain, count

from storage import journal
from storage.engine import Engine, Row
from storage.records import MessageKind
from storage.records.group_keys import EntryKey, ReplyKey

ROOT = MessageKind.JOURNAL
POSTS = (ROOT, MessageKind.JOURNAL_TEXT)
"""Kinds of posts that make up an entry: its root, and the parts that did not fit."""


def is_journal_post(store: Engine, channel: str, ts: str) -> bool:
    """Return True if the message is part of a member's journal."""
    rows = store.query("SELECT kind FROM posts WHERE channel = :channel AND ts = :ts", {"channel": channel, "ts": ts})
    return bool(rows) and rows[0]["kind"] in POSTS


def counts(store: Engine, programme: int, round_: int) -> dict[str, int]:
    """Count, by author, the other people who reacted to the entry of a round. Each person counts once."""
    counts_by_person = {}
    for entry in journal.shared(store, programme, round_):
        fans = {
            row["person"]
            for post in posts_of(store, programme, round_, entry.person)
            for row in store.query("SELECT person FROM applause WHERE channel = :channel AND ts = :ts", post)
        }
        if fans - {entry.person}:
            counts_by_person[entry.person] = len(fans - {entry.person})
    return counts_by_person


def posts_of(store: Engine, programme: int, round_: int, person: str) -> list[Row]:
    """Return channel and ts of an entry's root and of its replies."""
    posts, entry = [], EntryKey(programme, round_, person)
    for key in chain([f"{ROOT}:{entry}"], (f"{POSTS[1]}:{ReplyKey(entry, n)}" for n in count())):
        rows = store.query("SELECT channel, ts FROM outbox WHERE key = :key", {"key": key})
        if not rows:
            break
        posts += [row for row in rows if row["ts"] is not None]
    return posts
