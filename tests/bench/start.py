"""(d) `serve`: from the start of the process to the ready line, and what it holds in memory when nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.table import Figure
from tests.faults.running import Running, wait_until


def measure(rounds: int) -> Iterator[Figure]:
    """A fresh file each time."""
    found = [one_round() for _ in range(rounds)]
    yield Figure("serve: ready, s", [took_s for took_s, _ in found], at_most=1.5)
    yield Figure("serve: idle, MB", [held_mb for _, held_mb in found], at_most=100)


def one_round() -> tuple[float, float]:
    """Seconds until ready, and resident MB after the worker has come round."""
    with TemporaryDirectory() as folder:
        bot = Running(Path(folder) / "a.db")
        try:
            wait_until(lambda: bot.health()[1]["worker_last_turn_s"] > 0.3, 10)
            return bot.took_s, resident_mb(bot.pid)
        finally:
            bot.kill()


def resident_mb(pid: int) -> float:
    """VmRSS in MB (10^6 bytes)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError("VmRSS")
