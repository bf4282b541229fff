"""Simulate a fleet that leaks: its webhooks, what really happened, and how often the bot's verdicts are right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from bot.simulation.fleet import History, Simulator
from bot.simulation.judging import Row, judge_all
from bot.simulation.scenario import BadScenario, Scenario, load, names
from bot.simulation.sentry_side import deliver
from bot.simulation.shop import SITES, event_id, payload, release, texts
from bot.simulation.table import table

__all__ = ["BEGIN", "BadScenario", "judge_scenarios", "names", "simulate", "simulator"]

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


def simulate(name: str, seed: int) -> tuple[Iterator[str], dict[str, Any]]:
    """One history: its webhooks as JSON lines in the order of time, and what really happened.

    Raises BadScenario or OSError as `load` does. The same seed gives the same bytes.
    """
    scenario = load(name)
    fleet, run = simulator(scenario), f"{scenario.name} {seed}"
    dice = Random(f"{seed} {scenario.name} 0")  # noqa: S311 (chance, not secrecy)
    history = fleet.run(dice)
    delivered = deliver(dice, scenario.sentry, history.printed)
    lines = (
        json.dumps(payload(one, scenario.leaks[one.printed.leak].site, event_id(run, number), BEGIN))
        for number, one in enumerate(delivered)
    )
    return lines, _truth(fleet, history, seed, len(delivered))


def _truth(fleet: Simulator, history: History, seed: int, delivered: int) -> dict[str, Any]:
    """What really happened; times in seconds since the epoch."""
    scenario = fleet.scenario
    dice = Random(f"{seed} {scenario.name} truth")  # noqa: S311 (chance, not secrecy)
    lost = fleet.leaked(dice, history)
    fixed = history.fixed
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "seed": seed,
        "begin": BEGIN,
        "end": BEGIN + scenario.days * 86_400,
        "leaks": [
            {
                "site": leak.site,
                "classes": [f"shop.lantern.{new}" for _, new in SITES[leak.site].names],
                "lost_buffers": max(
                    sum(line.leak == k for line in history.printed), int(sum(n for one, n in lost if one == k))
                ),
                "reports_printed": sum(line.leak == k for line in history.printed),
            }
            for k, leak in enumerate(scenario.leaks)
        ],
        "delivered": delivered,
        "changed_at": None if scenario.changed is None else BEGIN + int(scenario.changed * 86_400),
        "fix": None
        if scenario.fix is None or fixed is None
        else {
            "release": release(fixed),
            "deployed_at": BEGIN + int(history.deployments[fixed]),
            "leaves": scenario.fix.leaves,
        },
        "deployments": [{"at": BEGIN + int(at), "release": release(k)} for k, at in enumerate(history.deployments)],
        "processes": [
            {
                "host": one.host,
                "release": release(one.release),
                "started_at": BEGIN + int(one.start),
                "ended_at": BEGIN + int(one.end),
            }
            for one in history.processes
        ],
    }


def write(name: str, seed: int, out: Path | None, truth: Path | None, echo: Callable[[str], None]) -> None:
    """Write a history's webhooks to a file or, without one, say them line by line; and the truth to its file."""
    lines, happened = simulate(name, seed)
    if truth is not None:
        truth.write_text(json.dumps(happened, indent=1) + "\n", encoding="utf-8")
    if out is None:
        for line in lines:
            echo(line)
        return
    with out.open("w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)


def judge_scenarios(chosen: list[str], seed: int, reps: int) -> Iterator[Row]:
    """A row of verdicts for each scenario; all that come with the bot where none is chosen."""
    for name in chosen or names():
        yield judge_all(simulator(load(name)), seed, reps, BEGIN)


def judge_table(chosen: list[str], seed: int, reps: int) -> str:
    """The verdicts as Markdown tables."""
    return table(list(judge_scenarios(chosen, seed, reps)))
