"""A report that its program takes back: the borrower was slow, and nothing leaked."""

from __future__ import annotations

from bot.core.reading.report import Report, reference
from bot.core.reading.webhook import Event
from bot.leaks.announce import update_root
from storage import marks
from storage.engine import Engine
from storage.records import Change
from storage.retractions import retract


def take_back(store: Engine, channel: str, event: Event, report: Report, at: int, now: int) -> str:
    """Take back the sighting that the report refers to; return the delivery's reason. Needs a transaction.

    at: when the retraction happened.
    """
    ref = reference(report)
    number = retract(store, ref, event.project, at, now) if ref else None
    if number is None:
        return "ignored: takes back what was not counted"
    marks.write_change(store, Change(number, now, "", "retracted", "sentry", event.host))
    update_root(store, channel, number, now)
    return f"took back a report of L{number}"
