"""All that the statistics say of one leak, and what stands behind its counts: starts, releases, hosts, levels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.core.statistics.compare import MINIMUM_BOTH, Delta, delta
from bot.core.statistics.history import History, read_history
from bot.core.statistics.releases import Deployed, Releases
from bot.core.statistics.trend import Assessment, Forecast, SinceWhen, assess, forecast, since_when
from storage.records import Spot
from storage.records.spans import DAY_S

WINDOW_DAYS = (28, 91, 182, 364)
HORIZON_S = 28 * DAY_S


@dataclass(frozen=True, slots=True)
class Span:
    """What the statistics look at: alerts, the end, gaps, and the beginning (None: see `record`), in seconds.

    deployed: the deployments of that time, as far as they are known. releases: what they prove of the watched fix.
    """

    times: Sequence[float]
    end: float
    gaps: Sequence[tuple[float, float]] = ()
    start: float | None = None
    deployed: Sequence[Deployed] = ()
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the reports of a stretch of time.

    starts: (host, release) pairs seen for the first time: each is a process that started, as far as it reported.
    releases: seen for the first time. processes: pairs a release, on average; 0 where none was seen. advanced:
    reports at a level that traces accesses.
    """

    days: float
    reports: int
    starts: int
    releases: int
    processes: float
    advanced: int

    def each_day(self, count: int) -> float:
        """A count of this stretch, per day."""
        return count / self.days if self.days > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """trend, since, next: see bot.core.statistics.trend. end: of what was looked at, seconds.

    days: of the window and of the one before it. window: occurrences of the two compared; None: too few in the
    longest that fits. behind, before: what stands behind the reports since the change and until it (at_change), else
    in the two windows; before None: there was no such time. known: hosts or releases are told at all. deployed,
    candidates: deployments, and (release, first seen) of releases whose deployments are not known, inside the interval
    of the change. releases: what they prove of the watched fix. lost_s: seconds left out as gaps. t, df: of the slope.
    """

    trend: Assessment
    since: SinceWhen
    next: Forecast
    end: float
    days: int
    window: Delta | None
    behind: Behind
    before: Behind | None
    at_change: bool
    known: bool
    deployed: tuple[Deployed, ...]
    candidates: tuple[tuple[str, int], ...]
    releases: Releases | None
    lost_s: float
    t: float | None
    df: int | None


def outlook(span: Span, spots: Sequence[Spot]) -> Outlook:
    """spots: the same sightings with where they happened, oldest first."""
    history = read_history(span.times, span.end, span.gaps, span.start)
    record, slope = history.record, history.slope
    since = since_when(span.times, span.end, span.gaps, t_start=span.start)
    days, window = widened(history)
    change = None if since["gradual"] else since["time"]
    edge = change or record.to_calendar(max(0.0, record.observed - days * DAY_S))
    begin = record.start if change else record.to_calendar(max(0.0, record.observed - 2 * days * DAY_S))
    fits = change is not None or 2 * days * DAY_S <= record.observed
    return Outlook(
        trend=assess(span.times, span.end, span.gaps, t_start=span.start),
        since=since,
        next=forecast(span.times, span.end, HORIZON_S, span.gaps, t_start=span.start),
        end=span.end,
        days=days,
        window=window,
        behind=behind(spots, edge, span.end + 1),
        before=behind(spots, begin, edge) if fits else None,
        at_change=change is not None,
        known=any(spot.host or spot.release for spot in spots),
        deployed=deployed_in(span.deployed, since),
        candidates=candidates(spots, since, {one.release for one in span.deployed}),
        releases=span.releases,
        lost_s=record.end - record.start - record.observed,
        t=slope.t if slope else None,
        df=slope.df if slope else None,
    )


def widened(history: History) -> tuple[int, Delta | None]:
    """The shortest window that holds enough together with the one before it, in days; and the two compared.

    28 days, widened to 13, 26 and 52 weeks until both hold 6 occurrences. Source: facts on trend statistics, 0.
    """
    observed = history.record.observed
    for days in WINDOW_DAYS:
        length = days * DAY_S
        if 2 * length > observed:
            break
        now = sum(at > observed - length for at in history.clock)
        before = sum(observed - 2 * length < at <= observed - length for at in history.clock)
        if now + before >= MINIMUM_BOTH:
            return days, delta(now, before, length, length, history.phi)
    return WINDOW_DAYS[0], None


def behind(spots: Sequence[Spot], begin: float, end: float) -> Behind:
    """What stands behind the reports of [begin, end)."""
    inside = [spot for spot in spots if begin <= spot.at < end]
    starts = _first(((spot.host or "", spot.release or ""), spot.at) for spot in spots if spot.host or spot.release)
    releases = _first(((spot.release,), spot.at) for spot in spots if spot.release)
    pairs = {(spot.host, spot.release) for spot in inside if spot.host}
    seen = {spot.release for spot in inside}
    return Behind(
        days=(end - begin) / DAY_S,
        reports=len(inside),
        starts=sum(begin <= at < end for at in starts.values()),
        releases=sum(begin <= at < end for at in releases.values()),
        processes=len(pairs) / len(seen) if seen else 0.0,
        advanced=sum(spot.level == "advanced" for spot in inside),
    )


def deployed_in(deployed: Iterable[Deployed], since: SinceWhen) -> tuple[Deployed, ...]:
    """Deployments inside the 80 % interval of the change, oldest first, each environment's own: candidates, not causes.

    The same one in several projects is told once.
    """
    low, high = since["low"], since["high"]
    if low is None or high is None or since["gradual"]:
        return ()
    found = {(one.release, one.environment, one.at): one for one in deployed if low <= one.at <= high}
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.release, one.environment)))


def candidates(spots: Sequence[Spot], since: SinceWhen, deployed: Collection[str] = ()) -> tuple[tuple[str, int], ...]:
    """Releases first seen inside the 80 % interval of the change: candidates, not causes.

    deployed: releases whose deployments are known; they are candidates by those.
    """
    low, high = since["low"], since["high"]
    if low is None or high is None or since["gradual"]:
        return ()
    first = _first(((spot.release,), spot.at) for spot in spots if spot.release)
    return tuple((name, at) for (name,), at in first.items() if low <= at <= high and name not in deployed)


def _first(seen: Iterable[tuple[tuple[str, ...], int]]) -> dict[tuple[str, ...], int]:
    """When each was seen first; the given ones come oldest first."""
    first: dict[tuple[str, ...], int] = {}
    for name, at in seen:
        first.setdefault(name, at)
    return first
