"""Sentry's part of a simulation: issues, the throttle per issue, and lost webhooks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from bot.simulation.fleet import Printed
from bot.simulation.scenario import SentryRule


@dataclass(frozen=True, slots=True)
class Delivered:
    """A report whose webhook arrived. issue: the number of Sentry's issue, from 0, which is not the leak's number."""

    printed: Printed
    issue: int


def deliver(dice: Random, rule: SentryRule, printed: Iterable[Printed]) -> list[Delivered]:
    """Return the reports whose webhooks reach the bot. printed: sorted by time.

    An alert acts on an issue at most once in `throttle_minutes`. A lost webhook counts as an action, too.
    Source: Sentry, rules/processing/processor.py.
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
