"""The formulas for a quiet time: its p-value, the length it needs, and the e-value after a recurrence."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.statistics.episodes import Bins, bin_table, dispersion, pooled_dispersion
from bot.core.statistics.record import Record
from bot.core.statistics.special_functions import exp_capped, incomplete_beta

CLAIM_AT = 0.05
CAUTION_FROM = 8
HALF_FROM = 10
"""From this number of occurrences on, the recent half of the history is a second baseline."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Occurrences divided by phi, and the observed seconds (or any unit) of their history."""

    count: float
    span: float


def quiet_p(base: Baseline, quiet: float) -> float:
    """Compute p = (T / (T + t))^(n / phi): the chance that all n fall into the first T of T + t; 1 if n is 0."""
    return math.exp(-base.count * math.log1p(quiet / base.span))


def quiet_needed(base: Baseline, claim_at: float = CLAIM_AT) -> float:
    """Compute the t at which `quiet_p` reaches claim_at: T (20^(phi / n) - 1) for 0.05; infinite if n is 0."""
    return base.span * math.expm1(min(700.0, -math.log(claim_at) / base.count)) if base.count > 0 else math.inf


def per_start_p(starts: int, alerted: int, quiet_starts: int) -> float:
    """Compute C(m, k) / C(m + d, k): the chance that all k starts that alerted are among the first m of m + d.

    Args:
        starts: m, process starts before the fix.
        alerted: k, the number of those that alerted.
        quiet_starts: d, process starts since the fix. None of them alerted.
    """
    return math.comb(starts, alerted) / math.comb(starts + quiet_starts, alerted)


def starts_needed(starts: int, alerted: int, claim_at: float = CLAIM_AT) -> int | None:
    """Find the smallest number of quiet starts with `per_start_p` at most claim_at; None if none alerted before."""
    if alerted <= 0:
        return None
    low, high = -1, 1
    while per_start_p(starts, alerted, high) > claim_at:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if per_start_p(starts, alerted, middle) <= claim_at else (middle, high)
    return high


def evalue_uniform(base: Baseline, recurrences: float, elapsed: float) -> float:
    """Compute E(r) = r^k ((T + t) / (T + r t))^(n + k), averaged over the rate ratio r uniform on (0, 1).

    With s = r t / (T + r t) it is an incomplete beta integral, (T/t)^(k+1) ((T+t)/T)^(n+k) B(t/(T+t); k+1, n-1).
    Source: Perez-Ortiz, Lardy, de Heide and Gruenwald, Annals of Statistics 52(4) (2024).
    """
    if elapsed <= 0:
        return 1.0
    n, k, grown = base.count, recurrences, math.log1p(elapsed / base.span)
    part = incomplete_beta(elapsed / (base.span + elapsed), k + 1, n - 1)
    if part <= 0:
        return 0.0
    return exp_capped((k + 1) * math.log(base.span / elapsed) + (n + k) * grown + math.log(part))


def evalue_zero(base: Baseline, recurrences: float, elapsed: float) -> float:
    """Compute E at r = 0: ((T + t) / T)^n without recurrences, else 0."""
    return 0.0 if recurrences > 0 else exp_capped(base.count * math.log1p(elapsed / base.span))


def evalue(base: Baseline, recurrences: float, elapsed: float) -> float:
    """Average the e-values: half the weight on rate 0, half spread evenly over all smaller rates."""
    return (evalue_uniform(base, recurrences, elapsed) + evalue_zero(base, recurrences, elapsed)) / 2


def baselines(old: Record, units: Sequence[float]) -> tuple[list[Baseline], float]:
    """Return the baselines and phi: the whole history and, from 10 occurrences on, its recent half.

    The recent half matters if the rate was already falling before the fix. For phi see `caution`.
    """
    n, span, clock = len(units), old.observed, old.to_observed(units)
    table = bin_table(
        [t - old.start for t in units], old.end - old.start, [(a - old.start, b - old.start) for a, b in old.gaps]
    )
    phi = caution(table, clock)
    if n == 0 or span <= 0:
        return [], phi
    found = [Baseline(n / phi, span)]
    if n >= HALF_FROM:
        found.append(Baseline((n - bisect_right(clock, span / 2)) / phi, span / 2))
    return found, phi


def caution(table: Bins, clock: Sequence[float]) -> float:
    """Return the phi to divide by before quiet is called rare: the largest of three indices.

    They are the two dispersion indices of the bins (a trend inflates the second) and the coefficient of variation of
    the gaps. Long silences between bunches longer than a bin show only in the gaps. The square of the coefficient is
    the index of a renewal process, but with a dozen gaps it is mostly noise. Measured on erratic gaps, the coefficient
    gives 3.6 % false claims instead of 4.3 %. Below 8 occurrences, only `dispersion` counts.
    """
    n = len(clock)
    phi = dispersion(table, n)
    if n < CAUTION_FROM:
        return phi
    gaps = [b - a for a, b in pairwise(clock)]
    mean = math.fsum(gaps) / len(gaps)
    variation = math.sqrt(math.fsum((g - mean) ** 2 for g in gaps) / (len(gaps) - 1)) / mean if mean > 0 else 1.0
    return max(phi, pooled_dispersion(table) or 1.0, variation)
