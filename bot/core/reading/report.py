"""What a leak report says, whatever library printed it. The values that every family returns."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much the text shows, not what the JVM was set to (paranoid reads as advanced)."""

    SIMPLE = "simple"
    ADVANCED = "advanced"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """LEAK: something was not released. RETRACTION: a report was wrong. SYMPTOM: it hurts, but names no leak."""

    LEAK = "leak"
    RETRACTION = "retraction"
    SYMPTOM = "symptom"


@dataclass(frozen=True, slots=True)
class Access:
    """One access record, or the creation.

    frames: as printed, less indentation, log prefix and "at "; the innermost call first.
    hint: the text after "Hint: ", unmasked, or None.
    """

    frames: tuple[str, ...]
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A leak report read from a text.

    family: the library's word, such as "netty". resource: what was not released, such as "ByteBuf"; None if unsaid.
    accesses: newest first, at most 32. creation: the "Created at:" record, None when the text has none.
    records: the printed count, else the number of records present, None when there is no list.
    discarded: sum of the discard lines, None when there is none.
    cut: the text ends before the report does, so the absence of a creation means nothing.
    """

    family: str
    resource: str | None
    level: Level
    accesses: tuple[Access, ...] = ()
    creation: Access | None = None
    records: int | None = None
    discarded: int | None = None
    cut: bool = False
    kind: Kind = Kind.LEAK

    @property
    def newest(self) -> Access | None:
        """The access that came last before the resource was lost."""
        return self.accesses[0] if self.accesses else None


def reference(report: Report) -> str | None:
    """What a report and its retraction have in common, hashed, since it may hold an address; None: never taken back.

    HikariCP names connection and thread in both (ProxyLeakTask, from 2.4.8).
    """
    record = report.newest or report.creation
    if report.family != "hikari" or record is None or not record.hint:
        return None
    return hashlib.sha256(f"{report.family}|{record.hint}".encode()).hexdigest()[:32]


class MalformedReport(ValueError):
    """A text begins like a report of a family, but cannot be read as one. The sentence says where it broke."""
