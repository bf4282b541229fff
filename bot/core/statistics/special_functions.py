"""Special functions for the trend statistics, in plain Python: tails and quantiles of a few distributions.

They agree with scipy to about 1e-11 for shape parameters up to 1e5; a test checks this. They need no table, no state
and no import but math.
"""

from __future__ import annotations

import math
from collections.abc import Callable

_TINY = 1e-300
_EPSILON = 1e-15
_LARGEST_EXPONENT = 709.0


def exp_capped(exponent: float) -> float:
    """Compute e^exponent, with the exponent capped at 709 to avoid an overflow."""
    return math.exp(min(exponent, _LARGEST_EXPONENT))


def log_beta(a: float, b: float) -> float:
    """Compute the logarithm of the beta function B(a, b); a, b > 0."""
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def beta_cdf(x: float, a: float, b: float) -> float:
    """Compute the regularised incomplete beta function I_x(a, b).

    a, b >= 0; a = 0 is a point mass at 0 and b = 0 one at 1, as the binomial tails need.
    Source: Abramowitz and Stegun 26.5.8, the continued fraction evaluated by Lentz's method.
    """
    if x <= 0 or (b == 0 and x < 1):
        return 0.0
    if x >= 1 or a == 0:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - _beta_fraction(1 - x, b, a)
    return _beta_fraction(x, a, b)


def _beta_fraction(x: float, a: float, b: float) -> float:
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta(a, b)) / a
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    h = d
    # The fraction needs about sqrt(max(a, b)) rounds; the limit only stops extreme arguments.
    for m in range(1, 100_000):
        even = a + 2 * m
        term = m * (b - m) * x / ((even - 1) * even)
        d = 1.0 + term * d
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = 1.0 + term / c
        c = c if abs(c) > _TINY else _TINY
        h *= d * c
        term = -(a + m) * (a + b + m) * x / (even * (even + 1))
        d = 1.0 + term * d
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = 1.0 + term / c
        c = c if abs(c) > _TINY else _TINY
        step = d * c
        h *= step
        if abs(step - 1.0) < _EPSILON:
            break
    return min(1.0, front * h)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Integrate s^(a-1) (1-s)^(b-1) from 0 to x < 1, without dividing by B(a, b); a > 0, any b.

    For b < 1, I_x loses digits or does not exist; the series x^a sum (1-b)_j x^j / (j! (a+j)) is used instead.
    """
    if x <= 0:
        return 0.0
    if b >= 1:
        return beta_cdf(x, a, b) * exp_capped(log_beta(a, b))
    total, factor = 0.0, 1.0
    for j in range(1_000_000):
        term = factor / (a + j)
        total += term
        if term < _EPSILON * total * (1 - x):
            break
        factor *= (j + 1 - b) * x / (j + 1)
    return exp_capped(a * math.log(x)) * total


def gamma_cdf(x: float, a: float) -> float:
    """Compute the regularised lower incomplete gamma function P(a, x), a > 0.

    Series below a + 1, continued fraction above. Source: Abramowitz and Stegun 6.5.29 and 6.5.31.
    """
    if x <= 0:
        return 0.0
    if x < a + 1:
        return _gamma_series(x, a)
    return 1.0 - _gamma_fraction(x, a)


def _gamma_series(x: float, a: float) -> float:
    term = total = 1.0 / a
    for j in range(1, 1_000_000):
        term *= x / (a + j)
        total += term
        if term < _EPSILON * total:
            break
    return min(1.0, total * math.exp(a * math.log(x) - x - math.lgamma(a)))


def _gamma_fraction(x: float, a: float) -> float:
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    h = d
    for j in range(1, 1_000_000):
        term = -j * (j - a)
        b += 2
        d = term * d + b
        d = 1 / (d if abs(d) > _TINY else _TINY)
        c = b + term / c
        c = c if abs(c) > _TINY else _TINY
        step = d * c
        h *= step
        if abs(step - 1) < _EPSILON:
            break
    return h * math.exp(a * math.log(x) - x - math.lgamma(a))


def normal_two_sided(z: float) -> float:
    """Compute P(|Z| >= |z|) for a standard normal Z."""
    return math.erfc(abs(z) / math.sqrt(2.0))


def student_two_sided(t: float, df: float) -> float:
    """Compute P(|X| >= |t|) for Student's t with df > 0 degrees of freedom; 0 at infinite t."""
    if math.isinf(t):
        return 0.0
    square = t * t
    if square < df:
        # df / (df + t^2) would round to 1 and lose a small t.
        return 1.0 - beta_cdf(square / (df + square), 0.5, df / 2)
    return beta_cdf(df / (df + square), df / 2, 0.5)


def chi2_cdf(x: float, df: float) -> float:
    """Compute P(X <= x) for chi-square with df > 0 degrees of freedom."""
    return gamma_cdf(x / 2, df / 2)


def normal_quantile_rough(q: float) -> float:
    """Approximate the standard normal quantile within 4.5e-4; use it only as a first guess for a solver.

    Source: Abramowitz and Stegun 26.2.23.
    """
    if q > 0.5:
        return -normal_quantile_rough(1 - q)
    t = math.sqrt(-2 * math.log(q))
    top = 2.515517 + t * (0.802853 + t * 0.010328)
    return top / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t


def chi2_quantile(q: float, df: float) -> float:
    """Compute the x with P(X <= x) = q for chi-square; 0 when df = 0, as the exact Poisson limits need.

    Newton's method, beginning at the Wilson-Hilferty value.
    """
    if df <= 0 or q <= 0:
        return 0.0
    a = df / 2
    cube = 1 - 2 / (9 * df) + normal_quantile_rough(q) * math.sqrt(2 / (9 * df))
    guess = max(a * cube**3, 0.5 * (q * a * math.exp(math.lgamma(a))) ** (1 / a) if a < 50 else 0.0)

    def tail(x: float) -> tuple[float, float]:
        return gamma_cdf(x, a) - q, math.exp((a - 1) * math.log(x) - x - math.lgamma(a))

    high = max(4 * guess, a + 50 * math.sqrt(a) + 50)
    return 2 * rising_root(tail, 0.0, high, guess)


def beta_quantile(q: float, a: float, b: float) -> float:
    """Compute the x with I_x(a, b) = q; 0 when a = 0, 1 when b = 0."""
    if a == 0:
        return 0.0
    if b == 0:
        return 1.0
    scale = log_beta(a, b)

    def tail(x: float) -> tuple[float, float]:
        return beta_cdf(x, a, b) - q, exp_capped((a - 1) * math.log(x) + (b - 1) * math.log1p(-x) - scale)

    return rising_root(tail, 0.0, 1.0, a / (a + b))


def rising_root(f: Callable[[float], tuple[float, float]], low: float, high: float, guess: float) -> float:
    """Find the zero of a rising function by Newton's method; a step outside (low, high) is replaced by the middle.

    f: x -> (value, slope). The relative error of the result is about 1e-14.
    """
    x = guess if low < guess < high else 0.5 * (low + high)
    for _ in range(200):
        value, slope = f(x)
        if value == 0:
            return x
        if value < 0:
            low = x
        else:
            high = x
        following = x - value / slope if slope > 0 else low
        if not low < following < high:
            following = 0.5 * (low + high)
        if abs(following - x) <= 1e-14 * abs(x) or following in (low, high):
            return following
        x = following
    return x


def negative_binomial_cdf(k: int, size: float, success: float) -> float:
    """Compute P(N <= k) for the negative binomial count of failures before `size` successes: I_success(size, k + 1)."""
    return beta_cdf(success, size, k + 1) if k >= 0 else 0.0


def negative_binomial_quantile(q: float, size: float, success: float) -> int:
    """Find the smallest count whose cumulative probability reaches q, by doubling and then bisection."""
    if negative_binomial_cdf(0, size, success) >= q:
        return 0
    low, high = 0, 1
    while negative_binomial_cdf(high, size, success) < q:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if negative_binomial_cdf(middle, size, success) >= q:
            high = middle
        else:
            low = middle
    return high
