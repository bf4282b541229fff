"""The core on one thread: reports read a second, and how long a verdict takes."""

from __future__ import annotations

import functools
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.core.families.table import recognise
from bot.core.reading.frames import read
from bot.core.reading.keys import keys
from bot.core.statistics.trend import assess
from tests.bench.table import Figure

HOME = Path(__file__).parents[2]
CORPUS = HOME.parent / "shared" / "corpus" / "leaks-netty-generated.jsonl"
OWN = HOME / "bot" / "story" / "reports.jsonl"
AT_ONCE = 2_000
TWO_YEARS_S = 2 * 365 * 86_400
NOW = 1_790_000_000
SEED = 3


def measure(rounds: int) -> Iterator[Figure]:
    """Reading, from a cold and a warm memory of frames; verdicts; and what importing them costs."""
    texts, what = _texts()
    cold, warm = zip(*(_reading(texts) for _ in range(rounds)), strict=True)
    yield Figure(f"read {what}: reports/s, frames known", warm, at_least=15_000)
    yield Figure(f"read {what}: reports/s, frames new", cold)
    for events, most_ms in ((100, 1.0), (10_000, 20.0)):
        times = _times(events)
        took = [_ms(functools.partial(assess, times, NOW)) for _ in range(rounds)]
        yield Figure(f"assess {events:,} events, ms", took, at_most=most_ms)
    yield Figure(
        "import bot.core.statistics.trend over an interpreter that has dataclasses, ms", _imports(rounds), at_most=20
    )


def _texts() -> tuple[list[str], str]:
    """Reports that real Netty printed: the corpus beside the checkout if it is there, else the story's."""
    if CORPUS.exists():
        return [json.loads(line)["formatted"] for line in CORPUS.read_text("utf-8").splitlines()], "the corpus"
    return [json.loads(line)["text"] for line in OWN.read_text("utf-8").splitlines()], "the story"


def _reading(texts: list[str]) -> tuple[float, float]:
    read.cache_clear()
    cold = _rate(texts)
    return cold, _rate(texts * (AT_ONCE // len(texts) + 1))


def _rate(texts: list[str]) -> float:
    begun = time.perf_counter()
    for text in texts:
        report = recognise(text)
        if report is not None:
            keys(report, "")
    return len(texts) / (time.perf_counter() - begun)


def _times(events: int) -> list[float]:
    draw = random.Random(SEED)
    return sorted(NOW - draw.random() * TWO_YEARS_S for _ in range(events))


def _ms(work: Callable[[], object], repeats: int = 5) -> float:
    begun = time.perf_counter()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - begun) / repeats * 1000


def _imports(rounds: int) -> list[float]:
    begin, end = "import dataclasses,typing,time;b=time.perf_counter()", "print(time.perf_counter()-b)"
    code = f"{begin};import bot.core.statistics.trend;{end}"
    run = [sys.executable, "-c", code]
    return [
        float(subprocess.run(run, cwd=HOME, capture_output=True, text=True, check=True).stdout) * 1000
        for _ in range(rounds)
    ]
