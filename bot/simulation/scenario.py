"""The definition of a simulated fleet: curves over days, read from a small TOML file. Random draws come later."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

GROUPINGS = ("thread", "one")
LEAST_DAYS, MOST_DAYS = 30, 3650


class BadScenario(ValueError):
    """A scenario file cannot be simulated. The message says why."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A value over days, linear between points. Two points of the same day are a step."""

    points: tuple[tuple[float, float], ...]

    def at(self, day: float) -> float:
        """Return the value of a day. Before the first and after the last point the value is constant."""
        k = bisect_right(self.points, day, key=lambda point: point[0])
        if k == 0:
            return self.points[0][1]
        if k == len(self.points):
            return self.points[-1][1]
        (a, low), (b, high) = self.points[k - 1], self.points[k]
        return low + (high - low) * (day - a) / (b - a)


@dataclass(frozen=True, slots=True)
class LeakRule:
    """One leak.

    Attributes:
        site: a site of bot.simulation.shop.
        per_million: buffers lost per million requests.
        texts: the number of different reports that it can print.
    """

    site: str
    per_million: Curve
    texts: int = 2


@dataclass(frozen=True, slots=True)
class Fleet:
    """The fleet and its traffic. The first four attributes are curves.

    Attributes:
        replicas: the number of processes.
        deploy_every_days: the days between deployments.
        requests_per_day: of all replicas together.
        one_in: Netty samples one allocation in this number.
        weekend: the share of a workday's requests.
        drain_hours: the mean time that an old process still runs after a deployment.
        crashes_per_year: of one process.
        gc_hours: the mean time until a lost buffer is collected.
    """

    replicas: Curve
    deploy_every_days: Curve
    requests_per_day: Curve
    one_in: Curve = Curve(((0.0, 128.0),))
    weekend: float = 0.5
    drain_hours: float = 4.0
    crashes_per_year: float = 4.0
    gc_hours: float = 1.0


@dataclass(frozen=True, slots=True)
class SentryRule:
    """Sentry's settings.

    Attributes:
        grouping: "thread" groups by the logging thread's stack, "one" puts all reports into one issue.
        throttle_minutes: the action interval per issue; 0 alerts on every event.
        lost: the share of webhooks that never arrive (Sentry tries once, for a second).
    """

    grouping: str = "thread"
    throttle_minutes: float = 5.0
    lost: float = 0.01


@dataclass(frozen=True, slots=True)
class FixRule:
    """A fix of the first leak: releases deployed from `day` on have the share `leaves` of its rate."""

    day: float
    leaves: float = 0.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A history to simulate.

    Attributes:
        title: one line for people.
        truth: "steady", "grows" or "shrinks": the lost buffers per request.
        leaks: the first one is judged.
        changed: the day of an abrupt change; None if there is none.
    """

    name: str
    title: str
    truth: str
    days: int
    fleet: Fleet
    sentry: SentryRule
    leaks: tuple[LeakRule, ...]
    fix: FixRule | None = None
    changed: float | None = None


def names() -> list[str]:
    """List the scenarios that come with the bot, in the order of their files' numbers."""
    found = files(__package__).joinpath("scenarios").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in found if file.name.endswith(".toml"))


def load(name: str, changes: Sequence[str] = ()) -> Scenario:
    """Load a scenario by its name or by the path of a file, and change it.

    Args:
        name: the name, or a path that ends with .toml.
        changes: such as "fleet.replicas=8" or "leak.0.per_million=[[0, 4], [730, 40]]", with values as in TOML.

    Raises:
        BadScenario: the scenario is unknown or invalid.
        OSError: the file cannot be read.
    """
    if name in names():
        return parse(name, files(__package__).joinpath("scenarios", f"{name}.toml").read_bytes(), changes)
    if not name.endswith(".toml"):
        raise BadScenario(f"{name} is not a scenario: give a .toml file or one of {', '.join(names())}")
    path = Path(name)
    return parse(path.stem, path.read_bytes(), changes)


def parse(name: str, text: bytes, changes: Sequence[str] = ()) -> Scenario:
    """Read a scenario's TOML and change it.

    Raises:
        BadScenario: the text or a change is invalid.
    """
    try:
        said = tomllib.loads(text.decode())
        for change in changes:
            _change(said, change)
        return _scenario(name, said)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadScenario(f"{name}: not TOML: {error}") from None
    except BadScenario as error:
        raise BadScenario(f"{name}: {error}") from None


def _change(said: dict[str, Any], change: str) -> None:
    path, equals, value = change.partition("=")
    *rooms, last = path.strip().split(".")
    if not equals or not last:
        raise BadScenario(f"{change!r} is not a change: write it as fleet.replicas=8")
    inside: Any = said
    for room in rooms:
        if isinstance(inside, list) and room.isdigit() and int(room) < len(inside):
            inside = inside[int(room)]
        elif isinstance(inside, dict):
            inside = inside.setdefault(room, {})
        else:
            raise BadScenario(f"{change!r}: there is no {room}")
    if not isinstance(inside, dict):
        raise BadScenario(f"{change!r}: {last} cannot be set there")
    try:
        inside[last] = tomllib.loads(f"value = {value.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        inside[last] = value.strip()  # a word, such as grouping=one


def _scenario(name: str, said: dict[str, Any]) -> Scenario:
    _known(said, {"title", "truth", "days", "changed", "fleet", "sentry", "leak", "fix"}, "the file")
    leaks = said.get("leak")
    if not isinstance(leaks, list) or not leaks:
        raise BadScenario("the file has no [[leak]]: add at least one")
    days = said.get("days", 730)
    if not isinstance(days, int) or not LEAST_DAYS <= days <= MOST_DAYS:
        raise BadScenario(f"days is {days!r}: give a whole number from {LEAST_DAYS} to {MOST_DAYS}")
    sentry = _made(SentryRule, said.get("sentry", {}), "[sentry]", texts=("grouping",))
    if sentry.grouping not in GROUPINGS:
        raise BadScenario(f"grouping is {sentry.grouping!r}: write one of {', '.join(GROUPINGS)}")
    truth = said.get("truth", "steady")
    if truth not in {"steady", "grows", "shrinks"}:
        raise BadScenario(f"truth is {truth!r}: write steady, grows or shrinks")
    return Scenario(
        name=name,
        title=str(said.get("title", name)),
        truth=truth,
        days=days,
        fleet=_fleet(said.get("fleet", {})),
        sentry=sentry,
        leaks=tuple(_leak(one) for one in leaks),
        fix=_made(FixRule, said["fix"], "[fix]") if "fix" in said else None,
        changed=_number(said["changed"], "changed") if "changed" in said else None,
    )


def _fleet(said: Any) -> Fleet:
    fleet: Fleet = _made(Fleet, said, "[fleet]", curves=("replicas", "deploy_every_days", "requests_per_day", "one_in"))
    for name in ("replicas", "deploy_every_days", "requests_per_day", "one_in"):
        least = {"deploy_every_days": 0.1, "replicas": 1, "one_in": 1}.get(name, 0)
        if min(value for _, value in getattr(fleet, name).points) < least:
            raise BadScenario(f"{name} falls below {least}: give at least {least}")
    return fleet


def _leak(said: Any) -> LeakRule:
    leak: LeakRule = _made(LeakRule, said, "[[leak]]", curves=("per_million",), texts=("site",), whole=("texts",))
    if leak.texts < 1:
        raise BadScenario(f"texts is {leak.texts}: give at least 1")
    return leak


def _made(
    kind: type[Any],
    said: Any,
    where: str,
    curves: Sequence[str] = (),
    texts: Sequence[str] = (),
    whole: Sequence[str] = (),
) -> Any:
    if not isinstance(said, dict):
        raise BadScenario(f"{where} must be a table")
    _known(said, {field.name for field in fields(kind)}, where)
    values: dict[str, Any] = {}
    for name, value in said.items():
        if name in texts:
            values[name] = str(value)
        elif name in curves:
            values[name] = curve(value, name)
        else:
            values[name] = int(_number(value, name)) if name in whole else _number(value, name)
    try:
        return kind(**values)
    except TypeError as error:
        raise BadScenario(f"{where}: {error}") from None


def _known(said: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(said.keys() - known):
        raise BadScenario(f"{where} holds {', '.join(unknown)}, which is unknown: use {', '.join(sorted(known))}")


def curve(said: Any, name: str) -> Curve:
    """Read a number, or points [[day, value], ...] in the order of their days.

    Raises:
        BadScenario: the value is neither.
    """
    if isinstance(said, int | float):
        return Curve(((0.0, _number(said, name)),))
    if not isinstance(said, list) or not said or not all(isinstance(point, list) and len(point) == 2 for point in said):
        raise BadScenario(f"{name} is {said!r}: give a number, or points [[day, value], ...]")
    points = tuple((_number(day, name), _number(value, name)) for day, value in said)
    if any(one[0] > other[0] for one, other in pairwise(points)):
        raise BadScenario(f"{name}: its days must not go back: sort the points by day")
    return Curve(points)


def _number(said: Any, name: str) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said < 1e15:
        raise BadScenario(f"{name} holds {said!r}: give a number, zero or more")
    return float(said)
