"""The study group's kinds of outbox rows, each with the function that renders it."""

from __future__ import annotations

from bot.core.texts.bundles import Texts
from bot.group import erasure, journal_export, reminder_job
from bot.group.journal_posts import JournalPosts
from bot.slack.outgoing import MakeFile, Render
from storage.engine import Engine
from storage.erasure import REMOVAL
from storage.records import MessageKind
from storage.reminders import KIND


def messages(posts: JournalPosts) -> dict[MessageKind, Render]:
    """Map each kind of outbox row to the function that renders its message."""
    store, texts, now = posts.store, posts.texts, posts.now
    return {KIND: reminder_job.render(store, texts, now), REMOVAL: erasure.render(store, now), **posts.kinds()}


def files(store: Engine, texts: Texts) -> dict[MessageKind, MakeFile]:
    """Map each kind of outbox row to the function that makes its file."""
    return {journal_export.KIND: journal_export.upload(store, texts)}
