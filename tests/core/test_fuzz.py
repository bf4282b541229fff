"""A fuzzer over the readers: real reports, broken in many ways. LEAK_DIARY_FUZZ sets how many; a seed is repeatable."""

import contextlib
import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.families.table import recognise
from bot.core.reading.keys import keys, owner_frame
from bot.core.reading.report import MalformedReport
from bot.core.scanning.scan import scan_records

ROUNDS = int(os.environ.get("LEAK_DIARY_FUZZ", "1500"))
REPORTS = Path(__file__).parents[2] / "bot" / "story" / "reports.jsonl"
TEXTS = [json.loads(line)["text"] for line in REPORTS.read_text("utf-8").splitlines()]
PIECES = (
    "LEAK: ",
    "LEAK: ByteBuf.release() was not called before it's garbage-collected.",
    "Recent access records: ",
    "#1:\n",
    "#99999999999:\n",
    "Created at:\n",
    "\tHint: ",
    ": 3 leak records were discarded",
    "\tat ",
    "java.base/",
    "$$Lambda$1/0x0001.run(Unknown Source)",
    "lambda$a$0",
    "\x00",
    "\ud800",
    "\u202e",
    "{}",
    "<!channel>",
    "(((((",
    "((",
    "Connection leak detection triggered for a on thread b, stack trace follows\n",
    "ResourceWarning: unclosed <x>",
    "found unexpected goroutines:\n[Goroutine 7 in state ",
    "Unclosed client session\n",
    "*~*~*~ Channel ",
    "\r\n",
    "\\n",
)
Breaking = Callable[[random.Random, str], str]


def cut(draw: random.Random, text: str) -> str:
    return text[: draw.randrange(len(text) + 1)]


def drop(draw: random.Random, text: str) -> str:
    start = draw.randrange(len(text) + 1)
    return text[:start] + text[start + draw.randrange(200) :]


def insert(draw: random.Random, text: str) -> str:
    at = draw.randrange(len(text) + 1)
    return text[:at] + draw.choice(PIECES) * draw.choice((1, 1, 3, 50)) + text[at:]


def swap(draw: random.Random, text: str) -> str:
    rows = text.split("\n")
    draw.shuffle(rows)
    return "\n".join(rows)


def repeat(draw: random.Random, text: str) -> str:
    return text[: draw.randrange(500)] * draw.randrange(1, 40) + text


def flip(draw: random.Random, text: str) -> str:
    found = list(text)
    for _ in range(draw.randrange(1, 30)):
        if found:
            found[draw.randrange(len(found))] = chr(draw.randrange(1, 0x500))
    return "".join(found)


def splice(draw: random.Random, text: str) -> str:
    other = draw.choice(TEXTS)
    return cut(draw, text) + other[draw.randrange(len(other)) :]


BREAKINGS: tuple[Breaking, ...] = (cut, drop, insert, swap, repeat, flip, splice)


def broken(seed: int) -> str:
    draw = random.Random(seed)
    text = draw.choice(TEXTS)
    for _ in range(draw.randrange(1, 5)):
        text = draw.choice(BREAKINGS)(draw, text)
    return text


@pytest.mark.parametrize("part", range(5))
def test_no_broken_report_is_an_error(part: int) -> None:
    """Whatever is left of a report, it is read, or it is none, or it is malformed by name; and its keys are texts."""
    for seed in range(part * ROUNDS // 5, (part + 1) * ROUNDS // 5):
        text = broken(seed)
        try:
            report = recognise(text)
        except MalformedReport:
            continue
        if report is not None:
            found = keys(report, "shop")
            named = [key for key in (found.site, found.origin, found.header) if key]
            assert named, seed
            assert all(key.startswith("v1:") and len(key) < 5_000 for key in named), seed
            assert owner_frame(report) is None or owner_frame(report), seed


def test_broken_reports_are_resolved_too() -> None:
    """A log full of damage ends in leaks, one row a text, in the order in which they came."""
    texts = [{"id": seed, "text": broken(seed)} for seed in range(300)]

    rows = list(scan_records(texts))

    assert list(range(300)) == [row["id"] for row in rows]
    assert len({row["leak"] for row in rows}) > 3


@pytest.mark.parametrize("piece", [piece for piece in PIECES if piece.strip()], ids=repr)
def test_a_text_twice_as_long_takes_about_twice_as_long(piece: str) -> None:
    """Counted in processor time over a fourfold length, with room for a noisy machine: no rule is quadratic."""
    begun = [TEXTS[0][:200] + piece * (size // len(piece)) for size in (16_000, 64_000)]

    short, long = (min(_seconds(text) for _ in range(3)) for text in begun)

    assert long < 4 * 3 * max(short, 0.002)


def _seconds(text: str) -> float:
    begun = time.process_time()
    with contextlib.suppress(MalformedReport):
        recognise(text)
    return time.process_time() - begun
