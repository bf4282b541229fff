"""Applause: reactions of other people to the post of a journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from storage import applause, journal, marks
from storage.engine import Engine


def record_reaction(store: Engine, now: Callable[[], int], event: Mapping[str, Any], added: bool) -> bool:
    """Store or delete a person's reaction to a journal's post, in the caller's transaction.

    Args:
        event: `reaction_added` or `reaction_removed` as Slack sends it. Some come twice, and in any order.

    Returns:
        False if the message is not a journal's post, or a newer event of this reaction was handled before.
    """
    item, person, name = event["item"], str(event["user"]), str(event.get("reaction") or "")
    channel, ts = str(item.get("channel")), str(item.get("ts"))
    with store.transaction():
        if not name or not applause.is_journal_post(store, channel, ts):
            return False
        if not marks.newer_reaction(store, channel, ts, person, name, _micros(event.get("event_ts"))):
            return False
        if added:
            journal.applaud(store, channel, ts, person, name, now())
        else:
            journal.stop_applause(store, channel, ts, person, name)
    return True


def _micros(event_ts: object) -> int:
    seconds, _, fraction = str(event_ts or "0").partition(".")
    return int(f"{seconds}{fraction:0<6.6}") if (seconds + fraction).isdecimal() else 0
