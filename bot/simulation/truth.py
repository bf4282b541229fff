"""The true history behind simulated webhooks, to check verdicts on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.simulation.fleet import FleetHistory
from bot.simulation.scenario import Scenario
from bot.simulation.shop import SITES, release
from storage.records.spans import DAY_S


def truth(scenario: Scenario, history: FleetHistory, leaked: Sequence[tuple[int, int]], begin: int) -> dict[str, Any]:
    """Collect lost buffers, dates, deployments and processes; times in seconds since the epoch.

    leaked: (leak, lost buffers) of each process. In the result, `changed_at` is the time of an abrupt change, else
    None. `drained_at` is the end of the last process without the fix.
    """
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "truth": scenario.truth,
        "begin": begin,
        "end": begin + scenario.days * DAY_S,
        "leaks": [_leak(scenario, history, leaked, k) for k in range(len(scenario.leaks))],
        "changed_at": None if scenario.changed is None else begin + int(scenario.changed * DAY_S),
        "fix": _fix(scenario, history, begin),
        "deployments": [{"at": begin + int(at), "release": release(k)} for k, at in enumerate(history.deployments)],
        "processes": [
            {
                "host": one.host,
                "release": release(one.release),
                "started_at": begin + int(one.start),
                "ended_at": begin + int(one.end),
            }
            for one in history.processes
        ],
    }


def _leak(scenario: Scenario, history: FleetHistory, leaked: Sequence[tuple[int, int]], leak: int) -> dict[str, Any]:
    rule = scenario.leaks[leak]
    printed = [line for line in history.printed if line.leak == leak]
    return {
        "site": rule.site,
        "classes": [f"shop.lantern.{name}" for _, name in SITES[rule.site].names],
        # The draw is independent of the printed reports, and each report proves one lost buffer.
        "lost_buffers": max(len(printed), sum(number for one, number in leaked if one == leak)),
        "reports_printed": len(printed),
        "processes_that_reported": len({line.process for line in printed}),
    }


def _fix(scenario: Scenario, history: FleetHistory, begin: int) -> dict[str, Any] | None:
    if scenario.fix is None or history.fixed is None:
        return None
    fixed = history.fixed
    return {
        "release": release(fixed),
        "deployed_at": begin + int(history.deployments[fixed]),
        "drained_at": begin + int(max((one.end for one in history.processes if one.release < fixed), default=0.0)),
        "leaves": scenario.fix.leaves,
    }
