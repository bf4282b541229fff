"""Write the table of candidates (effort, effect, evidence) as Markdown, and read it back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.diary.diary import Option
from bot.core.texts.bundles import Texts

COLUMNS = (
    "diary-column-problem",
    "diary-column-effort",
    "diary-column-effect",
    "diary-column-evidence",
    "diary-column-leak",
    "diary-column-chosen",
)
SCORE = "diary-column-score"
"""The last column, only in tables in which a candidate has a score."""
CHOSEN = "✓"
_RULE = re.compile(r"\|(?:\s?:?-+:?\s?\|){6}(?:\s?-+:\s?\|)?\s*")
_ESCAPED = re.compile(r"\\([\\|])|<br>|\\<br>")
_PARTS = re.compile(r"\\.|[^\\|]+|\||\\")
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?")
_SCORE = re.compile(r"[1-5]")
_LEAK = re.compile(r"[lL]?(\d{1,9})")


def write_table(options: Sequence[Option], texts: Texts) -> str:
    """Write one row for each candidate, without a final line end."""
    scored = any(one.score is not None for one in options)
    head = [texts.say(name) for name in (*COLUMNS, *([SCORE] if scored else []))]
    rows = [
        (
            one.problem,
            "" if one.effort_days is None else f"{one.effort_days:.6f}".rstrip("0").rstrip("."),
            one.effect,
            one.evidence,
            "" if one.leak is None else f"L{one.leak}",
            CHOSEN if one.chosen else "",
            *(["" if one.score is None else str(one.score)] if scored else []),
        )
        for one in options
    ]
    rule = "| --- | ---: | --- | --- | --- | --- |" + (" ---: |" if scored else "")
    return "\n".join([_row(head), rule, *(_row([_escape(cell) for cell in row]) for row in rows)])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _escape(text: str) -> str:
    even = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return even.replace("\\", "\\\\").replace("|", "\\|").replace("<br>", "\\<br>").replace("\n", "<br>")


def read_table(text: str) -> list[Option]:
    """Read the rows of the first table with the bot's columns; empty if there is none."""
    lines = text.split("\n")
    for at, line in enumerate(lines[1:], start=1):
        if _RULE.fullmatch(line.strip()):
            return _read_rows(lines[at + 1 :], line.count("|") - 1)
    return []


def _read_rows(lines: Sequence[str], columns: int) -> list[Option]:
    options = []
    for line in lines:
        cells = _cells(line)
        if len(cells) != columns:
            break
        problem, effort, effect, evidence, leak, chosen, *more = cells
        number, named = _NUMBER.fullmatch(effort), _LEAK.fullmatch(leak)
        if problem:
            days = float(number[0]) if number else None
            score = int(more[0]) if more and _SCORE.fullmatch(more[0]) else None
            number_of = int(named[1]) if named else None
            options.append(Option(problem, days, effect, evidence, number_of, bool(chosen), score))
    return options


def _cells(line: str) -> list[str]:
    """Split `| a | b |` into its cells; a sign after a backslash does not end one."""
    stripped = line.strip()
    if not stripped.startswith("|") or len(stripped) < 2:
        return []
    cells: list[str] = []
    begun: list[str] = []
    for part in _PARTS.findall(stripped[1:]):
        if part == "|":
            cells.append("".join(begun))
            begun = []
        else:
            begun.append(part)
    return [_ESCAPED.sub(_unescape, cell.strip()) for cell in cells]


def _unescape(match: re.Match[str]) -> str:
    if match[0] == "<br>":
        return "\n"
    return match[1] or "<br>"
