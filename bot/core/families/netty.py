"""Netty's ResourceLeakDetector, 4.0.0 to 4.2, and Netty 5's LoggingLeakCallback. The newest record comes first."""

from __future__ import annotations

import re

from bot.core.families import netty5, netty_intact, netty_layout, netty_rules
from bot.core.families.family import Family
from bot.core.reading import log_text
from bot.core.reading.report import Access, Kind, Level, Report

_HEADER = re.compile(
    r"LEAK:\s{0,8}(?P<resource>[A-Za-z_$][\w$.]{0,200}?)\s{0,8}\.\s{0,80}"
    r"release\(\) was not called before it.{1,8}?s garbage-collected"
)
_OLD_HEADER = re.compile(
    r"LEAK:\s{0,8}(?P<resource>[A-Za-z_$][\w$.]{0,200}) was GC.{1,8}?d before being released correctly"
)
_INSTANCES = re.compile(
    r"You are creating too many ([A-Za-z_$][\w$.]{0,200}) instances\.\s{0,4}\1 is a shared resource"
)

# The detector's text after its first sentence. A header without it is a quotation, unless it ends a log line.
_CONTINUES = ("See http", "Enable advanced", "Recent access records")
_LOG_PREFIX = re.compile(
    r"(?:^|[:\-|\]>=)]|\b(?:ERROR|WARN|WARNING|SEVERE|error|warn))\s*(?:[\"']message[\"']\s*:\s*[\"'])?$"
)

_COUNT = re.compile(r"Recent access records:\s*(\d{1,9})?")
_RECORD = re.compile(r"#\d{1,9}:\s*|Created at:\s*")
_ELISION = re.compile(r"[.…`~\s<>\[\]]*(?:\.\.\. \d+ (?:common frames omitted|more))?$")
_PREAMBLE = re.compile(
    r"See http|WARNING: \d|\d leak records|for more information|io\.netty\.util\.ResourceLeakException"
)
_TORN_FRAME = re.compile(r"[\w$./@+<>:~-]+(?:\([^()]*)?")
_FLATTENED = re.compile(r"(?<=\S)[ \t]+(?=#\d{1,9}:|Created at:|Recent access records:|Hint: |: \d{1,9} leak records)")


def recognise(text: str) -> Report | None:
    """Read a leak report of Netty; None if the text is not one. Linear in the text's length; never raises.

    The first 64 Ki characters are read, with real or escaped newlines. Only the first report of a text is read. "You
    are creating too many ... instances" names no leak and gives a SYMPTOM.

    Source: Netty, ResourceLeakDetector.reportTracedLeak, reportUntracedLeak, reportInstancesLeak; HashedWheelTimer;
    LoggingLeakCallback; their texts at 4.0.0 to 4.2.
    """
    clipped = log_text.clip(text).replace("\r\n", "\n")
    header = _HEADER.search(clipped)
    if header is not None:
        return netty_intact.read(clipped, header) or _slow(clipped, header)
    header = _OLD_HEADER.search(clipped)
    if header is not None:
        return _read_old(clipped, header)
    instances = _INSTANCES.search(clipped)
    if instances is not None:
        return Report(family="netty", resource=instances[1], level=Level.UNKNOWN, kind=Kind.SYMPTOM)
    return netty5.recognise(clipped)


class _Collected:
    """The records read so far. `frames` belong to the open record; None before the first record."""

    def __init__(self) -> None:
        self.accesses: list[Access] = []
        self.creation: Access | None = None
        self.count: str | None = None
        self.discarded: int | None = None
        self.cut = False
        self.frames: list[str] | None = None
        self.hint: str | None = None
        self.in_creation = False

    def begin(self, in_creation: bool) -> None:
        self.close()
        self.frames, self.hint, self.in_creation = [], None, in_creation

    def close(self) -> None:
        if self.frames is None:
            return
        access = Access(tuple(self.frames), self.hint)
        if self.in_creation:
            self.creation = access
        elif len(self.accesses) < netty_intact.MAX_ACCESSES:
            self.accesses.append(access)
        self.frames = None

    def take_all(self, line: str) -> bool:
        """Read a bare line that a paste may have joined from several; a hint is never split."""
        parts = [line] if line.startswith("Hint: ") else _FLATTENED.split(line)
        return all(map(self.take, parts))

    def take(self, line: str) -> bool:
        """Read one bare line; return False if the report is over."""
        if line.startswith("LEAK:"):
            return False
        if line.startswith("Hint: ") and self.frames is not None:
            return self._take_hint(line[6:])
        begins = _RECORD.match(line)
        if begins is not None:
            self.begin(in_creation=line.startswith("C"))
            line = line[begins.end() :]
        found = log_text.frames(line)
        if found and self.frames is not None:
            self.frames.extend(found)
            return "LEAK:" not in line
        return self._take_remark(line) and "LEAK:" not in line

    def _take_hint(self, hint: str) -> bool:
        # A paste may put the first frame on the hint's line.
        found = log_text.frames(hint)
        self.hint = (hint.partition(found[0])[0] if found else hint).strip()
        assert self.frames is not None
        self.frames.extend(found)
        return True

    def _take_remark(self, line: str) -> bool:
        count = _COUNT.search(line)
        if count:
            self.count = count[1] or ""
            return True
        discarded = netty_intact.DISCARDED.search(line)
        if discarded:
            self.discarded = (self.discarded or 0) + int(discarded[1])
            return True
        if _ELISION.match(line):
            return True
        return self.frames is None and bool(_PREAMBLE.search(line))


def _slow(text: str, header: re.Match[str]) -> Report | None:
    rest = log_text.unescape(text[header.end() :])
    if not _is_said_by_the_detector(text, header, rest):
        return None
    rest = rest.lstrip(". ")
    collected = _collect(rest)
    untraced = "Enable advanced" in rest[:400]
    report = netty_intact.build(
        header["resource"], collected.accesses, collected.creation, collected.count, collected.discarded, collected.cut
    )
    if untraced and not collected.accesses:
        return Report(family="netty", resource=header["resource"], level=Level.SIMPLE)
    return report


def _is_said_by_the_detector(text: str, header: re.Match[str], rest: str) -> bool:
    window = rest[:400]
    if any(word in window for word in _CONTINUES):
        return True
    line_start = text.rfind("\n", 0, header.start()) + 1
    before = text[line_start : header.start()]
    after = rest.split("\n", 1)[0].strip(" .…\"'}\r")
    return not after and bool(_LOG_PREFIX.search(before))


def _collect(rest: str) -> _Collected:
    collected = _Collected()
    rows = log_text.unprefixed(rest.splitlines(), "Recent access records:")
    end = next((n for n, line in enumerate(rows) if not collected.take_all(log_text.bare(line))), len(rows))
    # A last line in an open record that is not a whole frame was cut in the middle.
    over = end >= len(rows) - 1
    last = log_text.bare(rows[-1]) if rows else ""
    collected.cut = over and collected.discarded is None and collected.frames is not None and _is_torn(last)
    collected.close()
    if collected.creation is None and over and len(rest) >= netty_intact.SENTRY_CUT - 200:
        collected.cut = True
    return collected


def _is_torn(line: str) -> bool:
    return line.endswith(("...", "…")) or (bool(_TORN_FRAME.fullmatch(line)) and not line.startswith("#"))


def _read_old(text: str, header: re.Match[str]) -> Report:
    """Read a report of 4.0.0 to 4.0.13: the creation is the trace of a ResourceLeakException below the sentence."""
    found: list[str] = []
    for line in log_text.unescape(text[header.end() :]).splitlines():
        in_line = log_text.frames(line)
        if found and not in_line:
            break
        found.extend(in_line)
    creation = Access(tuple(found)) if found else None
    return Report("netty", header["resource"], Level.SIMPLE, creation=creation)


FAMILY = Family(
    "netty",
    recognise,
    literals=(
        " was not called before it",
        "GC'd before being released",
        "was not property closed",
        "creating too many ",
    ),
    queries=(
        "logger:io.netty.util.ResourceLeakDetector",
        '"was not called before it\'s garbage-collected"',
        '"before being released correctly"',
        '"was not property closed"',
        '"You are creating too many"',
    ),
    kit=netty_layout.kit,
    rules=netty_rules.RULES,
)
