"""A report → the keys of its site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.core.reading.frames import Frame, Tier, read
from bot.core.reading.report import Access, Report

VERSION = "v1"
MAX_CALLERS = 8

_NUMBER = re.compile(r"(?<![A-Za-z])\d+")
_HANDLER = re.compile(r"^'([^']{1,120})' will handle the message from this point")
_HANDLER_NUMBER = re.compile(r"#\d+$")
# Netty records an access in its leak-aware buffers. On top of "Created at:" such a frame means that 4.1.17 to 4.1.22
# (and 4.0.53 on) print the oldest access there; slices and duplicates are the exception: they are created like that.
_ACCESS = re.compile(
    r"\.AdvancedLeakAware(?:Composite)?ByteBuf\."
    r"(?!<|new|unwrapped|order|asReadOnly|\w*(?:[sS]lice|[dD]uplicate|[cC]opy)\w*$)"
    r"|^io\.netty\.\S*\.(?:touch|retain|release)$"
)
# A method with such a name hands out what it creates: who asked for it is the origin.
_HANDS_OUT = re.compile(
    r"(?:^|\.)(?:alloc(?:ate)?[A-Z]?\w*|acquire\w*|borrow\w*"
    r"|(?:new|get|create|make|take|obtain|wrap|open)\w*(?:Buf|Buffer|ByteBuf|Connection)s?"
    r"|(?:direct|heap|io|byte|composite|pooled)?[bB]uf(?:fer)?s?)$"
)
# A message that goes down a pipeline belongs to the next handler, though its creator is still running above.
_PIPELINE = ("io.netty.channel.", "io.netty5.channel.")
# A library that reports on itself is plumbing in its own reports.
_REPORTER = {"grpc": "io.grpc.", "elasticsearch": "org.elasticsearch.", "lettuce": "io.lettuce."}
# No SIMPLE level there: an empty list of accesses says that nobody touched what its creator lost.
# Source: Elasticsearch, org/elasticsearch/transport/LeakTracker.java.
_ALWAYS_RECORDS = {"elasticsearch"}
_CODEC = re.compile(r"^io\.netty5?\.(?:handler|resolver)\.")


class CreationRole(StrEnum):
    """How a creation stands to the newest access of the same report.

    OWN: the creating method is still running and its own class touched the buffer last. LENT: the same, but another
    class touched it. RETURNED: the creating method handed it to a caller that is still running; the callers end with
    that one. PASSED: nobody who created it is running. ALONE: there is no access to compare with.
    """

    OWN = "own"
    LENT = "lent"
    RETURNED = "returned"
    PASSED = "passed"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a report is known by. Keys are strings beginning with "v1:", equal for equal places; None: not told.

    site: family, resource and application frame of the newest access. origin: the same of the creation.
    callers: Mark, a colon and the frames that called the creation, "<" between them. Without an origin those that
    called the newest access, or "": they choose between leaks that are known and are not stored.
    header: family, resource, scope and what little there is; only where there is neither site nor origin.
    """

    site: str | None
    origin: str | None
    callers: str
    header: str | None


def owner_frame(report: Report) -> str | None:
    """The frame, as printed, that most likely should have released; None where only plumbing is in sight.

    The first frame of a library or an application in the newest access, else in the creation. A library that reports
    on itself does not own what its caller borrowed: elsewhere than with Netty an application's frame goes first.
    Source: netty.io/wiki/reference-counted-objects.html, "Who destroys it?": whoever accesses it last.
    """
    library: str | None = None
    for access in (report.newest, report.creation):
        named = [] if access is None else [f for f in access.frames if _is_named(read(f), report.family)]
        if named and report.family == "netty":
            return named[0]
        ours = next((printed for printed in named if read(printed).tier is Tier.APPLICATION), None)
        if ours is not None:
            return ours
        library = library or next(iter(named), None)
    return library


def keys(report: Report, scope: str) -> Keys:
    """The keys of a report. scope: the project, so that reports that name no code group per project and resource."""
    base = f"{VERSION}:{report.family}|{_NUMBER.sub('#', report.resource or '-')}|"
    creation = report.creation
    is_access = report.family == "netty" and creation is not None and _is_access(creation)
    untouched = report.family in _ALWAYS_RECORDS and not report.cut
    newest = report.newest or (creation if is_access or untouched else None)
    last = _told(newest, report.family)
    created = [] if is_access else _told(creation, report.family)
    if last and created and last[0].tier < Tier.APPLICATION <= created[0].tier:
        last = []
    if not last and not created:
        last = next((told for old in report.accesses[1:] if (told := _told(old, report.family))), [])
    if not last and not created:
        return Keys(None, None, "", f"{base}{scope}|{_detail(report)}")
    site = f"{base}{last[0].name}" if last else None
    if not created:
        running = dict.fromkeys(frame.name for frame in last if frame.name != last[0].name)
        by = "<".join(list(running)[:MAX_CALLERS])
        return Keys(site, None, f"{CreationRole.ALONE}:{by}" if by else "", None)
    creator, callers = _origin(created, creation)
    if report.cut and not callers and _HANDS_OUT.search(creator.name):
        return Keys(site, None, "", None if site else f"{base}{scope}|{_detail(report)}")
    mark = CreationRole.ALONE if not last or newest is None else _mark(creator, newest)
    if mark is CreationRole.PASSED:
        mark, callers = _returned(callers, last)
    by = "<".join(frame.name for frame in callers[:MAX_CALLERS])
    return Keys(site, f"{base}{creator.name}", f"{mark}:{by}", None)


def _is_access(creation: Access) -> bool:
    return creation.hint is not None or any(_ACCESS.search(read(printed).name) for printed in creation.frames[:1])


def _is_named(frame: Frame, family: str) -> bool:
    return frame.tier >= Tier.LIBRARY and not frame.name.startswith(_REPORTER.get(family, " "))


def _told(access: Access | None, family: str) -> list[Frame]:
    """The frames of the nearest tier that a record names: applications', else libraries'. [] where it names neither."""
    if access is None:
        return []
    named = [frame for frame in map(read, access.frames) if _is_named(frame, family)]
    ours = [frame for frame in named if frame.tier is Tier.APPLICATION]
    return ours or named


def _origin(created: Sequence[Frame], creation: Access | None) -> tuple[Frame, list[Frame]]:
    """The frame that created, and those that called it. A name comes once: recursion and filters vary in depth."""
    by_name: dict[str, Frame] = {}
    for frame in created:
        by_name.setdefault(frame.name, frame)
    frames = list(by_name.values())
    if len(frames) < 2 or not _HANDS_OUT.search(frames[0].name):
        return frames[0], frames[1:]
    # A frame that does not stand right below the other did not ask it for a buffer: an event loop lies between.
    calls = set(pairwise([] if creation is None else [read(printed).name for printed in creation.frames]))
    first = 0
    while first + 1 < len(frames) and _HANDS_OUT.search(frames[first].name):
        if (frames[first].name, frames[first + 1].name) not in calls:
            break
        first += 1
    return frames[first], frames[first + 1 :]


def _mark(creator: Frame, newest: Access) -> CreationRole:
    """Compares raw names: within one report lambda numbers are steady, and `lambda$put$0` is not `lambda$put$1`."""
    others = False
    for frame in map(read, newest.frames):
        if frame.raw == creator.raw:
            return CreationRole.LENT if others else CreationRole.OWN
        if frame.name.startswith(_PIPELINE):
            return CreationRole.PASSED
        others = others or (frame.tier >= Tier.LIBRARY and frame.owner != creator.owner)
    return CreationRole.PASSED


def _returned(callers: list[Frame], last: Sequence[Frame]) -> tuple[CreationRole, list[Frame]]:
    running = {frame.raw for frame in last}
    for position, caller in enumerate(callers[:MAX_CALLERS]):
        if caller.raw in running:
            return CreationRole.RETURNED, callers[: position + 1]
    return CreationRole.PASSED, callers


def _detail(report: Report) -> str:
    """What tells such reports apart: the handler that a hint names, else a framework's or a codec's frame, or ""."""
    records = [access for access in (report.newest, report.creation) if access is not None]
    for access in records:
        if report.family == "tomcat" and access.hint:
            return access.hint  # the type of a ThreadLocal's value
        handler = _HANDLER.match(access.hint or "")
        if handler:
            return _HANDLER_NUMBER.sub("", handler[1])
    read_frames = [[read(printed) for printed in access.frames] for access in records]
    for found in (_first_platform(read_frames), _first_codec(read_frames)):
        if found is not None:
            return found
    return ""


def _first_platform(records: Iterable[Sequence[Frame]]) -> str | None:
    return next((frame.name for frames in records for frame in frames if _is_platform(frame)), None)


def _is_platform(frame: Frame) -> bool:
    return frame.tier is Tier.PLATFORM and "$$" not in frame.raw and "$Proxy" not in frame.raw


def _first_codec(records: Iterable[Sequence[Frame]]) -> str | None:
    return next((frame.name for frames in records for frame in frames if _CODEC.match(frame.name)), None)
