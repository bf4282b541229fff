"""The study group's kinds of outbox rows, each with who renders it."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.texts import Texts
from bot.group import forgetting, journal_file, reminding
from bot.group.journal_posts import Posts
from bot.rendered import Rendered, Upload
from storage.engine import Engine
from storage.forgetting import REMOVAL
from storage.outbox import Outgoing
from storage.reminders import KIND


def messages(store: Engine, texts: Texts, now: Callable[[], int]) -> dict[str, Callable[[Outgoing], Rendered | None]]:
    """Kind → who writes its message."""
    mine = {KIND: reminding.render(store, texts, now), REMOVAL: forgetting.render(store, now)}
    return {**mine, **Posts(store, texts, now).kinds()}


def files(store: Engine, texts: Texts) -> dict[str, Callable[[Outgoing], Upload | None]]:
    """Kind → who makes its file."""
    return {journal_file.KIND: journal_file.upload(store, texts)}
