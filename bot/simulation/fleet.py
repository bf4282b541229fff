"""The history of a simulated fleet of JVMs: its processes, the buffers they lost, and the reports Netty printed.

Netty samples one allocation in `one_in`. It notices a lost buffer at the next sampled allocation after its collection.
Netty prints each distinct text once per process and detector. So only the first sampled lost buffer of each text
matters. Its time is where the text's intensity, summed from the process's start, passes an exponential draw.
Source: Netty, ResourceLeakDetector (track0, reportLeak, reportedLeaks).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bot.simulation.scenario import LeakRule, Scenario
from storage.records.spans import DAY_S, HOUR_S

STEPS_A_DAY = 4
ROLL_S = 600
"""Seconds between two processes of a rolling deployment."""
THREADS = ("nioEventLoopGroup-2-1", "nioEventLoopGroup-2-2", "shop-worker-3", "ForkJoinPool-1-worker-2")
SHARES = (0.4, 0.3, 0.2, 0.1)
FIRST_RELEASE = "lantern-shop@3.0.0"


@dataclass(frozen=True, slots=True)
class Process:
    """One JVM. start, end: seconds since the beginning. release: the number of its deployment, from 0."""

    host: str
    start: float
    end: float
    release: int


@dataclass(frozen=True, slots=True)
class Printed:
    """A report that Netty printed. leak, text: numbers from 0. thread: the number of the thread that logged it."""

    at: float
    leak: int
    text: int
    thread: int
    process: Process


@dataclass(frozen=True, slots=True)
class FleetHistory:
    """The true history. deployments: their times. fixed: the number of the fixed release, None without a fix."""

    deployments: tuple[float, ...]
    processes: tuple[Process, ...]
    printed: tuple[Printed, ...]
    fixed: int | None


class Intensity:
    """Lost buffers per replica, summed over time from 0; linear within each quarter of a day."""

    def __init__(self, scenario: Scenario, leak: LeakRule, sampled: bool) -> None:
        fleet = scenario.fleet
        self.step = DAY_S / STEPS_A_DAY
        self.sums = [0.0]
        for k in range(scenario.days * STEPS_A_DAY):
            day = (k + 0.5) / STEPS_A_DAY
            busy = fleet.weekend if is_weekend(day) else 1.0
            requests = fleet.requests_per_day.at(day) * busy / _replicas(scenario, day)
            lost = requests * leak.per_million.at(day) / 1e6 / (fleet.one_in.at(day) if sampled else 1.0)
            self.sums.append(self.sums[-1] + lost / STEPS_A_DAY)

    def until(self, t: float) -> float:
        """Return the mean number of buffers lost by one replica from 0 to t."""
        k = min(int(t / self.step), len(self.sums) - 2)
        return self.sums[k] + (self.sums[k + 1] - self.sums[k]) * min(1.0, t / self.step - k)

    def reaches(self, total: float) -> float:
        """Return the time at which the sum passes a total; infinite if it never does."""
        if total >= self.sums[-1]:
            return math.inf
        k = bisect_right(self.sums, total) - 1
        return (k + (total - self.sums[k]) / (self.sums[k + 1] - self.sums[k])) * self.step


def is_weekend(day: float) -> bool:
    """Return True on Saturday and Sunday. Day 0 is a Monday."""
    return day % 7 >= 5


def _replicas(scenario: Scenario, day: float) -> int:
    return max(1, round(scenario.fleet.replicas.at(day)))


class Simulator:
    """The parts of a scenario that are the same in each repetition."""

    def __init__(self, scenario: Scenario, sampled: tuple[bool, ...]) -> None:
        """Prepare the intensities of all leaks.

        Args:
            scenario: the scenario.
            sampled: for each leak, True if Netty samples its resource (buffers), False if it tracks each one (timers).
        """
        self.scenario = scenario
        leaks = list(zip(scenario.leaks, sampled, strict=True))
        self.seen = [Intensity(scenario, leak, is_sampled) for leak, is_sampled in leaks]
        self.lost = [Intensity(scenario, leak, False) for leak, _ in leaks]

    def run(self, dice: Random) -> FleetHistory:
        """Simulate one history. The same state of `dice` gives the same history."""
        deployments = tuple(self._deployments(dice))
        processes = tuple(sorted(self._processes(dice, deployments), key=lambda one: (one.start, one.host)))
        fix = self.scenario.fix
        fixed = next((k for k, at in enumerate(deployments) if fix and at >= fix.day * DAY_S), None)
        printed = [line for one in processes for line in self._printed(dice, one, fixed)]
        return FleetHistory(deployments, processes, tuple(sorted(printed, key=lambda line: line.at)), fixed)

    def leaked(self, dice: Random, history: FleetHistory) -> list[tuple[int, int]]:
        """Draw the buffers that each process really lost of each leak: (leak, number), process by process."""
        return [
            (leak, poisson(dice, (many.until(one.end) - many.until(one.start)) * self._left(leak, one, history.fixed)))
            for one in history.processes
            for leak, many in enumerate(self.lost)
        ]

    def _deployments(self, dice: Random) -> Iterator[float]:
        at, end = 0.0, self.scenario.days * DAY_S
        while at < end:
            yield at
            days = at / DAY_S + self.scenario.fleet.deploy_every_days.at(at / DAY_S) * dice.uniform(0.7, 1.3)
            if is_weekend(days):  # no deployments at weekends
                days = math.ceil(days / 7) * 7 + dice.uniform(0.35, 0.7)
            at = days * DAY_S

    def _processes(self, dice: Random, deployments: tuple[float, ...]) -> Iterator[Process]:
        end = self.scenario.days * DAY_S
        fleet = self.scenario.fleet
        for number, at in enumerate(deployments):
            until = deployments[number + 1] if number + 1 < len(deployments) else math.inf
            for slot in range(_replicas(self.scenario, at / DAY_S)):
                start = at + slot * ROLL_S
                last = until + slot * ROLL_S + _exponential(dice, fleet.drain_hours * HOUR_S)
                while start < min(last, end):
                    crash = start + _exponential(dice, 365.25 * DAY_S / max(fleet.crashes_per_year, 1e-9))
                    stop = min(last, end, crash)
                    yield Process(f"lantern-shop-{number}-{slot}-{dice.getrandbits(20):05x}", start, stop, number)
                    start = stop + 30

    def _left(self, leak: int, process: Process, fixed: int | None) -> float:
        """Return the share of a leak's rate that remains in a process."""
        fix = self.scenario.fix
        if fix is None or fixed is None or leak > 0 or process.release < fixed:
            return 1.0
        return fix.leaves

    def _printed(self, dice: Random, process: Process, fixed: int | None) -> Iterator[Printed]:
        fleet, day = self.scenario.fleet, process.start / DAY_S
        requests = fleet.requests_per_day.at(day) / _replicas(self.scenario, day)
        next_sample = DAY_S * fleet.one_in.at(day) / max(requests, 1e-9)
        for leak, rule in enumerate(self.scenario.leaks):
            left = self._left(leak, process, fixed)
            whole = sum(1 / (k + 1) for k in range(rule.texts))
            for text in range(rule.texts):
                share = left / (text + 1) / whole
                draw = dice.expovariate(1.0)
                if share <= 0:
                    continue
                lost_at = self.seen[leak].reaches(self.seen[leak].until(process.start) + draw / share)
                if lost_at >= process.end:
                    continue
                at = lost_at + _exponential(dice, fleet.gc_hours * HOUR_S) + _exponential(dice, next_sample)
                if at < process.end:
                    thread = dice.choices(range(len(THREADS)), SHARES)[0]
                    yield Printed(at, leak, text, thread, process)


def _exponential(dice: Random, mean: float) -> float:
    return dice.expovariate(1.0) * mean


def poisson(dice: Random, mean: float) -> int:
    """Draw a Poisson number; above a mean of 50, a rounded normal number is close enough."""
    if mean > 50:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    count, total = -1, 0.0
    while total <= mean:
        total += dice.expovariate(1.0)
        count += 1
    return max(0, count)
