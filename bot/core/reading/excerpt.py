"""The few lines of a report that a person wants to see first."""

from __future__ import annotations

from bot.core.reading.report import Report

LINES = 8
FEW = 4
LINE_CHARS = 160


def excerpt(report: Report, owner: str | None) -> str:
    """The newest access record's first lines, down to the application frame and one call above it.

    Frames between the first and the application's are left out visibly. Without accesses the creation is shown, since
    it is all there is; "" when the report has no frames. At least FEW frames if there are so many, at most LINES lines.
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
