"""Is it fixed: what the quiet since a fix proves, the days still needed, and what a recurrence leaves to say."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from bot.core.statistics.compare import Delta, delta
from bot.core.statistics.episodes import LONGEST_EPISODE, countable, episodes
from bot.core.statistics.quiet_spell import CLAIM_AT, Baseline, baselines, evalue, quiet_needed, quiet_p
from bot.core.statistics.record import Record, check_gaps, check_times, read_record
from storage.records.spans import DAY_S

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
    """What the quiet since a fix proves. Times in seconds; where time 0 lies: see bot.core.statistics.record.

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
    case = _Case(
        old,
        watch,
        len(units),
        raw,
        known if raw else episodes(known, longest=LONGEST_EPISODE * DAY_S),
        *baselines(old, units),
    )
    return _told(case, old.ignored + len(after) - len(known))


@dataclass(frozen=True, slots=True)
class _Case:
    """What is known about one fix. n: occurrences before; returned: times of those since; bases: none without n.

    Where there are two baselines the larger p, the longer wait and the smaller e-value count.
    """

    old: Record
    watch: Record
    n: int
    raw: bool
    returned: list[float]
    bases: list[Baseline]
    phi: float

    @property
    def enough(self) -> bool:
        return self.n >= MINIMUM_BEFORE and bool(self.bases)

    @property
    def quiet(self) -> float:
        """Observed seconds without an alert since the fix."""
        if not self.returned:
            return self.watch.observed
        return self.watch.to_observed([max(self.returned[0], self.watch.start)])[0]

    @property
    def p_value(self) -> float | None:
        if self.returned or not self.enough:
            return None
        return max(quiet_p(base, self.quiet) for base in self.bases)

    @property
    def needed(self) -> float | None:
        """Quiet seconds in all; None when no length would do."""
        if self.returned or not self.enough:
            return None
        longest = max(quiet_needed(base) for base in self.bases)
        return longest if math.isfinite(longest) else None

    @property
    def evalue(self) -> float | None:
        if not self.enough:
            return None
        return min(evalue(base, len(self.returned) / self.phi, self.watch.observed) for base in self.bases)

    @property
    def ratio(self) -> Delta:
        """Rate since the fix against before; only once something came back, until then the quiet itself is the news."""
        if not self.returned:
            return Delta(0, self.n, None, None, None, None, False)
        return delta(len(self.returned), self.n, self.watch.observed, self.old.observed, self.phi)


def _told(case: _Case, ignored: int) -> FixEvidence:
    quiet, needed, strength, ratio = case.quiet, case.needed, case.evalue, case.ratio
    returned = case.returned
    return FixEvidence(
        fixed95=case.p_value is not None and case.p_value <= CLAIM_AT,
        p_value=case.p_value,
        days_needed=needed / DAY_S if needed is not None else None,
        days_more=max(0.0, needed - quiet) / DAY_S if needed is not None else None,
        days_quiet=quiet / DAY_S,
        recurred=bool(returned),
        recurred_after_days=max(0.0, returned[0] - case.watch.start) / DAY_S if returned else None,
        residual_ratio=needed / quiet if needed is not None and quiet > 0 else None,
        evalue=strength,
        went_down=strength is not None and strength >= EVIDENCE_AT,
        ratio=ratio.ratio,
        ratio_low=ratio.low,
        ratio_high=ratio.high,
        n=case.n,
        n_after=len(returned),
        needed=MINIMUM_BEFORE,
        unit="alerts" if case.raw else "episodes",
        phi=case.phi,
        days_before=case.old.observed / DAY_S,
        ignored=ignored,
    )
