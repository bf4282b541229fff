"""(a) The door: durable answers a second, and how long each took, beside the same door that keeps nothing."""

from __future__ import annotations

import itertools
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.table import Figure
from tests.faults.running import HOME, Running

CONNECTIONS = (16, 64)
SECONDS = 4.0
FIRST = itertools.count(1, 1_000_000)


def measure(rounds: int) -> Iterator[Figure]:
    """Both doors in turn in every round, so that a noisy moment meets both."""
    kept: dict[int, list[dict[str, float]]] = {connections: [] for connections in CONNECTIONS}
    bare: dict[int, list[dict[str, float]]] = {connections: [] for connections in CONNECTIONS}
    for _ in range(rounds):
        for connections in CONNECTIONS:
            kept[connections].append(one_round(connections))
            bare[connections].append(one_round(connections, launcher=("-m", "tests.bench.bare")))
    for connections in CONNECTIONS:
        yield from _figures(connections, kept[connections], bare[connections])


def one_round(
    connections: int, launcher: tuple[str, ...] = ("-m", "bot"), seconds: float = SECONDS
) -> dict[str, float]:
    """One fresh server under load, then killed. Raises AssertionError if an answer 200 is not in its file."""
    with TemporaryDirectory() as folder:
        bot = Running(Path(folder) / "a.db", launcher)
        try:
            found = generate(bot.port, connections, seconds)
        finally:
            bot.kill()
        if launcher == ("-m", "bot"):
            kept = _rows(bot.database)
            answered = found["statuses"].get("200", 0)
            assert kept >= answered, f"{answered} answered, {kept} kept"
        return found


def generate(port: int, connections: int, seconds: float) -> dict:
    """Run the generator in its own process; what it saw."""
    command = [sys.executable, "-m", "tests.bench.load", "--port", str(port), "--connections", str(connections)]
    command += ["--seconds", str(seconds), "--first", str(next(FIRST))]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True, timeout=seconds + 60)
    return json.loads(done.stdout)


def _rows(database: Path) -> int:
    with closing(sqlite3.connect(database)) as opened:
        return int(opened.execute("SELECT COUNT(*) FROM deliveries").fetchone()[0])


def _figures(connections: int, kept: list[dict], bare: list[dict]) -> Iterator[Figure]:
    at_64 = connections == 64
    name = f"intake, {connections} connections"
    yield Figure(f"{name}: durable answers/s", [one["rate"] for one in kept], at_least=4500 if at_64 else None)
    yield Figure(f"{name}: p50, ms", [one["p50_ms"] for one in kept])
    yield Figure(f"{name}: p99, ms", [one["p99_ms"] for one in kept], at_most=40 if at_64 else None)
    yield Figure(f"{name}: slowest, ms", [one["max_ms"] for one in kept])
    yield Figure(f"{name}: above 1 s", [one["over_1s"] for one in kept], at_most=0)
    yield Figure(f"{name}: not 200", [sum(one["statuses"].values()) - one["statuses"].get("200", 0) for one in kept], 0)
    yield Figure(f"{name}: signature only, nothing kept, answers/s", [one["rate"] for one in bare])
    shares = [one["rate"] / other["rate"] for one, other in zip(kept, bare, strict=True)]
    yield Figure(f"{name}: share of signature only", shares, at_least=0.3 if at_64 else None)
