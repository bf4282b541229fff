"""Feed each reader its worst texts and print those that take it more than linear time. Run as a process of its own.

`python -m tests.core.linear_time READER`, with a name of READERS. A pattern that runs away cannot be stopped from
inside, so every text is announced before it is read: the last line names the one that was being read.
"""

from __future__ import annotations

import contextlib
import json
import pkgutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from bot.core.diary.markdown_lines import escape_headings
from bot.core.diary.reader import read_diary
from bot.core.explain.advice import advise, advise_on
from bot.core.explain.why import explain
from bot.core.families.table import families, literals, recognise
from bot.core.reading import excerpt, frames, log_text, traces, webhook
from bot.core.reading.event_text import event_text
from bot.core.reading.keys import keys, owner_frame
from bot.core.reading.report import Access, Level, MalformedReport, Report
from bot.core.scanning.passages import Sift
from bot.core.scanning.report_start import Sieve
from bot.core.texts.bundles import Texts
from bot.core.when import full_release, read_days, read_deployed, read_moment, read_since, read_until
from tests.core.worst_pieces import ANYWHERE, patterns_of, pieces_of

# Four times as long is at most so many times as slow; linear is 4, quadratic is 16.
WORST_RATIO = 8.0
TIMES = 5
# Both lie below the 64 Ki at which texts are cut. What is read quicker than this is not worth a second look.
SHORT, LONG = 16_000, 64_000
QUICK_S = 0.004
LANGUAGES = (Texts("en"), Texts("ko"))
LITERALS = tuple(literals())
NETTY = "LEAK: ByteBuf.release() was not called before it's garbage-collected. Recent access records: \n#1:\n"
HIKARI = "Connection leak detection triggered for a on thread b, stack trace follows"
READING, SCANNING, DIARY = "bot.core.reading", "bot.core.scanning", "bot.core.diary"


def names_in(package: str) -> list[str]:
    """The modules of a package."""
    return [found.name for found in pkgutil.iter_modules(import_module(package).__path__, f"{package}.")]


def read_scan(text: str) -> None:
    """Read a text as a log."""
    for passage in Sift([text.encode("utf-8", "replace")], Sieve(LITERALS), lambda offset: 0):
        recognise(passage.text)


def read_event(text: str) -> None:
    """Read a text wherever an event may have one."""
    raised = {"type": text, "value": text, "stacktrace": {"frames": [{"function": "f"}] * (len(text) // 8)}}
    event_text({"message": text, "exception": {"values": [raised]}})
    event_text({"logentry": {"message": text, "params": ["{}"] * len(text)}})
    tags = [[f"tag{n}", text[:8]] for n in range(len(text) // 8)]
    times = dict.fromkeys(("timestamp", "datetime", "url", "issue_url"), text)
    webhook.read(json.dumps({"data": {"event": {"event_id": "1", "message": text, "tags": tags, **times}}}).encode())


def read_frame(text: str) -> None:
    """Read a text as stack frames of any language; what is remembered of frames is forgotten before."""
    frames.read.cache_clear()
    access = Access((text, f"x.{text}.b(C.java:1)", f"a.b({text}/x.go:1)", f"{text}:7:7)"), text)
    report = Report("netty", text[:200], Level.ADVANCED, (access,), access)
    keys(report, "shop")
    excerpt.excerpt(report, owner_frame(report))
    advise_on(report, text)


def read_callers(text: str) -> None:
    """Read a creation of many frames, each of which hands out what the one before created."""
    frames.read.cache_clear()
    created = tuple(f"com.acme.C{chr(97 + n % 26)}{n}x.getBuf(X.java:{n})" for n in range(len(text) // 64))
    keys(Report("netty", "ByteBuf", Level.SIMPLE, (), Access(created)), "shop")


def read_lines(text: str) -> None:
    """Read a text with the tools that all families share."""
    for tool in (log_text.clip, log_text.unescape, log_text.bare, log_text.frames, traces.rows, traces.read):
        tool(text)
    traces.ends_line(text, 0)
    traces.is_said(text, len(text))
    list(map(log_text.bare, text.splitlines()))
    log_text.unprefixed(text.splitlines(), "Recent access records:")


def read_typed(text: str) -> None:
    """Read a text as what a person types."""
    read_deployed(text, 0, lambda name: False)
    for read in (lambda typed: read_moment(typed, 10**9), lambda typed: read_until(typed, 10**9), read_days):
        read(text)
    full_release(text, ["shop@1"])
    with contextlib.suppress(ValueError):
        read_since(text, 10**9)


def read_advice(text: str) -> None:
    """Read a text for what is said about it."""
    explain(text)
    advise(text)


def read_markdown(text: str) -> None:
    """Read a text as a growth diary."""
    read_diary(text, LANGUAGES)
    escape_headings(text)


Reader = tuple[Callable[[str], object], tuple[str, ...], tuple[str, ...]]
SHARED = (f"{READING}.log_text", f"{READING}.traces")
READERS: dict[str, Reader] = {
    "scan": (read_scan, (*names_in(SCANNING), *SHARED), (NETTY, f"{HIKARI}\n")),
    "event": (read_event, (f"{READING}.event_text", f"{READING}.webhook"), ("",)),
    "frame": (read_frame, tuple(f"{READING}.{name}" for name in ("frames", "other_frames", "keys")), ("",)),
    "callers": (read_callers, (), ("",)),
    "lines": (read_lines, SHARED, ("", "x\n")),
    "typed": (read_typed, ("bot.core.when",), ("",)),
    "advice": (read_advice, (*names_in("bot.core.explain"), "bot.core.families.netty"), (NETTY,)),
    "diary": (read_markdown, tuple(names_in(DIARY)), ("# Growth diary\n\n## Week 1\n\n",)),
}


def of_family(name: str) -> Reader:
    """Return a family's reader with the modules of its grammar, and texts that its own patterns begin with."""
    (family,) = (one for one in families() if one.name == name)
    modules = [found for found in names_in("bot.core.families") if found.rpartition(".")[2].startswith(name)]
    begins = [piece for piece in pieces(modules) if any(literal in piece for literal in family.literals)]
    head = (begins or family.literals)[0]
    return family.recognise, tuple(modules), (head, f"{head}\n")


def pieces(modules: Iterable[str]) -> list[str]:
    """The worst pieces of all patterns of some modules, and those that suit any reader."""
    return list(
        dict.fromkeys([*ANYWHERE, *(one for name in modules for one in pieces_of(patterns_of(import_module(name))))])
    )


def seconds(read: Callable[[str], object], text: str) -> float:
    """Measure the processor time of this thread for one text."""
    begun = time.thread_time()
    with contextlib.suppress(MalformedReport):
        read(text)
    return time.thread_time() - begun


def ratio(read: Callable[[str], object], head: str, piece: str) -> float:
    """Return how many times as slow four times as much is; the least of TIMES, the first that is good enough."""
    short, long = (head + piece * max(1, (size - len(head)) // len(piece)) + "!" for size in (SHORT, LONG))
    least = float("inf")
    for _ in range(TIMES):
        took = seconds(read, long)
        if took < QUICK_S:
            return 0.0
        least = min(least, took / max(seconds(read, short), QUICK_S / 16))
        if least < WORST_RATIO:
            break
    return least


def slow_texts(reader: Reader, announce: Callable[[str], Any]) -> Iterator[str]:
    """Yield a line for each head and piece that take more than linear time."""
    read, modules, heads = reader
    for head in heads:
        for piece in pieces(modules):
            announce(f"{head!r} + {piece!r} * n")
            found = ratio(read, head, piece)
            if found >= WORST_RATIO:
                yield f"{head!r} + {piece!r} * n: {found:.1f} times as slow"


def main(name: str) -> int:
    """Print every text before it is read; exit with 1 if any was slow."""
    reader = READERS.get(name) or of_family(name)
    slow = list(slow_texts(reader, lambda line: print(line, flush=True)))
    print(*slow, sep="\n", flush=True)
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
