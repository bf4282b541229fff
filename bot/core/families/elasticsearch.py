"""Elasticsearch's and OpenSearch's LeakTracker: Netty's uncounted block, with the thread's name in each record."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Access, Level, Report

_HEADER = re.compile(
    r"LEAK: (?P<resource>[A-Za-z_$][\w$. ]{0,200}?) was not cleaned up before it was garbage-collected\."
)
_FLATTENED = re.compile(r"(?<=[).:s])[ \t]+(?=#\d{1,9}:|Created at:|Recent access records:|: \d{1,9} leak records)")
_RECORD = re.compile(r"(?:#\d{1,9}|Created at):")
_DISCARDED = re.compile(r": (\d{1,9}) leak records were discarded because")
# `in [<thread>][<test or context>]`: the thread, which changes every time.
_THREAD = re.compile(r"in \[")
_MAX_ACCESSES = 32
_SENTRY_CUT = 8_180


def recognise(text: str) -> Report | None:
    """Read LeakTracker's report; None if the text is not one.

    Older forks print the type instead of "resource". Test output joins several reports by ", LEAK:"; only the first
    is read.

    Source: Elasticsearch, org.elasticsearch.transport.LeakTracker.
    """
    clipped = log_text.clip(text)
    header = traces.first_said(_HEADER, clipped)
    if header is None:
        return None
    own, more, _ = clipped[header.end() :].partition("LEAK:")
    block = _Block()
    for row in log_text.unprefixed(traces.rows(_FLATTENED.sub("\n", own)), "Recent access records:"):
        if not block.take(log_text.bare(row)):
            break
    cut = block.creation is None and not more and len(clipped) >= _SENTRY_CUT
    return block.report(header["resource"], cut)


class _Block:
    """The records read so far. `frames` belong to the open record; None before the first record."""

    def __init__(self) -> None:
        self.records: list[list[str]] = []
        self.creation: list[str] | None = None
        self.frames: list[str] | None = None
        self.listed = False
        self.discarded: int | None = None

    def take(self, row: str) -> bool:
        """Read one row; return False if the report is over."""
        begins = _RECORD.match(row)
        if begins:
            self.frames = []
            if begins[0] == "Created at:":
                self.creation = self.frames
            else:
                self.records.append(self.frames)
            row = row[begins.end() :]
        found = log_text.frames(row)
        if found and self.frames is not None:
            self.frames.extend(found)
            return True
        discarded = _DISCARDED.match(row)
        if discarded:
            self.discarded = (self.discarded or 0) + int(discarded[1])
        elif "Recent access records:" in row:
            self.listed = True
        return bool(discarded or begins or _THREAD.match(row) or self.frames is None or not row)

    def report(self, resource: str, cut: bool) -> Report:
        level = Level.ADVANCED if self.records else Level.SIMPLE if self.listed or self.creation else Level.UNKNOWN
        return Report(
            "elasticsearch",
            resource,
            level,
            tuple(Access(tuple(frames)) for frames in self.records[:_MAX_ACCESSES]),
            None if self.creation is None else Access(tuple(self.creation)),
            len(self.records) if self.listed or self.records else None,
            self.discarded,
            cut,
        )


FAMILY = Family(
    "elasticsearch",
    recognise,
    literals=("was not cleaned up before it",),
    queries=('"was not cleaned up before it"',),
    kit=Kit(("-ea",)),
    rules=(Rule("es-release", "https://github.com/elastic/elasticsearch/pull/67688"),),
)
