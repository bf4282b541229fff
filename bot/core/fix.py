"""Is it fixed: what the quiet since a fix proves, the days still needed, and what a recurrence leaves to say."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from bot.core.compare import Delta, delta
from bot.core.episodes import countable, episodes
from bot.core.quiet import CLAIM_AT, Baseline, baselines, evalue, quiet_needed, quiet_p
from bot.core.record import DAY, Record, check_gaps, check_times, read_record

EVIDENCE_AT = 20.0
"""An e-value from here on says "the rate went down"; a steady history ever reaches it in at most 5 %."""
MINIMUM_BEFORE = 3


class FixEvidence(TypedDict):
    """What is known about a fix. Days are observed days; None: it cannot be said.

    fixed95: quiet for long enough, nothing came back, at least 3 occurrences before. p_value: how often a quiet
    spell this long would happen had nothing changed; None after a recurrence or below the minimum. days_needed:
    quiet days in all at which p reaches 0.05 (known on the day of the fix). days_more: those still to wait.
    days_quiet: quiet since the fix, to the first recurrence. recurred: an alert from the fixed release.
    recurred_after_days: calendar days from the fix to it. residual_ratio: the rate now is below this share of the
    old one (95 %). evalue: evidence for "the rate went down", valid at every look and after recurrences; went_down:
    it reached 20. ratio, ratio_low, ratio_high: once it came back, rate since the fix against before with its 95 %
    mid-p limits. n: occurrences before; n_after: since; unit: "episodes" or "alerts", whichever was counted.
    needed: minimum of n. phi: dispersion index. days_before: observed days before the fix. ignored: alerts left
    out.
    """

    fixed95: bool
    p_value: float | None
    days_needed: float | None
    days_more: float | None
    days_quiet: float
    recurred: bool
    recurred_after_days: float | None
    residual_ratio: float | None
    evalue: float | None
    went_down: bool
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    n: int
    n_after: int
    needed: int
    unit: str
    phi: float
    days_before: float
    ignored: int


def fix_evidence(
    before_times: Iterable[float],
    t_fix: float,
    after_times: Iterable[float],
    now: float,
    gaps: Iterable[tuple[float, float]] = (),
    *,
    t_start: float | None = None,
) -> FixEvidence:
    """What the quiet since a fix proves. Times in seconds; where time 0 lies: see bot.core.record.

    before_times: alerts of the old release since the previous fix or change, never a window chosen afterwards;
    those after t_fix (old processes still running) are left out. t_fix: when the last old process was gone.
    after_times: alerts of the fixed release; one before t_fix (during the roll-out) or inside a gap is a recurrence
    all the same. After `now`: left out. The clock stands still in gaps. May be asked every day: for the first quiet
    spell that costs nothing. Raises ValueError as read_record does, and when `now` lies before t_fix.
    """
    spans = check_gaps(gaps)
    old = read_record(before_times, t_fix, spans, t_start)
    watch = read_record([], now, spans, t_fix)
    after = check_times(after_times, "after_times")
    known = after[: bisect_right(after, now)]
    units, raw = countable(old.alerts, old.start, old.end - old.start)
    bases, phi = baselines(old, units)
    returned = known if raw else episodes(known)
    quiet = _quiet(watch, returned)
    wait = _Wait(bases if len(units) >= MINIMUM_BEFORE else [], quiet, bool(returned))
    strength = _evalue(wait.bases, len(returned) / phi, watch.observed)
    ratio = _ratio(len(returned), len(units), watch, old, phi)
    return FixEvidence(
        fixed95=wait.p_value is not None and wait.p_value <= CLAIM_AT,
        p_value=wait.p_value,
        days_needed=wait.needed,
        days_more=None if wait.needed is None else max(0.0, wait.needed - quiet / DAY),
        days_quiet=quiet / DAY,
        recurred=bool(returned),
        recurred_after_days=max(0.0, returned[0] - t_fix) / DAY if returned else None,
        residual_ratio=wait.needed * DAY / quiet if wait.needed is not None and quiet > 0 else None,
        evalue=strength,
        went_down=strength is not None and strength >= EVIDENCE_AT,
        ratio=ratio.ratio if ratio else None,
        ratio_low=ratio.low if ratio else None,
        ratio_high=ratio.high if ratio else None,
        n=len(units),
        n_after=len(returned),
        needed=MINIMUM_BEFORE,
        unit="alerts" if raw else "episodes",
        phi=phi,
        days_before=old.observed / DAY,
        ignored=old.ignored + len(after) - len(known),
    )


@dataclass(frozen=True, slots=True)
class _Wait:
    """The first quiet spell against its baselines (none: too few before). The larger p and the longer wait count."""

    bases: list[Baseline]
    quiet: float
    over: bool

    @property
    def p_value(self) -> float | None:
        return max(quiet_p(base, self.quiet) for base in self.bases) if self.bases and not self.over else None

    @property
    def needed(self) -> float | None:
        """Quiet days in all; None when no length would do."""
        if not self.bases or self.over:
            return None
        days = max(quiet_needed(base) for base in self.bases) / DAY
        return days if math.isfinite(days) else None


def _quiet(watch: Record, returned: list[float]) -> float:
    """Observed seconds without an alert since the fix."""
    if not returned:
        return watch.observed
    return max(0.0, watch.to_observed([max(returned[0], watch.start)])[0])


def _evalue(bases: list[Baseline], recurrences: float, elapsed: float) -> float | None:
    return min(evalue(base, recurrences, elapsed) for base in bases) if bases else None


def _ratio(after: int, before: int, watch: Record, old: Record, phi: float) -> Delta | None:
    """Rate since the fix against before; only once something came back: until then the quiet itself is the news."""
    return delta(after, before, watch.observed, old.observed, phi) if after else None
