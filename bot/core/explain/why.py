"""Why a report belongs to its leak: how it was parsed, which frames made its keys, and which frames were skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.families.netty_layout import Layout, layout_of
from bot.core.families.table import recognise
from bot.core.reading.frames import Tier, read
from bot.core.reading.keys import keys
from bot.core.reading.report import Access, Report


class ReportPart(StrEnum):
    """The part of a report that contains a frame."""

    NEWEST = "newest"
    CREATION = "creation"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """A frame that made a key. frame: as printed. skipped: the number of frames above it, by tier."""

    record: ReportPart
    frame: str
    skipped: tuple[tuple[Tier, int], ...]


@dataclass(frozen=True, slots=True)
class Why:
    """How the report that describes a leak was parsed.

    Attributes:
        site, origin: the frames of its two keys; None if the report has none.
        passed: if it has neither, the number of its frames by tier.
        is_header: True if reports of this leak are grouped by project and resource alone.
    """

    family: str
    level: str
    layout: Layout
    cut: bool
    site: KeyFrame | None
    origin: KeyFrame | None
    passed: tuple[tuple[Tier, int], ...]
    is_header: bool


def explain(text: str) -> Why | None:
    """Explain how a report's text was parsed; None if it cannot be parsed (any more)."""
    report = recognise(text)
    if report is None:
        return None
    found = keys(report, "")
    site = _place(found.site, _records(report))
    origin = _place(found.origin, [record for record in _records(report) if record[0] is ReportPart.CREATION])
    every = [frame for _, access in _records(report) for frame in access.frames]
    return Why(
        family=report.family,
        level=report.level.value,
        layout=layout_of(report, text),
        cut=report.cut,
        site=site,
        origin=origin,
        passed=_by_tier(every) if site is None and origin is None else (),
        is_header=found.header is not None,
    )


def _records(report: Report) -> list[tuple[ReportPart, Access]]:
    """List the parts of a report in the order in which keys are searched."""
    found = [(ReportPart.NEWEST, report.accesses[0])] if report.accesses else []
    found += [(ReportPart.CREATION, report.creation)] if report.creation else []
    return found + [(ReportPart.OLDER, access) for access in report.accesses[1:]]


def _place(key: str | None, records: Iterable[tuple[ReportPart, Access]]) -> KeyFrame | None:
    """Find the first frame whose name ends the key. A search keeps the making of keys in one place."""
    if key is None:
        return None
    for record, access in records:
        for position, frame in enumerate(access.frames):
            if key.endswith("|" + read(frame).name):
                return KeyFrame(record, frame, _by_tier(access.frames[:position]))
    return None


def _by_tier(frames: Iterable[str]) -> tuple[tuple[Tier, int], ...]:
    return tuple(sorted(Counter(read(frame).tier for frame in frames).items()))
