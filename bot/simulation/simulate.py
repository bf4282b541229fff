"""Simulate a fleet that leaks: its webhooks, what really happened, and how often the bot's verdicts are right."""

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
"""2024-01-01, a Monday, UTC: a history is the same whenever it is made."""


def simulator(scenario: Scenario) -> Simulator:
    """Raises BadScenario for sites that the shop has not, or more texts than a site can print."""
    for leak in scenario.leaks:
        if leak.site not in SITES:
            raise BadScenario(f"{scenario.name}: no site {leak.site}; known are {', '.join(SITES)}")
        if leak.texts > len(texts(leak.site)):
            raise BadScenario(f"{scenario.name}: {leak.site} can print {len(texts(leak.site))} texts, not {leak.texts}")
    if len({leak.site for leak in scenario.leaks}) < len(scenario.leaks):
        raise BadScenario(f"{scenario.name}: two leaks have the same site")
    return Simulator(scenario, tuple(SITES[leak.site].sampled for leak in scenario.leaks))


def simulate(scenario: Scenario, seed: int, begin: int = BEGIN) -> tuple[Iterator[str], dict[str, Any]]:
    """One history: its webhooks as JSON lines in the order of time, and what really happened.

    begin: seconds since the epoch, a Monday if weekends are to be weekends. Raises BadScenario as `simulator` does. The
    same seed gives the same bytes.
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
    """Write a history's webhooks to a file or, without one, say them line by line; what is true to the file `told`."""
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
    """How often the verdicts over `reps` histories of each scenario are right, as Markdown tables."""
    return table([judge_all(simulator(scenario), seed, reps, BEGIN) for scenario in scenarios])
