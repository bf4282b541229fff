"""Announce a change of a leak: record it, and queue the messages that show it."""

from __future__ import annotations

from storage import marks, outbox, threads
from storage.engine import Engine
from storage.records import Change, MessageKind


def announce(
    store: Engine,
    channel: str,
    change: Change,
    kind: MessageKind = MessageKind.CHANGE,
    *,
    key: str | None = None,
    opens: bool = True,
    edits: bool = True,
) -> int:
    """Record a change and queue a thread reply and an updated root, each once; return the change's number.

    Needs a transaction: either all of it is stored or nothing.

    Args:
        channel: where the leak's root goes if it has none.
        kind: the kind of the reply, which gets the change's number as its detail.
        key: the reply's key in the outbox, where `{change}` stands for the change's number. None: `kind:number`.
        opens: queue a root if the leak has none, as for a leak that only a backfill has seen.
        edits: queue an update of the root.
    """
    number = marks.write_change(store, change)
    home = threads.home_of(store, change.leak, channel)
    if opens:
        threads.ask_root(store, change.leak, home, change.at)
    row_key = (key or f"{kind}:{{change}}").format(change=number)
    outbox.ask(store, row_key, kind, change.leak, home, change.at, detail=str(number))
    if edits:
        update_root(store, channel, change.leak, change.at)
    return number


def update_root(store: Engine, channel: str, leak: int, now: int) -> None:
    """Queue an update of the leak's root. A root that is not written yet will show the present state by itself."""
    if has_written_root(store, leak):
        threads.ask_edit(store, leak, threads.home_of(store, leak, channel), now)


def has_written_root(store: Engine, leak: int) -> bool:
    """Say whether the leak's root has been written. Slack may not have it yet."""
    return threads.has_root(store, leak) and not outbox.has_waiting(store, leak, MessageKind.ROOT)
