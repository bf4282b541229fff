"""`make bench`: every figure of this machine as a table. Exit 1 when a goal is missed.

    python -m tests.bench [--rounds 3] [intake] [pipeline] [status] [start] [core] [scan] [digest]

The load shares the machine with the bot, and so does everything else that runs: the line at the end says how much that
was. Absolute figures belong to one machine; shares and ratios travel.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path

from tests.bench import core, digest, intake, pipeline, scan, start, status
from tests.bench.table import Figure, show

PARTS: Mapping[str, Callable[[int], Iterator[Figure]]] = {
    "intake": intake.measure,
    "pipeline": pipeline.measure,
    "status": status.measure,
    "start": start.measure,
    "core": core.measure,
    "scan": scan.measure,
    "digest": digest.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which figures; none: all")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    before = _spent()
    well = show(chain.from_iterable(PARTS[name](asked.rounds) for name in asked.parts or PARTS))
    print(f"\n{asked.rounds} rounds on {os.cpu_count()} cores; others used {_others(before, _spent()):.2f} of a core.")
    sys.exit(0 if well else 1)


def _spent() -> tuple[float, float, float]:
    """Ticks since boot: passed, spent by everybody, spent by us and those that we started and that have ended."""
    ticks = [int(part) for part in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    own = sum(os.times()[:4]) * os.sysconf("SC_CLK_TCK")
    return float(sum(ticks)), float(sum(ticks) - ticks[3] - ticks[4]), own


def _others(before: tuple[float, float, float], after: tuple[float, float, float]) -> float:
    passed, all_, own = (late - early for early, late in zip(before, after, strict=True))
    return max(0.0, all_ - own) / passed * (os.cpu_count() or 1)


if __name__ == "__main__":
    main()
