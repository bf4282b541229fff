"""The accuracy of the bot's verdicts: many histories of a scenario, each judged as the bot would judge it.

The bot knows only the delivered reports. If the processes are known too, two more verdicts are possible. One uses
reports per process start: the share of starts that reported. The other uses reports per hour at risk: the time of
processes that had not reported yet.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import median

from bot.core.statistics.episodes import LEAST_BINS, Bins, Slope, binned_slope
from bot.core.statistics.fix_watch import evidence, recurrences
from bot.core.statistics.history import CHANGED_BELOW, MINIMUM, bins_of
from bot.core.statistics.quiet_spell import CLAIM_AT, per_start_p
from bot.core.statistics.record import Record, read_record
from bot.core.statistics.trend import assess, since_when
from bot.simulation.fleet import FleetHistory, Process, Simulator
from bot.simulation.scenario import Scenario
from bot.simulation.sentry_side import Delivered, deliver
from bot.simulation.shop import release
from storage.records import Fix, Seen, Watch
from storage.records.spans import DAY_S, HOUR_S

UNCHANGED = "-"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on one history: "up", "down" or "-".

    Attributes:
        wall, starts, risk: the verdict by calendar time, per process start, and per hour at risk.
        covers: True if the 80 % interval includes the true date; None without a date.
        claimed_days, start_days: days from the fix to the claim that it works, by quiet days and by quiet starts; None
            if there was no claim or no fix.
    """

    reports: int
    wall: str
    starts: str
    risk: str
    covers: bool | None
    claimed_days: int | None
    start_days: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """The verdicts on all histories of a scenario, as shares from 0 to 1.

    Attributes:
        reps: the number of histories.
        reports: the median number of reports.
        wall, starts, risk: the shares of "up" and "down".
        named, covers: the share with a date, and the share of those whose interval includes the true date.
        fixed, fixed_starts: the share with a claim, by quiet days and by quiet starts.
        fixed_days, fixed_starts_days: the median days until the claim.
    """

    scenario: Scenario
    reps: int
    reports: float
    wall: tuple[float, float]
    starts: tuple[float, float]
    risk: tuple[float, float]
    named: float
    covers: float | None
    fixed: float
    fixed_days: float | None
    fixed_starts: float
    fixed_starts_days: float | None

    @property
    def wrong(self) -> float:
        """Return the share of histories in which the verdict by calendar time said that the rate changed."""
        return sum(self.wall)


def judge_all(simulator: Simulator, seed: int, reps: int, begin: int) -> Row:
    """Judge `reps` histories of a scenario."""
    scenario = simulator.scenario
    found = []
    for rep in range(reps):
        dice = Random(f"{seed} {scenario.name} {rep}")  # noqa: S311 (chance, not secrecy)
        history = simulator.run(dice)
        found.append(judge(scenario, history, deliver(dice, scenario.sentry, history.printed), begin))
    covering = [one.covers for one in found if one.covers is not None]
    days = [one.claimed_days for one in found if one.claimed_days is not None]
    start_days = [one.start_days for one in found if one.start_days is not None]
    return Row(
        scenario,
        reps,
        median(one.reports for one in found),
        _shares([one.wall for one in found]),
        _shares([one.starts for one in found]),
        _shares([one.risk for one in found]),
        len(covering) / reps,
        sum(covering) / len(covering) if covering else None,
        len(days) / reps,
        median(days) if days else None,
        len(start_days) / reps,
        median(start_days) if start_days else None,
    )


def _shares(verdicts: Sequence[str]) -> tuple[float, float]:
    return verdicts.count("up") / len(verdicts), verdicts.count("down") / len(verdicts)


def judge(scenario: Scenario, history: FleetHistory, delivered: Sequence[Delivered], begin: int) -> Judged:
    """Judge the first leak of one history at its end or, if there is a fix, every day from the fix on."""
    seen = [one for one in delivered if one.printed.leak == 0]
    times = [begin + int(one.printed.at) for one in seen]
    end = begin + scenario.days * DAY_S
    if scenario.fix is not None and history.fixed is not None:
        wall_days, start_days = _claims(history, seen, begin, int(end))
        return Judged(len(seen), UNCHANGED, UNCHANGED, UNCHANGED, None, wall_days, start_days)
    verdict, when = assess(times, end), since_when(times, end)
    covers = None
    if scenario.changed is not None and when["low"] is not None and when["high"] is not None:
        covers = when["low"] <= begin + scenario.changed * DAY_S <= when["high"]
    record = read_record(times, end)
    first = first_reports(seen, begin)
    return Judged(
        reports=len(seen),
        wall=_said(verdict["p_value"], verdict["direction"] == "up"),
        starts=_slope_said(per_start(record, history.processes, first, begin)),
        risk=_slope_said(per_risk(record, history.processes, first, begin)),
        covers=covers,
        claimed_days=None,
        start_days=None,
    )


def _said(p_value: float | None, up: bool) -> str:
    if p_value is None or p_value >= CHANGED_BELOW:
        return UNCHANGED
    return "up" if up else "down"


def _slope_said(slope: Slope | None) -> str:
    return _said(slope.p_value, slope.t > 0) if slope else UNCHANGED


def first_reports(seen: Sequence[Delivered], begin: int) -> dict[Process, float]:
    """Map each process to the time of its first report."""
    found: dict[Process, float] = {}
    for one in seen:
        found.setdefault(one.printed.process, begin + one.printed.at)
    return found


def per_start(record: Record, processes: Sequence[Process], first: dict[Process, float], begin: int) -> Slope | None:
    """Fit the slope of the share of process starts that reported. The exposure is the number of starts per bin."""
    inside = [one for one in processes if record.start < begin + one.start < record.end]
    reporting = [begin + one.start for one in inside if one in first]
    starts = bins_of(record, [begin + one.start for one in inside])
    return _slope(bins_of(record, reporting), starts.counts)


def per_risk(record: Record, processes: Sequence[Process], first: dict[Process, float], begin: int) -> Slope | None:
    """Fit the slope of first reports per hour of processes that had not reported yet."""
    reports = bins_of(record, sorted(at for at in first.values() if at > record.start))
    if not reports.kept:
        return None
    number, length = len(reports.kept), reports.length
    start = record.end - number * length
    hours = [0.0] * number
    for one in processes:
        a, b = begin + one.start - start, min(first.get(one, record.end), begin + one.end) - start
        for k in range(max(0, int(a // length)), min(number, int(b // length) + 1)):
            hours[k] += max(0.0, min(b, (k + 1) * length) - max(a, k * length)) / HOUR_S
    return _slope(reports, hours)


def _slope(counted: Bins, exposure: Sequence[float]) -> Slope | None:
    """Fit a slope as bot.core.statistics.trend does, with exposure in units of its mean. Empty bins are dropped."""
    mean = sum(exposure) / max(1, len(exposure))
    used = [(k, count, w / mean) for k, count, w in zip(counted.kept, counted.counts, exposure, strict=True) if w > 0]
    if sum(count for _, count, _ in used) < MINIMUM or len(used) < LEAST_BINS:
        return None
    kept, counts, shares = zip(*used, strict=True)
    return binned_slope(Bins(kept, counts, shares, counted.length))


def _claims(history: FleetHistory, seen: Sequence[Delivered], begin: int, end: int) -> tuple[int | None, int | None]:
    """Return the days until the fix is claimed, by quiet days as the bot does, and by quiet process starts."""
    fixed = history.fixed or 0
    at = begin + int(history.deployments[fixed])
    fix = Fix(1, 1, at, at, release(fixed), "U0LOCAL01")
    before = tuple(t for one in seen if (t := begin + int(one.printed.at)) <= at)
    since = tuple(_seen(one, history, begin) for one in seen if begin + one.printed.at > at)
    back = min(recurrences(Watch(fix, before, since)), default=end + 1)
    wall = None
    for now in range(at + DAY_S, min(back, end), DAY_S):
        known = tuple(one for one in since if one.at <= now)
        if evidence(Watch(fix, before, known), now)["fixed95"]:
            wall = (now - at) // DAY_S
            break
    return wall, _start_claim(history, seen, begin, (at, min(back, end)))


def _seen(one: Delivered, history: FleetHistory, begin: int) -> Seen:
    number = one.printed.process.release
    return Seen(begin + int(one.printed.at), release(number), begin + int(history.deployments[number]))


def _start_claim(history: FleetHistory, seen: Sequence[Delivered], begin: int, span: tuple[int, int]) -> int | None:
    """Return the days until enough processes of the fixed release ended without a report; None if there is no claim."""
    at, until = span
    first = first_reports(seen, begin)
    began = min(first.values(), default=float(at))
    # A process that ran before the record began, or that still runs, had no full chance to report.
    old = [one for one in history.processes if began < begin + one.start and one.release < (history.fixed or 0)]
    ends = sorted(begin + one.end for one in history.processes if one.release >= (history.fixed or 0))
    alerted = sum(one in first for one in old)
    if not old or alerted < 3:
        return None
    for now in range(at + DAY_S, until, DAY_S):
        if per_start_p(len(old), alerted, bisect_right(ends, now)) <= CLAIM_AT:
            return (now - at) // DAY_S
    return None
