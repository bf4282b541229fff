"""Compare two Poisson counts: now with before, the last third with the first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.statistics.special_functions import (
    beta_cdf,
    beta_quantile,
    chi2_quantile,
    normal_quantile_rough,
    rising_root,
)

MINIMUM_BOTH = 6
"""Below this total of both windows no ratio is given: 6 to 0 is the smallest split that can reach an exact 5 %."""


@dataclass(frozen=True, slots=True)
class Delta:
    """The comparison of a count with an earlier one.

    Attributes:
        now, before: the counts as given.
        ratio: the current rate over the earlier rate; None if it is not finite or the data are too few.
        low, high: the 95 % mid-p limits of the ratio; None if not finite.
        p_value: the two-sided mid-p.
        enough: True if both windows were observed and hold at least 6 together. If False, all but the counts is None.
    """

    now: int
    before: int
    ratio: float | None
    low: float | None
    high: float | None
    p_value: float | None
    enough: bool


def delta(
    count_now: int, count_before: int, exposure_now: float = 1, exposure_before: float = 1, phi: float = 1
) -> Delta:
    """Compare two counts by the mid-p conditional binomial test on counts divided by phi.

    This describes a difference; it does not detect gradual trends well.

    Args:
        count_now, count_before: the counts.
        exposure_now, exposure_before: the observed time (or starts) of each window, in one unit; 0 is "not observed".
        phi: the dispersion index, at least 1.

    Raises:
        ValueError: a number is negative or not finite, or phi is below 1.

    Source: conditional test of Przyborowski and Wilenski 1940; mid-p, P(X > x) + P(X = x) / 2, after Lancaster 1961.
    """
    for name, value in (
        ("count_now", count_now),
        ("count_before", count_before),
        ("exposure_now", exposure_now),
        ("exposure_before", exposure_before),
    ):
        if not math.isfinite(value) or value < 0:
            raise ValueError(f"{name} is {value}: give a number, zero or more")
    if not math.isfinite(phi) or phi < 1:
        raise ValueError(f"phi is {phi}: give a number, one or more")
    if count_now + count_before < MINIMUM_BOTH or exposure_now <= 0 or exposure_before <= 0:
        return Delta(count_now, count_before, None, None, None, None, False)
    x, y = count_now / phi, count_before / phi
    share = exposure_now / (exposure_now + exposure_before)
    low, high = mid_p_interval(x, y, share)
    ratio = (count_now / exposure_now) / (count_before / exposure_before) if count_before else None
    return Delta(count_now, count_before, ratio, low, high, mid_p_value(x, y, share), True)


def mid_p_tail(x: float, y: float, share: float) -> float:
    """Compute P(X > x) + P(X = x) / 2 for X binomial(x + y, share), also for counts that are not whole.

    This equals the mean of I_share(x, y + 1) and I_share(x + 1, y), but needs only one of them.
    """
    if share <= 0 or share >= 1:
        return 0.5 if (x == 0 and share <= 0) or (y == 0 and share >= 1) else float(share >= 1)
    scale = math.lgamma(x + y + 1) - math.lgamma(x + 1) - math.lgamma(y + 1)
    here = math.exp(scale + x * math.log(share) + y * math.log1p(-share))
    return beta_cdf(share, x + 1, y) + here / 2


def mid_p_value(x: float, y: float, share: float) -> float:
    """Compute the two-sided mid-p: twice the smaller tail, at most 1."""
    upper = mid_p_tail(x, y, share)
    return min(1.0, 2 * min(upper, 1 - upper))


def mid_p_interval(x: float, y: float, share: float, conf: float = 0.95) -> tuple[float | None, float | None]:
    """Compute the limits of the rate ratio by inverting the mid-p test; None if not finite.

    Args:
        x, y: counts, whole or divided by a dispersion index.
        share: the exposure of x over both exposures.
        conf: the confidence level.
    """
    if x + y <= 0:
        return 0.0, None
    tail = (1 - conf) / 2
    low = _share_to_ratio(_mid_p_limit(x, y, tail), share) if x > 0 else 0.0
    high = _share_to_ratio(_mid_p_limit(x, y, 1 - tail), share) if y > 0 else None
    return low, high


def exact_interval(x: int, y: int, share: float, conf: float = 0.95) -> tuple[float | None, float | None]:
    """Compute the limits of the rate ratio from the Clopper-Pearson limits of the share; None if not finite."""
    tail = (1 - conf) / 2
    low = _share_to_ratio(beta_quantile(tail, x, y + 1), share)
    high = _share_to_ratio(beta_quantile(1 - tail, x + 1, y), share)
    return low, high


def _share_to_ratio(limit: float, share: float) -> float | None:
    """Divide the odds of the limit by the odds of the exposures; None for a limit of 1."""
    return limit / (1 - limit) * (1 - share) / share if limit < 1 else None


def _mid_p_limit(x: float, y: float, target: float) -> float:
    """Find the share at which the mid-p tail of x is `target`. The first guess is Wilson's limit."""
    if y == 0:
        return float((2 * target) ** (1 / x))
    n = x + y
    z = normal_quantile_rough(target)
    centre = (x + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(x * y / n + z * z / 4)
    scale = math.lgamma(n + 1) - math.lgamma(x + 1) - math.lgamma(y + 1)

    def tail(p: float) -> tuple[float, float]:
        here = math.exp(x * math.log(p) + y * math.log1p(-p) + scale)
        # d/dp of the two incomplete betas: x p^(x-1) q^y and y p^x q^(y-1), each with the binomial coefficient.
        return beta_cdf(p, x + 1, y) + here / 2 - target, 0.5 * here * (x / p + y / (1 - p))

    return rising_root(tail, 0.0, 1.0, centre + half)


def central_value(x: int, y: int, share: float) -> float:
    """Compute the two-sided exact p: twice the smaller binomial tail, both including x, at most 1."""
    at_least = beta_cdf(share, x, y + 1)
    at_most = 1 - beta_cdf(share, x + 1, y)
    return min(1.0, 2 * min(at_least, at_most))


def minlike_value(x: int, y: int, share: float) -> float:
    """Compute p as R does: the probability of all outcomes not likelier than the observed one.

    The comparison has R's slack of 1e-7.
    """
    n = x + y
    scale, log_p, log_q = math.lgamma(n + 1), math.log(share), math.log1p(-share)
    mass = [
        math.exp(scale - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * log_p + (n - k) * log_q)
        for k in range(n + 1)
    ]
    return min(1.0, math.fsum(m for m in mass if m <= mass[x] * (1 + 1e-7)))


def e_test(x1: int, t1: float, x2: int, t2: float) -> tuple[float, float]:
    """Compute the statistic and the two-sided p of the E-test that two Poisson rates are equal.

    z = (x1/t1 - x2/t2) / sqrt(x1/t1^2 + x2/t2^2). p sums the pairs at the pooled rate whose |z| is at least as large.
    Without any counts the result is (0, 1).

    Source: Krishnamoorthy and Thomson, J. Statist. Plann. Inference 119 (2004).
    """
    if x1 + x2 == 0:
        return 0.0, 1.0
    observed = _e_statistic(x1, t1, x2, t2)
    # The relative slack keeps a tie that rounding would lose.
    limit = abs(observed) * (1 - 1e-12)
    rate = (x1 + x2) / (t1 + t2)
    first, second = _poisson_masses(rate * t1), _poisson_masses(rate * t2)
    total = math.fsum(
        p * q for i, p in first for j, q in second if i + j > 0 and abs(_e_statistic(i, t1, j, t2)) >= limit
    )
    return observed, min(1.0, total)


def _e_statistic(i: int, t1: float, j: int, t2: float) -> float:
    return (i / t1 - j / t2) / math.sqrt(i / t1**2 + j / t2**2)


def _poisson_masses(mean: float) -> list[tuple[int, float]]:
    """List (count, probability) for every count whose probability is above 1e-18."""
    reach = int(9 * math.sqrt(mean) + 25)
    counts = range(max(0, int(mean) - reach), int(mean) + reach)
    masses = [(k, math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))) for k in counts]
    return [(k, p) for k, p in masses if p > 1e-18]


def rate_interval(x: int, exposure: float, conf: float = 0.95) -> tuple[float, float, float]:
    """Compute the exact (low, high) of a Poisson rate, and its one-sided upper limit at `conf`.

    Source: Garwood 1936.
    """
    tail = (1 - conf) / 2
    low = chi2_quantile(tail, 2 * x) / 2 / exposure
    high = chi2_quantile(1 - tail, 2 * x + 2) / 2 / exposure
    return low, high, chi2_quantile(conf, 2 * x + 2) / 2 / exposure


def benjamini_hochberg(p_values: Sequence[float], q: float) -> tuple[list[float], list[int]]:
    """Adjust p-values for the false discovery rate q.

    Returns:
        The adjusted p-values in the given order, and the indices of those at most q.

    Source: Benjamini and Hochberg, J. R. Statist. Soc. B 57 (1995).
    """
    n = len(p_values)
    adjusted, least = [0.0] * n, 1.0
    order = sorted(range(n), key=lambda i: p_values[i], reverse=True)
    for place, i in enumerate(order):
        least = min(least, p_values[i] * n / (n - place))
        adjusted[i] = least
    return adjusted, [i for i in range(n) if adjusted[i] <= q]
