"""Format leaks as a table, as JSON lines, or as annotations of GitHub's workflows."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.core.scanning.scan import LogLine, ScannedLeak

Show = Callable[[Sequence[ScannedLeak], bool], Iterable[str]]

_NAMELESS = "no code named"
_NO_ADVICE = "nothing known"


def table(leaks: Sequence[ScannedLeak], has_baseline: bool) -> Iterator[str]:
    """Yield one line for each leak, with the site last since it is the longest, and its advice below it."""
    if not leaks:
        return
    counts = ["CHANGE", "BEFORE", "AFTER"] if has_baseline else ["REPORTS"]
    heads = ["LEAK", "FAMILY", "RESOURCE", "LEVEL", *counts, "FIRST", "LAST", "SITE"]
    rows = [heads, *(_cells(leak, has_baseline) for leak in leaks)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(heads) - 1)]
    right = {heads.index(name) for name in ("BEFORE", "AFTER", "REPORTS") if name in heads}
    for row, leak in zip(rows, [None, *leaks], strict=True):
        padded = [_pad(cell, width, n in right) for n, (cell, width) in enumerate(zip(row, widths, strict=False))]
        yield "  ".join([*padded, row[-1]])
        if leak and leak.advice:
            yield f"      {_plain(leak.advice)}"


def json_lines(leaks: Sequence[ScannedLeak], has_baseline: bool) -> Iterator[str]:
    """Yield one JSON object for each leak; `change` and `before` only with a baseline."""
    for leak in leaks:
        row = {
            "leak": leak.number,
            "family": leak.family,
            "resource": leak.resource,
            "level": str(leak.level),
            "owner_frame": leak.owner_frame,
            "site": leak.site,
            "origin": leak.origin,
            "reports": leak.reports,
            "first": {"file": leak.first.file, "line": leak.first.line},
            "last": {"file": leak.last.file, "line": leak.last.line},
            "advice": leak.advice,
        }
        if has_baseline:
            row |= {"change": leak.change, "before": leak.before}
        # A file name may hold bytes that are not text; escaping keeps them.
        yield json.dumps(row, ensure_ascii=_has_surrogates(leak))


def github(leaks: Sequence[ScannedLeak], has_baseline: bool) -> Iterator[str]:
    """Yield one warning for each leak, at the line of its first report, and a notice for each that is gone.

    New leaks come first, since GitHub shows ten annotations a step.

    Source: GitHub, "Workflow commands for GitHub Actions"; escaping as in actions/toolkit, command.ts.
    """
    order = ["new", "remains", "gone"]
    for leak in sorted(leaks, key=lambda leak: (order.index(leak.change), -leak.reports, leak.number)):
        sentence = (
            f"{leak.family}: {leak.resource or 'something'} leaks at {_site(leak)} ({_reports(leak, has_baseline)})"
        )
        message = sentence if leak.advice is None else f"{sentence}\n{leak.advice}"
        title = f"L{leak.number} {leak.change}" if has_baseline else f"Leak L{leak.number}"
        if leak.change == "gone":
            yield f"::notice title={_property(title)}::{_data(message)}"
        else:
            at = f"file={_property(leak.first.file)},line={leak.first.line}"
            yield f"::warning {at},title={_property(title)}::{_data(message)}"


def _cells(leak: ScannedLeak, has_baseline: bool) -> list[str]:
    counts = [leak.change, str(leak.before), str(leak.reports)] if has_baseline else [str(leak.reports)]
    cells = [f"L{leak.number}", leak.family, leak.resource or "-", str(leak.level), *counts]
    return [_plain(cell) for cell in [*cells, _place(leak.first), _place(leak.last), _site(leak)]]


def _place(place: LogLine) -> str:
    return f"{place.file}:{place.line}"


def _site(leak: ScannedLeak) -> str:
    if leak.owner_frame:
        return leak.owner_frame
    return f"{_NAMELESS}; {leak.detail}" if leak.detail else _NAMELESS


def _reports(leak: ScannedLeak, has_baseline: bool) -> str:
    now = f"{leak.reports} report{'' if leak.reports == 1 else 's'}"
    return f"{leak.before} before, {leak.reports} after" if has_baseline else now


def _data(text: str) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return _plain(text)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _plain(text: str) -> str:
    """Replace characters that would move a terminal's cursor or colour it."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def _has_surrogates(leak: ScannedLeak) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in leak.first.file + leak.last.file)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _pad(text: str, width: int, to_right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if to_right else text + space


FORMATS: dict[str, Show] = {"table": table, "json": json_lines, "github": github}
