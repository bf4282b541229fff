"""Simulate a fleet with leaks: its webhooks, its true history, and the accuracy of the bot's verdicts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from bot.simulation.fleet import Simulator
from bot.simulation.scenario import BadScenario, Scenario, load, names
from bot.simulation.sentry_side import deliver
from bot.simulation.shop import SITES, event_id, payload, texts
from bot.simulation.table import table
from bot.simulation.truth import truth
from bot.simulation.verdicts import judge_all

__all__ = ["BEGIN", "BadScenario", "Scenario", "judge_table", "load", "names", "simulate", "simulator", "write"]

BEGIN = 1_704_067_200
"""2024-01-01, a Monday, UTC: a history does not depend on the day on which it is simulated."""


def simulator(scenario: Scenario) -> Simulator:
    """Build the simulator of a scenario.

    Raises:
        BadScenario: a site is unknown or used twice, or cannot print that many texts.
    """
    for leak in scenario.leaks:
        if leak.site not in SITES:
            raise BadScenario(f"{scenario.name}: there is no site {leak.site}: use one of {', '.join(SITES)}")
        if leak.texts > len(texts(leak.site)):
            raise BadScenario(f"{scenario.name}: {leak.site} can print {len(texts(leak.site))} texts, not {leak.texts}")
    if len({leak.site for leak in scenario.leaks}) < len(scenario.leaks):
        raise BadScenario(f"{scenario.name}: two leaks have the same site: give each its own")
    return Simulator(scenario, tuple(SITES[leak.site].sampled for leak in scenario.leaks))


def simulate(scenario: Scenario, seed: int, begin: int = BEGIN) -> tuple[Iterator[str], dict[str, Any]]:
    """Simulate one history. The same seed gives the same bytes.

    Args:
        scenario: the scenario.
        seed: the seed of the random numbers.
        begin: seconds since the epoch; a Monday, so that the weekends match the calendar.

    Returns:
        The webhooks as JSON lines, sorted by time, and the true history.

    Raises:
        BadScenario: see `simulator`.
    """
    fleet, run = simulator(scenario), f"{scenario.name} {seed}"
    dice = Random(f"{seed} {scenario.name} 0")  # noqa: S311 (chance, not secrecy)
    history = fleet.run(dice)
    delivered = deliver(dice, scenario.sentry, history.printed)
    lines = (
        json.dumps(payload(one, scenario.leaks[one.printed.leak].site, event_id(run, number), begin))
        for number, one in enumerate(delivered)
    )
    leaked = fleet.leaked(Random(f"{run} truth"), history)  # noqa: S311 (chance, not secrecy)
    return lines, {"seed": seed, **truth(scenario, history, leaked, begin), "delivered": len(delivered)}


def write(
    scenario: Scenario, seed: int, begin: int, out: Path | None, told: Path | None, echo: Callable[[str], None]
) -> None:
    """Write a history's webhooks to a file, or echo them line by line; write the true history to the file `told`."""
    lines, happened = simulate(scenario, seed, begin)
    if told is not None:
        told.write_text(json.dumps(happened, indent=1) + "\n", encoding="utf-8")
    if out is None:
        for line in lines:
            echo(line)
        return
    with out.open("w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def judge_table(scenarios: Iterable[Scenario], seed: int, reps: int) -> str:
    """Judge `reps` histories of each scenario, and return the accuracy of the verdicts as Markdown tables."""
    return table([judge_all(simulator(scenario), seed, reps, BEGIN) for scenario in scenarios])
