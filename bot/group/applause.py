"""Applause: any reaction of anybody else on the post of a journal counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from storage import applause, journal, marks
from storage.engine import Engine


def hear(store: Engine, now: Callable[[], int], event: Mapping[str, Any], added: bool) -> bool:
    """Keep a person's reaction to a message; False where that is no journal, or the news is old.

    event: `reaction_added` or `reaction_removed` as Slack tells it; some come twice, and in any order. Joins the
    transaction of whoever calls.
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
