"""Derive the keys of a report: the places in code that identify its leak."""

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
# Netty records accesses in its leak-aware buffers. Netty 4.1.17 to 4.1.22 and 4.0.53 on print the oldest access below
# "Created at:": its first frame is then such a buffer. Slices and duplicates are excluded: buffers really create them.
_ACCESS = re.compile(
    r"\.AdvancedLeakAware(?:Composite)?ByteBuf\."
    r"(?!<|new|unwrapped|order|asReadOnly|\w*(?:[sS]lice|[dD]uplicate|[cC]opy)\w*$)"
    r"|^io\.netty\.\S*\.(?:touch|retain|release)$"
)
# A method with such a name creates buffers for others: its caller is the origin.
_HANDS_OUT = re.compile(
    r"(?:^|\.)(?:alloc(?:ate)?[A-Z]?\w*|acquire\w*|borrow\w*"
    r"|(?:new|get|create|make|take|obtain|wrap|open)\w*(?:Buf|Buffer|ByteBuf|Connection)s?"
    r"|(?:direct|heap|io|byte|composite|pooled)?[bB]uf(?:fer)?s?)$"
)
# A message in a pipeline belongs to the next handler, although its creator is still on the stack.
_PIPELINE = ("io.netty.channel.", "io.netty5.channel.")
# These libraries report their own leaks: their frames are plumbing there.
_REPORTER = {"grpc": "io.grpc.", "elasticsearch": "org.elasticsearch.", "lettuce": "io.lettuce."}
# These have no SIMPLE level: an empty list of accesses means that only the creator touched the resource.
# Source: Elasticsearch, org/elasticsearch/transport/LeakTracker.java.
_ALWAYS_RECORDS = {"elasticsearch"}
_CODEC = re.compile(r"^io\.netty5?\.(?:handler|resolver)\.")


class CreationRole(StrEnum):
    """The relation of a creation to the newest access of the same report.

    OWN: the creating method is still running, and its own class made the last access.
    LENT: the creating method is still running, and another class made the last access.
    RETURNED: the creating method returned the buffer to a caller that is still running; the callers end there.
    PASSED: neither the creating method nor a caller of it is running.
    ALONE: the report has no access to compare with.
    """

    OWN = "own"
    LENT = "lent"
    RETURNED = "returned"
    PASSED = "passed"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a report: strings that begin with "v1:" and are equal for equal places.

    Attributes:
        site: family, resource and application frame of the newest access; None if unknown.
        origin: family, resource and application frame of the creation; None if unknown.
        callers: a CreationRole, a colon and the callers of the creation, joined by "<". Without an origin: the callers
            of the newest access, or "". Those only choose between known leaks and are not stored.
        header: family, resource, scope and remaining details; None if there is a site or an origin.
    """

    site: str | None
    origin: str | None
    callers: str
    header: str | None


def owner_frame(report: Report) -> str | None:
    """Return the printed frame that most likely should have released; None if all frames are plumbing.

    The frame is the first one of a library or application in the newest access, else in the creation. Outside Netty,
    application frames win over library frames, because a library does not own resources that its caller borrowed.

    Source: netty.io/wiki/reference-counted-objects.html, "Who destroys it?": the party that accesses it last.
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
    """Return the keys of a report.

    scope is the project: reports that name no code are grouped by project and resource.
    """
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
    """Return the application frames of a record, else its library frames, else []."""
    if access is None:
        return []
    named = [frame for frame in map(read, access.frames) if _is_named(frame, family)]
    ours = [frame for frame in named if frame.tier is Tier.APPLICATION]
    return ours or named


def _origin(created: Sequence[Frame], creation: Access | None) -> tuple[Frame, list[Frame]]:
    """Return the creating frame and its callers, each name once: recursion and filters vary in depth."""
    by_name: dict[str, Frame] = {}
    for frame in created:
        by_name.setdefault(frame.name, frame)
    frames = list(by_name.values())
    if len(frames) < 2 or not _HANDS_OUT.search(frames[0].name):
        return frames[0], frames[1:]
    # Only the frame directly below asked for the buffer. With other frames between them, an event loop runs there.
    calls = set(pairwise([] if creation is None else [read(printed).name for printed in creation.frames]))
    first = 0
    while first + 1 < len(frames) and _HANDS_OUT.search(frames[first].name):
        if (frames[first].name, frames[first + 1].name) not in calls:
            break
        first += 1
    return frames[first], frames[first + 1 :]


def _mark(creator: Frame, newest: Access) -> CreationRole:
    """Compare the creator with the newest access by raw names.

    Lambda numbers are stable within one report, and `lambda$put$0` differs from `lambda$put$1`.
    """
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
    """Return the detail of a report without code: a handler from a hint, else a framework or codec frame, else ""."""
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
