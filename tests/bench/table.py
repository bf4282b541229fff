"""Figures as a table: median, least and most over the rounds, and the goal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """One measured thing, a value a round. at_most, at_least: the goal for the median; None: for information."""

    name: str
    values: Sequence[float]
    at_most: float | None = None
    at_least: float | None = None

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def is_met(self) -> bool | None:
        """None: there is no goal."""
        if self.at_least is None and self.at_most is None:
            return None
        low = self.at_least is None or self.median >= self.at_least
        return low and (self.at_most is None or self.median <= self.at_most)

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f"≥ {_number(self.at_least)}"
        return f"≤ {_number(self.at_most)}" if self.at_most is not None else ""


def show(figures: Iterable[Figure]) -> bool:
    """Print a line as each figure comes; True if every goal is met."""
    print(f"{'':<62}{'median':>10}{'least':>10}{'most':>10}   {'goal':<10}")
    well = True
    for one in figures:
        verdict = {True: "met", False: "MISSED", None: ""}[one.is_met]
        well = well and one.is_met is not False
        columns = "".join(f"{_number(value):>10}" for value in (one.median, min(one.values), max(one.values)))
        print(f"{one.name:<62}{columns}   {one.goal:<10}{verdict}".rstrip(), flush=True)
    return well


def _number(value: float) -> str:
    if value >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
