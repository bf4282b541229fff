"""Reference vectors: the calculation for each method name, to check the statistics with other data."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bot.cli.vectors import trend_tests
from bot.core.statistics import compare, quiet_spell
from bot.core.statistics.changepoint import change_quantiles
from bot.core.statistics.episodes import (
    LEAST_BINS,
    Bins,
    bin_table,
    binned_slope,
    countable,
    episodes,
    pooled_dispersion,
    successive_dispersion,
)
from bot.core.statistics.history import MINIMUM
from bot.core.statistics.record import merge_gaps
from bot.core.statistics.special_functions import negative_binomial_quantile

Given = Mapping[str, Any]
Got = dict[str, Any]


def results(vectors: Iterable[Given]) -> Iterator[dict[str, Any]]:
    """Yield {"name", "got"} for each vector {"name", "input": {"method", ...}}. A value that is not finite is None.

    Raises:
        ValueError: a vector's method is unknown, or its data are missing or of the wrong kind. It names the vector.
    """
    for vector in vectors:
        name = vector.get("name")
        try:
            given = vector["input"]
            method = METHODS[given["method"]]
            got = method(given)
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as problem:
            raise ValueError(f"vector {name!r} cannot be computed: {problem!r}; check its method and data") from None
        yield {"name": name, "got": {key: _finite(value) for key, value in got.items()}}


def _finite(value: Any) -> Any:
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _span(given: Given) -> tuple[list[float], float, list[float]]:
    """Return the sorted events, the end, and the events to test: all, without the last if it ended the observation."""
    events = sorted(given["events"])
    if given.get("truncation", "time") == "failure":
        return events, events[-1], events[:-1]
    return events, given["t_end"], events


def _laplace(given: Given) -> Got:
    _, end, used = _span(given)
    test = trend_tests.laplace(used, end)
    if test is None:
        return {"u": None, "p_two_sided": None, "direction": "none"}
    return {"u": test.statistic, "p_two_sided": test.p_value, "direction": test.direction}


def _mil_hdbk_189(given: Given) -> Got:
    _, end, used = _span(given)
    test = trend_tests.mil_hdbk_189(used, end)
    if test is None:
        return {"chi2": None, "df": 0, "p_two_sided": None, "direction": "none"}
    return {"chi2": test.statistic, "df": 2 * len(used), "p_two_sided": test.p_value, "direction": test.direction}


def _power_law(given: Given) -> Got:
    events, end, used = _span(given)
    fit = trend_tests.power_law(events, end, len(used) < len(events), given.get("conf", 0.95))
    if fit is None:
        return dict.fromkeys(("beta_mle", "beta_unbiased", "lambda_mle", "rate_at_end", "beta_ci", "cvm"))
    return {
        "beta_mle": fit.beta,
        "beta_unbiased": fit.beta_unbiased,
        "lambda_mle": fit.lambda_,
        "rate_at_end": fit.rate_at_end,
        "beta_ci": [fit.beta_low, fit.beta_high],
        "cvm": fit.cvm,
    }


def _lewis_robinson(given: Given) -> Got:
    events, end, used = _span(given)
    test, variation = trend_tests.laplace(used, end), trend_tests.gap_variation(events)
    corrected = trend_tests.lewis_robinson(test.statistic, variation) if test and variation else None
    return {
        "laplace_u": test.statistic if test else None,
        "gap_cv": variation,
        "lr": corrected.statistic if corrected else None,
        "p_two_sided": corrected.p_value if corrected else None,
        "direction": test.direction if test else "none",
    }


def _reverse_arrangement(given: Given) -> Got:
    test = trend_tests.reverse_arrangements(given["gaps"])
    return {
        "reversals": test.count,
        "mean": test.mean,
        "variance": test.variance,
        "p_ge": test.p_ge,
        "p_le": test.p_le,
        "z": test.z,
    }


def _poisson_compare(given: Given) -> Got:
    x, y, t1, t2 = given["x1"], given["x2"], given["t1"], given["t2"]
    share = t1 / (t1 + t2)
    return {
        "rate_ratio": x / t1 / (y / t2) if y else None,
        "p_minlike": compare.minlike_value(x, y, share),
        "p_central": compare.central_value(x, y, share),
        "p_mid": compare.mid_p_value(x, y, share),
        "ci95_exact": list(compare.exact_interval(x, y, share)),
        "ci95_mid": list(compare.mid_p_interval(x, y, share)),
    }


def _poisson_e_test(given: Given) -> Got:
    statistic, p_value = compare.e_test(given["x1"], given["t1"], given["x2"], given["t2"])
    return {"statistic": statistic, "p_two_sided": p_value}


def _poisson_rate_ci(given: Given) -> Got:
    low, high, upper = compare.rate_interval(given["x"], given["t"])
    return {"rate": given["x"] / given["t"], "ci_low": low, "ci_high": high, "one_sided_upper95": upper}


def _episodes(given: Given) -> Got:
    return {"starts": [float(t) for t in episodes(sorted(given["events_h"]), given["gap_h"])]}


def _day_bins(given: Given, times: list[float]) -> Bins:
    end = given["t_end_d"]
    return bin_table(times, end, merge_gaps([(a, b) for a, b in given.get("gaps_d") or ()], 0, end), day=1)


def _bin_table(given: Given) -> Got:
    bins = _day_bins(given, sorted(given["events_d"]))
    return {"kept_bins": list(bins.kept), "counts": list(bins.counts), "exposure": list(bins.exposure)}


def _given_bins(given: Given) -> Bins:
    """Return a vector's bins without those that were never observed."""
    counts = given["counts"]
    exposure = given.get("exposure") or [1] * len(counts)
    seen = [(k, n, w) for k, (n, w) in enumerate(zip(counts, exposure, strict=True)) if w > 0]
    return Bins(tuple(k for k, _, _ in seen), tuple(n for _, n, _ in seen), tuple(w for _, _, w in seen), 1.0)


def _binned_slope(given: Given) -> Got:
    slope = binned_slope(_given_bins(given))
    if slope is None:
        return dict.fromkeys(("slope", "t", "df", "p_two_sided"))
    return {"slope": slope.slope, "t": slope.t, "df": slope.df, "p_two_sided": slope.p_value}


def _dispersion(given: Given) -> Got:
    bins = _given_bins(given)
    plain = Bins(bins.kept, bins.counts, (1.0,) * len(bins), 1.0)
    return {"successive": successive_dispersion(bins), "var_over_mean": pooled_dispersion(plain)}


def _trend(given: Given) -> Got:
    units, _ = countable(sorted(given["events_d"]), -math.inf, given["t_end_d"], day=1, longest=math.inf)
    bins = _day_bins(given, units)
    slope = binned_slope(bins) if len(units) >= MINIMUM and len(bins) >= LEAST_BINS else None
    if slope is None:
        return {"p_two_sided": None, "direction": "none"}
    return {"p_two_sided": slope.p_value, "direction": trend_tests.direction_of(slope.t)}


def _fix_quiet(given: Given) -> Got:
    base = quiet_spell.Baseline(given["n"] / given.get("phi", 1), given["T"])
    spell, needed = given["t"], quiet_spell.quiet_needed(base)
    return {
        "p_not_fixed": quiet_spell.quiet_p(base, spell),
        "quiet_needed_95": needed,
        "more_needed": max(0.0, needed - spell),
        "residual_ratio_upper95": needed / spell if spell > 0 else None,
    }


def _fix_per_start(given: Given) -> Got:
    m, k = given["m"], given["k"]
    return {
        "p_not_fixed": quiet_spell.per_start_p(m, k, given["d"]),
        "starts_needed_95": quiet_spell.starts_needed(m, k),
    }


def _fix_evalue(given: Given) -> Got:
    phi = given.get("phi", 1)
    base, k = quiet_spell.Baseline(given["n"] / phi, given["T"]), given["k"] / phi
    return {
        "e_uniform_ratio": quiet_spell.evalue_uniform(base, k, given["t"]),
        "e_zero": quiet_spell.evalue_zero(base, k, given["t"]),
        "e_half_half": quiet_spell.evalue(base, k, given["t"]),
    }


def _forecast_nb(given: Given) -> Got:
    size, success = given["n"] + 0.5, given["T"] / (given["T"] + given["h"])
    q10, q50, q90 = (negative_binomial_quantile(q, size, success) for q in (0.1, 0.5, 0.9))
    return {"mean": size * given["h"] / given["T"], "q10": q10, "q50": q50, "q90": q90, "p_zero": success**size}


def _changepoint_posterior(given: Given) -> Got:
    q10, q50, q90 = change_quantiles(sorted(given["events"]), given["t_end"], given.get("phi", 1), (0.1, 0.5, 0.9))
    return {"q10": q10, "median": q50, "q90": q90}


def _bh(given: Given) -> Got:
    adjusted, rejected = compare.benjamini_hochberg(given["p"], given["q"])
    return {"adjusted": adjusted, "rejected": rejected}


METHODS: dict[str, Callable[[Given], Got]] = {
    "laplace": _laplace,
    "mil_hdbk_189": _mil_hdbk_189,
    "power_law": _power_law,
    "lewis_robinson": _lewis_robinson,
    "reverse_arrangement": _reverse_arrangement,
    "poisson_compare": _poisson_compare,
    "poisson_e_test": _poisson_e_test,
    "poisson_rate_ci": _poisson_rate_ci,
    "episodes": _episodes,
    "bin_table": _bin_table,
    "binned_slope": _binned_slope,
    "dispersion": _dispersion,
    "trend": _trend,
    "fix_quiet": _fix_quiet,
    "fix_per_start": _fix_per_start,
    "fix_evalue": _fix_evalue,
    "forecast_nb": _forecast_nb,
    "changepoint_posterior": _changepoint_posterior,
    "bh": _bh,
}
