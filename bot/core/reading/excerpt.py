"""The lines of a report that a message shows."""

from __future__ import annotations

from bot.core.reading.report import Report

LINES = 8
FEW = 4
LINE_CHARS = 160


def excerpt(report: Report, owner: str | None) -> str:
    """Return the first lines of the newest access record, down to the owner frame and its caller.

    Omitted frames are marked by "... n more". A report without accesses shows its creation record. The result has at
    least FEW frames if the record has that many, and at most LINES lines. It is "" if the report has no records.

    Args:
        report: the report to show.
        owner: the frame that should have released the resource, as printed; None if unknown.
    """
    record = report.newest or report.creation
    if record is None:
        return ""
    lines = [f"Hint: {record.hint}"] if record.hint else []
    frames = list(record.frames)
    room = LINES - len(lines)
    at = frames.index(owner) if owner in frames else 0
    shown = frames[: max(at + 2, FEW)]
    if len(shown) > room:
        left_out = at + 3 - room
        shown = [*frames[: room - 3], f"... {left_out} more", *frames[at : at + 2]]
    return "\n".join(_short(line) for line in [*lines, *shown])


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= LINE_CHARS else line[: LINE_CHARS - 1] + "…"
