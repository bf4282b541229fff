"""The statistics' own functions against scipy, over random arguments."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from scipy import special as theirs

from bot.cli.vectors import trend_tests
from bot.core.statistics import compare, quiet_spell, special_functions
from bot.core.statistics.changepoint import change_quantiles
from bot.core.statistics.episodes import Bins, binned_slope

shape = st.floats(0.05, 2_000)
share = st.floats(0.001, 0.999)
count = st.integers(0, 300)
exposure = st.floats(0.1, 1_000)


@settings(max_examples=300)
@given(share, shape, shape)
def test_incomplete_beta(x: float, a: float, b: float) -> None:
    """I_x(a, b), the root of the Student, binomial and negative binomial tails."""
    assert theirs.betainc(a, b, x) == pytest.approx(special_functions.beta_cdf(x, a, b), abs=1e-11)


@settings(max_examples=300)
@given(st.floats(0, 5_000), shape)
def test_incomplete_gamma(x: float, a: float) -> None:
    """P(a, x), the root of the chi-square tails."""
    assert theirs.gammainc(a, x) == pytest.approx(special_functions.gamma_cdf(x, a), abs=1e-11)


@pytest.mark.parametrize("size", [1e4, 1e5])
def test_large_shapes_converge(size: float) -> None:
    """A storm's counts still come out."""
    assert theirs.betainc(size, size, 0.501) == pytest.approx(special_functions.beta_cdf(0.501, size, size), abs=1e-9)
    assert theirs.gammainc(size, size * 1.001) == pytest.approx(
        special_functions.gamma_cdf(size * 1.001, size), abs=1e-9
    )


@given(st.floats(-60, 60), st.floats(1, 400))
def test_student_tail(t: float, df: float) -> None:
    """Two-sided, also far out; near 0 scipy itself is good to 1e-8 only."""
    assert 2 * stats.t.sf(abs(t), df) == pytest.approx(special_functions.student_two_sided(t, df), rel=1e-8, abs=1e-12)


@given(st.floats(0.001, 0.999), st.floats(0.5, 3_000))
def test_chi_square_quantile(q: float, df: float) -> None:
    """The inverse of the tail."""
    assert stats.chi2.ppf(q, df) == pytest.approx(special_functions.chi2_quantile(q, df), rel=1e-8)


@given(st.floats(0.001, 0.999), st.integers(1, 400), st.integers(1, 400))
def test_beta_quantile(q: float, a: int, b: int) -> None:
    """The limits of Clopper and Pearson."""
    assert stats.beta.ppf(q, a, b) == pytest.approx(special_functions.beta_quantile(q, a, b), rel=1e-8)


@given(st.floats(0.01, 0.99), st.floats(0.3, 300), st.floats(0.02, 0.98))
def test_negative_binomial_quantile(q: float, size: float, success: float) -> None:
    """The smallest count that reaches the level, unless the level falls on a step."""
    got = special_functions.negative_binomial_quantile(q, size, success)
    reached = stats.nbinom.cdf(np.array([got - 1, got]), size, success)

    assert reached[0] < q + 1e-9
    assert q - 1e-9 < reached[1]


@given(st.floats(0.01, 0.95), st.floats(0.1, 20), st.floats(-5, 20))
def test_incomplete_beta_integral(x: float, a: float, b: float) -> None:
    """Also where the second shape is not positive."""
    # s = x v^(1/a) takes the singularity at 0 away.
    wanted, _ = integrate.quad(lambda v: (1 - x * v ** (1 / a)) ** (b - 1), 0, 1, epsabs=0, epsrel=1e-12, limit=200)

    assert wanted * x**a / a == pytest.approx(special_functions.incomplete_beta(x, a, b), rel=1e-8)


@given(count, exposure, count, exposure)
def test_two_poisson_counts(x: int, t1: float, y: int, t2: float) -> None:
    """Exact and mid-p tails, and that the limits are where the tails say."""
    p, n = t1 / (t1 + t2), x + y
    upper, lower, here = stats.binom.sf(x - 1, n, p), stats.binom.cdf(x, n, p), stats.binom.pmf(x, n, p)

    assert min(1, 2 * min(upper, lower)) == pytest.approx(compare.central_value(x, y, p), abs=1e-10)
    assert min(1, 2 * min(upper - here / 2, lower - here / 2)) == pytest.approx(compare.mid_p_value(x, y, p), abs=1e-10)
    for limit, tail in zip(compare.mid_p_interval(x, y, p), (0.025, 0.975), strict=True):
        if limit:
            at = limit * p / (limit * p + 1 - p)
            assert tail == pytest.approx(stats.binom.sf(x, n, at) + stats.binom.pmf(x, n, at) / 2, abs=1e-9)


@given(st.integers(0, 60), st.integers(0, 60), share)
def test_minlike_is_r_and_scipy(x: int, y: int, p: float) -> None:
    """The two-sided binomial test of scipy."""
    if x + y:
        assert stats.binomtest(x, x + y, p).pvalue == pytest.approx(compare.minlike_value(x, y, p), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 25), st.integers(1, 20), st.integers(0, 25), st.integers(1, 20))
def test_e_test(x: int, t1: int, y: int, t2: int) -> None:
    """Krishnamoorthy and Thomson's sum, with ties decided in whole numbers (scipy's own loses some to rounding)."""
    if not x + y:
        assert (0.0, 1.0) == compare.e_test(x, t1, y, t2)
        return
    rate = (x + y) / (t1 + t2)
    i, j = np.meshgrid(np.arange(int(rate * t1 * 3) + 60), np.arange(int(rate * t2 * 3) + 60), indexing="ij")
    as_far = (i * t2 - j * t1) ** 2 * (x * t2**2 + y * t1**2) >= (x * t2 - y * t1) ** 2 * (i * t2**2 + j * t1**2)
    mass = stats.poisson.pmf(i, rate * t1) * stats.poisson.pmf(j, rate * t2)

    statistic, p_value = compare.e_test(x, t1, y, t2)

    assert stats.poisson_means_test(x, t1, y, t2).statistic == pytest.approx(statistic)
    assert mass[as_far & (i + j > 0)].sum() == pytest.approx(p_value, abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_false_discovery_rate(p_values: list[float]) -> None:
    """Benjamini and Hochberg, in the order given."""
    adjusted, _ = compare.benjamini_hochberg(p_values, 0.1)

    assert list(stats.false_discovery_control(p_values)) == pytest.approx(adjusted)


@given(st.lists(st.integers(0, 30), min_size=4, max_size=26).filter(lambda counts: len(set(counts)) > 1))
def test_slope_of_equal_bins_is_a_regression(counts: list[int]) -> None:
    """With full exposure it is ordinary least squares."""
    n = len(counts)
    wanted = stats.linregress(range(n), counts)

    got = binned_slope(Bins(tuple(range(n)), tuple(counts), (1.0,) * n, 1.0))

    assert got is not None
    assert wanted.slope == pytest.approx(got.slope, abs=1e-12)
    assert wanted.pvalue == pytest.approx(got.p_value, abs=1e-9)


@pytest.mark.parametrize("n", [2, 5, 9, 12])
def test_inversions_are_kendalls(n: int) -> None:
    """The exact distribution has the mean and variance that Mann gives, and adds up to one."""
    masses = trend_tests.inversion_masses(n)
    mean = math.fsum(k * p for k, p in enumerate(masses))

    assert math.fsum(masses) == pytest.approx(1)
    assert mean == pytest.approx(n * (n - 1) / 4)
    assert math.fsum((k - mean) ** 2 * p for k, p in enumerate(masses)) == pytest.approx(n * (n - 1) * (2 * n + 5) / 72)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.4, 40), st.floats(1, 500), st.integers(0, 8), st.floats(0.5, 900))
def test_evalue_is_the_average_over_the_ratio(n: float, span: float, k: int, elapsed: float) -> None:
    """The closed form against numerical integration."""

    def density(r: float) -> float:
        return float(r**k * ((span + elapsed) / (span + r * elapsed)) ** (n + k))

    wanted, _ = integrate.quad(density, 0, 1, epsrel=1e-11, limit=400)

    assert wanted == pytest.approx(quiet_spell.evalue_uniform(quiet_spell.Baseline(n, span), k, elapsed), rel=1e-7)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.1, 99.9), min_size=3, max_size=40, unique=True), st.floats(1, 3))
def test_change_posterior_on_a_fine_grid(times: list[float], phi: float) -> None:
    """Quantiles of the piecewise integral are those of a grid of 40 000 points."""
    times = sorted(times)
    u = 0.02 + 0.96 * (np.arange(40_000) + 0.5) / 40_000
    k = np.searchsorted(times, u * 100) / phi
    m = len(times) / phi - k
    logs = theirs.gammaln(k + 0.5) + theirs.gammaln(m + 0.5) - (k + 0.5) * np.log(u) - (m + 0.5) * np.log1p(-u)
    mass = np.cumsum(np.exp(logs - logs.max()))
    mass /= mass[-1]

    for level, point in zip((0.1, 0.5, 0.9), change_quantiles(times, 100, phi, (0.1, 0.5, 0.9)), strict=True):
        assert level == pytest.approx(np.interp(point / 100, u, mass), abs=0.004)
