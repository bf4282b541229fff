"""The leak report as a value; every family returns this type."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """The detail of the report's text, not the detector's setting (paranoid reads as advanced)."""

    SIMPLE = "simple"
    ADVANCED = "advanced"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    """The kind of a report.

    LEAK: a resource was not released. RETRACTION: an earlier report was wrong. SYMPTOM: a failure that leaks can
    cause, but that names no leak.
    """

    LEAK = "leak"
    RETRACTION = "retraction"
    SYMPTOM = "symptom"


@dataclass(frozen=True, slots=True)
class Access:
    """One access record, or the creation record.

    Attributes:
        frames: as printed, without indentation, log prefix and "at "; the innermost call first.
        hint: the text after "Hint: ", unmasked; None if there is none.
    """

    frames: tuple[str, ...]
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A leak report read from a text.

    Attributes:
        family: the name of the family, such as "netty".
        resource: the resource that was not released, such as "ByteBuf"; None if the text does not name it.
        level: the detail of the text.
        accesses: newest first, at most 32.
        creation: the "Created at:" record; None if the text has none.
        records: the printed count, else the number of records present; None if there is no list.
        discarded: the sum of the discard lines; None if there are none.
        cut: True if the text ends before the report does; a missing creation then means nothing.
        kind: leak, retraction or symptom.
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
        """The last access before the resource was lost; None if the text has no access."""
        return self.accesses[0] if self.accesses else None


def reference(report: Report) -> str | None:
    """Return the hash that links a report to its retraction; None if the report cannot be retracted.

    HikariCP names connection and thread in both texts. They are hashed because they may contain an address.

    Source: HikariCP, ProxyLeakTask, from 2.4.8.
    """
    record = report.newest or report.creation
    if report.family != "hikari" or record is None or not record.hint:
        return None
    return hashlib.sha256(f"{report.family}|{record.hint}".encode()).hexdigest()[:32]


class MalformedReport(ValueError):
    """A text begins like a report of a family, but cannot be read. The message says where reading failed."""
