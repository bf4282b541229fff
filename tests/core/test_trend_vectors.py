"""The statistics against numbers that others printed, and against a file of reference vectors beside the checkout."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.cli.vectors.methods import METHODS, results
from tests.beside import SHARED, needs

FILE = SHARED / "vectors" / "trend.json"
SAMPLE = Path(__file__).parents[1] / "samples" / "trend.json"

REPAIRS = [5, 40, 43, 175, 389, 712, 747, 795, 1299, 1478]
HANDBOOK = [
    *(2.6, 16.5, 16.5, 17.0, 21.4, 29.1, 33.3, 56.5, 63.1, 70.6, 73.0, 77.7, 93.9, 95.5),
    *(98.1, 101.1, 132.0, 142.2, 147.7, 149.0, 167.2, 190.7, 193.0, 198.7, 251.9, 282.5, 286.1),
]
CROW = [
    *(2.7, 10.3, 12.5, 30.6, 57.0, 61.3, 80.0, 109.5, 125.0, 128.6, 143.8),
    *(167.9, 229.2, 296.7, 320.6, 328.2, 366.2, 396.7, 421.1, 438.2, 501.2, 620.0),
]
LOADER = [
    *(16, 39, 71, 95, 98, 110, 114, 226, 294, 344, 555, 599, 757, 822, 963, 1077, 1167, 1202),
    *(1257, 1317, 1345, 1372, 1402, 1536, 1625, 1643, 1675, 1726, 1736, 1772, 1796, 1799, 1814, 1868, 1894, 1970),
]
SIX = [12, 15, 27, 34, 44, 53]
TESTED_15 = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0),
]

# (source, input, what the source prints, half a unit of its last digit)
PRINTED: list[tuple[str, dict[str, Any], dict[str, Any], float]] = [
    (
        "NIST/SEMATECH e-Handbook 8.2.3.4, reverse arrangements",
        {"method": "reverse_arrangement", "gaps": [b - a for a, b in zip([0, *REPAIRS], REPAIRS, strict=False)]},
        {"reversals": 33},
        0,
    ),
    (
        "NIST/SEMATECH e-Handbook 8.2.3.4, military handbook test",
        {"method": "mil_hdbk_189", "events": REPAIRS, "t_end": 1500},
        {"chi2": 37.23, "df": 20, "direction": "down"},
        0.005,
    ),
    (
        "NIST/SEMATECH e-Handbook 8.4.5.1, modified estimate",
        {"method": "power_law", "events": REPAIRS, "t_end": 1500, "conf": 0.8},
        {"beta_unbiased": 0.483506},
        5e-7,
    ),
    (
        "Rausand, TMA4275 slides with Minitab, Laplace",
        {"method": "laplace", "events": SIX, "t_end": 60},
        {"u": 0.12, "p_two_sided": 0.906, "direction": "up"},
        0.005,
    ),
    (
        "Rausand, TMA4275 slides with Minitab, military handbook test",
        {"method": "mil_hdbk_189", "events": SIX, "t_end": 60},
        {"chi2": 9.59, "df": 12, "p_two_sided": 0.697},
        0.005,
    ),
    (
        "Rausand, TMA4275 slides with Minitab, shape",
        {"method": "power_law", "events": SIX, "t_end": 60},
        {"beta_mle": 1.25093},
        5e-6,
    ),
    (
        "MIL-HDBK-189 (1981) appendix C",
        {"method": "power_law", "events": HANDBOOK, "t_end": 300},
        {"beta_mle": 0.716, "rate_at_end": 0.0645, "cvm": 0.091},
        0.0005,
    ),
    (
        "ReliaWiki, Crow-AMSAA, failure terminated",
        {"method": "power_law", "events": CROW, "truncation": "failure"},
        {"beta_mle": 0.6142, "lambda_mle": 0.4239},
        0.00005,
    ),
    (
        "Kvaloy and Lindqvist, Technometrics 62(1) 2020, 8.1",
        {"method": "lewis_robinson", "events": LOADER, "t_end": 2000},
        {"laplace_u": 0.605, "gap_cv": 0.888, "lr": 0.681},
        0.0005,
    ),
    (
        "R stats::poisson.test help, two rates",
        {"method": "poisson_compare", "x1": 11, "t1": 800, "x2": 21, "t2": 3011},
        {"rate_ratio": 1.971488, "p_minlike": 0.07967, "ci95_exact": [0.8584264, 4.2772659]},
        5e-6,
    ),
    (
        "R rateratio.test help, where p and interval contradict",
        {"method": "poisson_compare", "x1": 2, "t1": 17877, "x2": 9, "t2": 16660},
        {"p_minlike": 0.03309, "ci95_exact": [0.02177406, 1.00054910]},
        5e-6,
    ),
    (
        "scipy.stats.poisson_means_test documentation",
        {"method": "poisson_e_test", "x1": 0, "t1": 100, "x2": 3, "t2": 100},
        {"statistic": -1.7320508, "p_two_sided": 0.0883790},
        5e-7,
    ),
    (
        "R stats::poisson.test help, one rate",
        {"method": "poisson_rate_ci", "x": 137, "t": 24.19893},
        {"rate": 5.661407, "ci_low": 4.753125, "ci_high": 6.692709},
        5e-7,
    ),
    (
        "Benjamini and Hochberg 1995",
        {"method": "bh", "p": TESTED_15, "q": 0.05},
        {"rejected": [0, 1, 2, 3]},
        0,
    ),
    ("rule of three", {"method": "poisson_rate_ci", "x": 0, "t": 1}, {"one_sided_upper95": 2.996}, 0.0005),
    (
        "closed form (3/4)^3 and 90 (20^(1/3) - 1)",
        {"method": "fix_quiet", "n": 3, "T": 90, "t": 30, "phi": 1},
        {"p_not_fixed": 0.421875, "quiet_needed_95": 154.2975855, "more_needed": 124.2975855},
        1e-6,
    ),
    ("C(20,8)/C(28,8)", {"method": "fix_per_start", "m": 20, "k": 8, "d": 8}, {"starts_needed_95": 8}, 0),
    (
        "at r = 0 the e-value is one over the p of the quiet spell",
        {"method": "fix_evalue", "n": 10, "T": 365, "k": 0, "t": 100},
        {"e_zero": (465 / 365) ** 10},
        1e-9,
    ),
]


def far(got: Any, want: Any, tol: float, of: float = 0.0) -> bool:
    """Is `got` further from `want` than tol + of * max(1, |want|)? Lists item by item; text and None must be equal."""
    if isinstance(want, list):
        return len(got) != len(want) or any(far(a, b, tol, of) for a, b in zip(got, want, strict=True))
    if want is None or isinstance(want, str):
        return bool(got != want)
    return got is None or abs(got - want) > tol + of * max(1, abs(want))


@pytest.mark.parametrize(("source", "given", "printed", "tol"), PRINTED, ids=[row[0] for row in PRINTED])
def test_what_a_source_prints_comes_out(
    source: str, given: dict[str, Any], printed: dict[str, Any], tol: float
) -> None:
    """Each number is the one in the book, to its last digit."""
    got = next(results([{"name": source, "input": given}]))["got"]

    assert {} == {key: (got[key], want) for key, want in printed.items() if far(got[key], want, tol)}


def vectors() -> Iterator[Any]:
    """A few vectors of every kind, and all of those that lie beside the checkout."""
    for vector in json.loads(SAMPLE.read_text("utf-8")):
        yield pytest.param(vector, id=f"sample: {vector['name']}")
    marks = [pytest.mark.corpus, needs("vectors/trend.json")]
    for vector in json.loads(FILE.read_text("utf-8")) if FILE.exists() else [{"name": "all"}]:
        yield pytest.param(vector, marks=marks, id=vector["name"])


@pytest.mark.parametrize("vector", list(vectors()))
def test_a_reference_vector_is_met(vector: Mapping[str, Any]) -> None:
    """Within the vector's own tolerance, |got - want| <= tol max(1, |want|)."""
    got = next(results([vector]))["got"]

    assert {} == {
        key: (got.get(key), want)
        for key, want in vector["expect"].items()
        if key not in got or far(got[key], want, 0, vector["tol"])
    }


def test_a_vector_that_cannot_be_computed_is_named() -> None:
    """The error says which vector it was."""
    for given in ({}, {"method": "oracle"}, {"method": "laplace"}, {"method": "laplace", "events": ["x"], "t_end": 1}):
        with pytest.raises(ValueError, match="'odd'"):
            list(results([{"name": "odd", "input": given}]))


def test_nothing_to_compute_is_null_not_an_error() -> None:
    """No events, no counts, no finite value: None, so that JSON can hold it."""
    empty: list[tuple[str, dict[str, Any]]] = [
        ("laplace", {"events": [], "t_end": 1}),
        ("mil_hdbk_189", {"events": [], "t_end": 1}),
        ("power_law", {"events": [], "t_end": 1}),
        ("lewis_robinson", {"events": [], "t_end": 1}),
        ("reverse_arrangement", {"gaps": []}),
        ("poisson_compare", {"x1": 0, "t1": 1, "x2": 0, "t2": 1}),
        ("poisson_e_test", {"x1": 0, "t1": 1, "x2": 0, "t2": 1}),
        ("episodes", {"events_h": [], "gap_h": 24}),
        ("bin_table", {"events_d": [], "t_end_d": 3, "gaps_d": []}),
        ("binned_slope", {"counts": [0, 0, 0, 0], "exposure": [1, 1, 0.5, 1]}),
        ("dispersion", {"counts": [0, 0], "exposure": [1, 1]}),
        ("trend", {"events_d": [], "t_end_d": 100, "gaps_d": []}),
        ("fix_quiet", {"n": 0, "T": 1, "t": 0, "phi": 1}),
        ("fix_per_start", {"m": 5, "k": 0, "d": 3}),
        ("fix_evalue", {"n": 0, "T": 1, "k": 0, "t": 1}),
        ("forecast_nb", {"n": 0, "T": 1, "h": 1}),
        ("changepoint_posterior", {"events": [], "t_end": 1, "phi": 1}),
        ("bh", {"p": [], "q": 0.1}),
        ("poisson_rate_ci", {"x": 0, "t": 1}),
    ]
    asked = [{"name": method, "input": {"method": method, **given}} for method, given in empty]

    got = {row["name"]: row["got"] for row in results(asked)}

    assert set(METHODS) == set(got)
    assert json.loads(json.dumps(got, allow_nan=False)) == got
    assert {"slope": 0.0, "t": 0.0, "df": 2, "p_two_sided": 1.0} == got["binned_slope"]
    assert {"p_two_sided": None, "direction": "none"} == got["trend"]


def test_any_unit_gives_the_same_answer() -> None:
    """The methods take hours as well as years."""
    given = {"method": "changepoint_posterior", "events": CROW, "t_end": 640, "phi": 1}
    scaled = given | {"events": [t * 3600 for t in CROW], "t_end": 640 * 3600}

    hours, seconds = (row["got"] for row in results([{"name": "", "input": given}, {"name": "", "input": scaled}]))

    assert {key: pytest.approx(value * 3600) for key, value in hours.items()} == seconds
