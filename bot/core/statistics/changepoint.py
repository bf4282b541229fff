"""The posterior of the date of one change in a Poisson rate."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from bot.core.statistics.special_functions import exp_capped

EDGE = 0.02
"""The change is searched between 2 % and 98 % of the history: nearer to the ends there is nothing to compare with."""
FINEST = 1 / 400
"""The longest integration step, as a share of the history."""


def change_quantiles(
    times: Sequence[float], span: float, phi: float, levels: Sequence[float], ends: float = 0.0
) -> list[float]:
    """Compute quantiles of the posterior of one change at u * span, in the unit of `times`.

    log weight(u) = lgamma(k + 1/2) + lgamma(m + 1/2) - (k + 1/2) ln u - (m + 1/2) ln(1 - u), with k occurrences before
    u and m after it, both divided by phi. u runs from 0.02 to 0.98 with prior weight (u (1 - u))^-ends; the rates have
    gamma(1/2) priors. The weight is smooth between occurrences. It is integrated there as if its logarithm were linear
    over steps of at most 1/400.

    Args:
        times: sorted, 0 to span.
        span: the length of the history.
        phi: the dispersion index.
        levels: the probabilities of the quantiles.
        ends: the exponent of the prior; 0 is uniform.

    Source: Raftery and Akman, Biometrika 73 (1986).
    """
    pieces = _pieces(times, span, phi, ends)
    peak = max(max(left, right) for _, _, left, right in pieces)
    masses = [_mass(b - a, left - peak, right - peak) for a, b, left, right in pieces]
    reached = list(accumulate(masses))
    points = []
    for level in levels:
        k = min(bisect_right(reached, level * reached[-1]), len(pieces) - 1)
        a, b, left, right = pieces[k]
        part = (level * reached[-1] - (reached[k] - masses[k])) / masses[k] if masses[k] > 0 else 0.5
        points.append((a + (b - a) * _inside(part, right - left)) * span)
    return points


def _pieces(times: Sequence[float], span: float, phi: float, ends: float) -> list[tuple[float, float, float, float]]:
    """List (begin, end, log weight at begin, at end) in shares of the history. No piece contains an occurrence."""
    shares = [t / span for t in times]
    marks = [EDGE, *(u for u in shares if EDGE < u < 1 - EDGE), 1 - EDGE]
    before = sum(1 for u in shares if u <= EDGE)
    out: list[tuple[float, float, float, float]] = []
    for i in range(len(marks) - 1):
        k, m = (before + i) / phi, (len(times) - before - i) / phi
        level = math.lgamma(k + 0.5) + math.lgamma(m + 0.5)
        steps = math.ceil((marks[i + 1] - marks[i]) / FINEST)
        if steps == 0:
            continue
        width = (marks[i + 1] - marks[i]) / steps
        cuts = [marks[i] + j * width for j in range(steps)] + [marks[i + 1]]
        logs = [level - (k + 0.5 + ends) * math.log(u) - (m + 0.5 + ends) * math.log1p(-u) for u in cuts]
        out.extend(zip(cuts, cuts[1:], logs, logs[1:], strict=False))
    return out


def _mass(width: float, left: float, right: float) -> float:
    """Integrate exp over a straight line from `left` to `right`."""
    rise = right - left
    if abs(rise) < 1e-9:
        return width * exp_capped(left)
    return width * (exp_capped(right) - exp_capped(left)) / rise


def _inside(part: float, rise: float) -> float:
    """Find the place in a piece, 0 to 1, at which the given part of its mass is reached."""
    part = min(1.0, max(0.0, part))
    if abs(rise) < 1e-9:
        return part
    if rise > 500:
        return 1 + math.log(part) / rise if part > 0 else 0.0
    return math.log1p(part * math.expm1(rise)) / rise
