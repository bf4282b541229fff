"""What Sentry makes of printed reports: its own issues, its throttle per issue, and webhooks that get lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from bot.simulation.fleet import Printed
from bot.simulation.scenario import SentryRule


@dataclass(frozen=True, slots=True)
class Delivered:
    """A report whose webhook arrived. issue: Sentry's, from 0; not the leak."""

    printed: Printed
    issue: int


def deliver(dice: Random, rule: SentryRule, printed: Iterable[Printed]) -> list[Delivered]:
    """The reports that the bot hears of. printed: in the order of their times.

    An alert acts on an issue only where it last did at least `throttle_minutes` ago; whether that webhook arrived does
    not matter to it. Source: Sentry, rules/processing/processor.py.
    """
    last: dict[int, float] = {}
    found = []
    for line in printed:
        issue = line.thread if rule.grouping == "thread" else 0
        throttled = issue in last and line.at < last[issue] + rule.throttle_minutes * 60
        arrives = dice.random() >= rule.lost
        if throttled:
            continue
        last[issue] = line.at
        if arrives:
            found.append(Delivered(line, issue))
    return found
