"""Classic trend tests from reliability engineering, for times of repair or failure, in any unit of time.

With `truncation` "time", observation stopped at the time `end`, and all events count. With "failure", it stopped at the
last event, which is then `end`. That event carries no information of its own, so the tests leave it out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.statistics.special_functions import chi2_cdf, chi2_quantile, normal_two_sided


@dataclass(frozen=True, slots=True)
class TrendTestResult:
    """A statistic, its two-sided p-value, and its direction: "up" if the rate rises, "down" if it falls, or "none"."""

    statistic: float
    p_value: float
    direction: str


def direction_of(sign: float) -> str:
    """Return "up" for a positive number, "down" for a negative one, "none" for zero."""
    return "up" if sign > 0 else "down" if sign < 0 else "none"


def laplace(times: Sequence[float], end: float) -> TrendTestResult | None:
    """Compute Laplace's trend test; None without events.

    U = (mean t - T/2) / (T / sqrt(12 n)) is standard normal for a steady Poisson process.

    Source: NIST/SEMATECH e-Handbook 8.2.3.4.
    """
    n = len(times)
    if not n or end <= 0:
        return None
    u = (math.fsum(times) / n - end / 2) / (end / math.sqrt(12 * n))
    return TrendTestResult(u, normal_two_sided(u), direction_of(u))


def mil_hdbk_189(times: Sequence[float], end: float) -> TrendTestResult | None:
    """Compute the trend test of MIL-HDBK-189; None without events.

    X = 2 sum ln(T / t) is chi-square with 2n degrees of freedom. A small X means that the rate rises. The two-sided p
    is twice the smaller tail. An event at time 0 makes X infinite and p zero.

    Source: MIL-HDBK-189 (1981).
    """
    n = len(times)
    if not n:
        return None
    if min(times) <= 0:
        return TrendTestResult(math.inf, 0.0, "down")
    x = 2 * math.fsum(math.log(end / t) for t in times)
    lower = chi2_cdf(x, 2 * n)
    return TrendTestResult(x, min(1.0, 2 * min(lower, 1 - lower)), direction_of(2 * n - x))


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """The rate lambda beta t^(beta - 1); beta > 1: rising. cvm: Cramer-von Mises distance of the unbiased fit."""

    beta: float
    beta_unbiased: float
    lambda_: float
    rate_at_end: float
    beta_low: float
    beta_high: float
    cvm: float


def power_law(times: Sequence[float], end: float, failure: bool, conf: float) -> PowerLaw | None:
    """Compute Crow's estimates of a power law; None if they are undefined.

    Args:
        times: sorted, above 0, with the last event even if it ended the observation.

    beta = N / sum ln(T / t); unbiased (N - 1) / N beta, failure truncated (N - 2) / N beta; limits beta chi2_q(df)
    / (2N) with df = 2N or 2(N - 1). Source: Crow, AMSAA TR-138 (1975); NIST/SEMATECH e-Handbook 8.4.5.1.
    """
    n = len(times)
    logs = math.fsum(math.log(end / t) for t in times) if n and times[0] > 0 else 0.0
    if logs <= 0:
        return None
    beta = n / logs
    used = n - 1 if failure else n
    unbiased = (used - 1) / n * beta
    distance = math.fsum(
        ((t / end) ** unbiased - (2 * i + 1) / (2 * used)) ** 2 for i, t in enumerate(times[:used])
    ) + 1 / (12 * used)
    tail = (1 - conf) / 2
    low, high = (beta * chi2_quantile(q, 2 * used) / (2 * n) for q in (tail, 1 - tail))
    return PowerLaw(beta, unbiased, n / end**beta, n * beta / end, low, high, distance)


def gap_variation(times: Sequence[float]) -> float | None:
    """Compute the gaps' coefficient of variation (n - 1 divisor), the first gap from 0; None below two events."""
    gaps = [b - a for a, b in zip([0.0, *times], times, strict=False)]
    mean = math.fsum(gaps) / len(gaps) if gaps else 0.0
    if len(gaps) < 2 or mean <= 0:
        return None
    return math.sqrt(math.fsum((g - mean) ** 2 for g in gaps) / (len(gaps) - 1)) / mean


def lewis_robinson(u: float, variation: float) -> TrendTestResult | None:
    """Divide Laplace's U by the gaps' variation; None if all gaps are equal.

    Source: Kvaloy and Lindqvist 2020.
    """
    if variation <= 0:
        return None
    z = u / variation
    return TrendTestResult(z, normal_two_sided(z), direction_of(z))


@dataclass(frozen=True, slots=True)
class Reversals:
    """Mann's reverse arrangements. z is positive when gaps shrink; p_ge and p_le are exact tails of the count."""

    count: int
    mean: float
    variance: float
    p_ge: float
    p_le: float
    z: float


def reverse_arrangements(gaps: Sequence[float]) -> Reversals:
    """Count pairs i < j in which the later gap is strictly longer.

    Without a trend the mean is n(n-1)/4 and the variance n(n-1)(2n+5)/72. The exact tails come from the distribution of
    inversions of n distinct values; z has a continuity correction of 0.5.
    """
    n = len(gaps)
    count = sum(1 for j in range(n) for i in range(j) if gaps[j] > gaps[i])
    mean, variance = n * (n - 1) / 4, n * (n - 1) * (2 * n + 5) / 72
    masses = inversion_masses(n)
    at_least, at_most = math.fsum(masses[count:]), math.fsum(masses[: count + 1])
    away = mean - count
    z = math.copysign(max(0.0, abs(away) - 0.5), away) / math.sqrt(variance) if variance else 0.0
    return Reversals(count, mean, variance, min(1.0, at_least), min(1.0, at_most), z)


def inversion_masses(n: int) -> list[float]:
    """Return P(k inversions) of a random order of n values, for k = 0 to n(n-1)/2."""
    masses = [1.0]
    for j in range(1, n):
        # The new value adds 0 to j inversions, each with the same probability.
        window, grown = 0.0, []
        for k in range(len(masses) + j):
            window += masses[k] if k < len(masses) else 0.0
            window -= masses[k - j - 1] if k > j else 0.0
            grown.append(max(0.0, window) / (j + 1))
        masses = grown
    return masses
