"""Everything the statistics say about one leak, with the starts, releases, hosts and levels behind its counts."""

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
    """The data that the statistics use. All times are in seconds.

    Attributes:
        times: the alerts.
        end: the end of the observed time.
        gaps: the times in which no alert could be recorded.
        start: the beginning of the observed time; for None see `bot.core.statistics.record`.
        deployed: the known deployments of that time.
        releases: the evidence from releases for the watched fix.
    """

    times: Sequence[float]
    end: float
    gaps: Sequence[tuple[float, float]] = ()
    start: float | None = None
    deployed: Sequence[Deployed] = ()
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """The starts, releases and levels behind the reports of one period.

    Attributes:
        days: the length of the period.
        reports: the number of reports in it.
        starts: (host, release) pairs first seen in it. Each pair is one process start, as far as the process reported.
        releases: releases first seen in it.
        processes: (host, release) pairs per release on average; 0 if there are none.
        advanced: reports at a level that traces accesses.
    """

    days: float
    reports: int
    starts: int
    releases: int
    processes: float
    advanced: int

    def each_day(self, count: int) -> float:
        """Divide a count of this period by its days."""
        return count / self.days if self.days > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """The result of `outlook`.

    Attributes:
        trend, since, next: see `bot.core.statistics.trend`.
        end: the end of the observed time, in seconds.
        days: the length of the current window, and of the window before it.
        window: the comparison of the two windows; None if even the longest one that fits has too few occurrences.
        behind, before: the sources of the reports after and before the change (`at_change`), else in the two windows.
            `before` is None if the history has no earlier period.
        at_change: True if `behind` and `before` are split at the date of the change.
        known: True if any report names its host or release.
        deployed: deployments inside the interval of the change.
        candidates: (release, first seen) of releases inside that interval whose deployments are unknown.
        releases: the evidence from releases for the watched fix.
        lost_s: seconds left out as gaps.
        t, df: the t statistic of the slope and its degrees of freedom.
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
    """Compute the outlook of one leak.

    Args:
        span: the alerts and the observed time.
        spots: the same sightings with their hosts and releases, oldest first.
    """
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
    """Find the shortest window in which this window and the one before it hold enough occurrences, and compare them.

    The window is 28 days; it grows to 13, 26 and 52 weeks until both windows together hold 6 occurrences.

    Returns:
        The window in days, and the comparison. Without enough occurrences: 28 and None.

    Source: facts on trend statistics, 0.
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
    """Count the reports in [begin, end) and their starts, releases and levels."""
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
    """List the deployments inside the 80 % interval of the change, oldest first, one for each environment.

    They are candidates, not causes. The same deployment in several projects is listed once.
    """
    low, high = since["low"], since["high"]
    if low is None or high is None or since["gradual"]:
        return ()
    found = {(one.release, one.environment, one.at): one for one in deployed if low <= one.at <= high}
    return tuple(sorted(found.values(), key=lambda one: (one.at, one.release, one.environment)))


def candidates(spots: Sequence[Spot], since: SinceWhen, deployed: Collection[str] = ()) -> tuple[tuple[str, int], ...]:
    """List the releases first seen inside the 80 % interval of the change. They are candidates, not causes.

    Args:
        spots: the sightings, oldest first.
        since: the date of the change.
        deployed: releases whose deployments are known. They are left out here: `deployed_in` lists them.
    """
    low, high = since["low"], since["high"]
    if low is None or high is None or since["gradual"]:
        return ()
    first = _first(((spot.release,), spot.at) for spot in spots if spot.release)
    return tuple((name, at) for (name,), at in first.items() if low <= at <= high and name not in deployed)


def _first(seen: Iterable[tuple[tuple[str, ...], int]]) -> dict[tuple[str, ...], int]:
    """Map each name to its first time. seen: oldest first."""
    first: dict[tuple[str, ...], int] = {}
    for name, at in seen:
        first.setdefault(name, at)
    return first
