"""Netty 5's LoggingLeakCallback: a life-cycle trace as suppressed exceptions, the oldest event first."""

from __future__ import annotations

import re

from bot.core.families.netty_intact import MAX_ACCESSES
from bot.core.reading import log_text
from bot.core.reading.report import Access, Level, Report

_HEADER = re.compile(
    r'LEAK: Object \\{0,4}"(?P<resource>[^"\n]{1,300}?)\\{0,4}" was not property closed before it was garbage collected'
)
_TRACEBACK = re.compile(
    r"Suppressed: \S{1,200}\$Traceback: ([A-Z]+)(?: \(([^()]{0,300})\))?(?: \(current acquires = \d+\))?(?: T|$)"
)


def recognise(text: str) -> Report | None:
    """Read a report of Netty 5; None if the text is not one.

    "was not property closed" is the literal text. SPLIT and MOVE nest an event of the other buffer, which is left out.
    T-<n>us changes every time and is left out, too.

    Source: Netty 5, LoggingLeakCallback, LifecycleTracer.Traceback.
    """
    header = _HEADER.search(text)
    return None if header is None else _read(text, header)


def _read(text: str, header: re.Match[str]) -> Report:
    found: list[tuple[re.Match[str], list[str]]] = []
    current: list[str] | None = None
    for line in log_text.unescape(text[header.end() :]).splitlines():
        event = _TRACEBACK.search(line)
        if event is not None:
            nested = line[: event.start()].count("\t") > 1
            current = None if nested else []
            if current is not None:
                found.append((event, current))
        elif current is not None:
            current.extend(log_text.frames(line))
    events = [(event[1], Access(tuple(frames), _hint(event))) for event, frames in found]
    creation = next((access for name, access in events if name == "ALLOCATE"), None)
    accesses = [access for name, access in reversed(events) if name != "ALLOCATE"]
    traced = any(access.frames for _, access in events)
    return Report(
        "netty",
        header["resource"],
        Level.ADVANCED if traced else Level.SIMPLE,
        tuple(accesses[:MAX_ACCESSES]),
        creation,
        len(events) or None,
    )


def _hint(event: re.Match[str]) -> str | None:
    detail = event[2]
    return detail if event[1] == "TOUCH" and detail and not detail.startswith("current acquires") else None
