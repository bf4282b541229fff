"""Is a leak fixed: the evidence of the quiet time since a fix, the days still needed, and recurrences."""

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
"""An e-value from here on means "the rate went down". At most 5 % of steady histories ever reach it."""
MINIMUM_BEFORE = 3


class FixEvidence(TypedDict):
    """The evidence for a fix. Days are observed days. None means that the value cannot be computed.

    Attributes:
        fixed95: True if the quiet time is long enough, nothing recurred, and at least 3 occurrences came before.
        p_value: the probability of a quiet time this long if nothing had changed; None after a recurrence or with too
            few occurrences.
        days_needed: the total quiet days at which p reaches 0.05, known from the day of the fix on.
        days_more: the quiet days still to wait.
        days_quiet: the quiet days since the fix, up to the first recurrence.
        recurred: True if the fixed release sent an alert.
        recurred_after_days: calendar days from the fix to that alert.
        residual_ratio: the upper limit (95 %) of the current rate, as a share of the old rate.
        evalue: the evidence for "the rate went down"; valid at every look, also after recurrences.
        went_down: True if `evalue` reached 20.
        ratio, ratio_low, ratio_high: after a recurrence, the rate since the fix over the old rate, with its 95 % mid-p
            limits.
        n, n_after: occurrences before and since the fix.
        needed: the minimum of `n`.
        unit: "episodes" or "alerts", whichever was counted.
        phi: the dispersion index.
        days_before: observed days before the fix.
        ignored: the number of alerts left out.
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
    """Compute the evidence for a fix. Daily calls keep the error rate, up to the first recurrence.

    Args:
        before_times: alerts of the old release since the previous fix or change. Do not choose this window afterwards.
            Alerts after `t_fix` are left out: old processes may still run.
        t_fix: the time at which the last old process ended. For time 0 see `bot.core.statistics.record`.
        after_times: alerts of the fixed release. An alert before `t_fix` or inside a gap is a recurrence, too. Alerts
            after `now` are left out.
        now: the end of the observed time.
        gaps: (begin, end) pairs in which nothing could be recorded. They do not count as quiet time.
        t_start: the beginning of the observed time; for None see `bot.core.statistics.record`.

    Raises:
        ValueError: `now` is before `t_fix`, or an input is invalid (see `read_record`).
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
    """The data of one fix. With two baselines, the larger p, the longer wait and the smaller e-value count.

    Attributes:
        n: occurrences before the fix.
        raw: True if occurrences are alerts, False if they are episodes.
        returned: times of the occurrences since the fix.
        bases: the baselines; empty if `n` is 0.
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
        """Return the observed seconds without an alert since the fix."""
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
        """Return the total quiet seconds needed; None if no length is enough."""
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
        """Compare the rate since the fix with the old rate; without a recurrence all values are None."""
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
