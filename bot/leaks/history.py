"""Read a leak's sightings as the verdicts take them: at most two years, with gaps and deployments."""

from __future__ import annotations

from bot.core.statistics.outlook import Span
from bot.core.statistics.trend import Assessment, assess
from bot.leaks.releases import with_deploys
from storage import issues, leak_views
from storage.engine import Engine
from storage.records import LeakView, State
from storage.records.spans import HISTORY_S


def trend_of(store: Engine, view: LeakView, now: int) -> Assessment:
    """Compute the verdict over a leak's history."""
    span = history_of(store, view, now)
    return assess(span.times, span.end, span.gaps, t_start=span.start)


def span_of(store: Engine, view: LeakView, now: int) -> Span:
    """Read a leak's history with the deployments of that time."""
    return with_deploys(store, view, history_of(store, view, now), now)


def history_of(store: Engine, view: LeakView, now: int) -> Span:
    """Read at most two years of a leak's sightings up to a moment; the record begins with the first of them.

    A fix begins a new history; while it is watched or proved, the span is the time before it. A fix later than `now`
    begins none: a digest asks about the last whole hour, a late one about its meeting.
    """
    number, watch = view.leak.number, view.watch
    if watch is not None and view.leak.state in (State.WATCHING, State.FIXED):
        return Span(watch.before, watch.fix.fixed_at, watch.gaps, watch.begun_at)
    since = now - HISTORY_S
    if watch is not None and since < watch.fix.fixed_at <= now:
        since = watch.fix.fixed_at
    times = leak_views.event_times(store, number, since)
    # A record older than the window begins with the window; else with its first sighting, which is no news then.
    start = since if view.leak.first_seen < since and len(times) < leak_views.EVENTS_MAX else None
    every_s = view.alerts.every_s if view.alerts else 0
    return Span(
        issues.thinned(times, every_s), max([now, *times[-1:]]), issues.gaps_of(store, number, since, now), start
    )
