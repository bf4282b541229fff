"""Node's MaxListenersExceededWarning, of EventEmitter and EventTarget."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Report

_HEADER = re.compile(
    r"(?:\([\w.-]{1,30}(?::\d{1,10})?\)\s{1,4})?(?:MaxListenersExceededWarning:\s|[Ww]arning:\s|Error:\s)?"
    r"[Pp]ossible (?P<emitter>Event\w{1,30}) memory leak detected\.\s{1,8}\d{1,9}"
    r"(?: (?P<event>[^\n]{1,200}?))? listeners? added"
    r"(?: to \[?(?P<class>[^\]\n]{1,120}?)\]?(?=\. |\.?\s|\.?$|[\"'\\]))?"
)
_FRAME = re.compile(
    r"(?:^|\s)at ("
    r"(?:[^()\n]{1,200} )?\((?:[^\n]{1,400}?:\d{1,7}:\d{1,7}|native|<anonymous>|index \d{1,7})\)"
    r"|(?:file:|node:|[\w/.@-])[^\s()]{0,400}:\d{1,7}:\d{1,7})"
)
_MAX_ROWS_BETWEEN = 2


def recognise(text: str) -> Report | None:
    """Read the warning; None if the text is not one.

    The resource is event/class. The creation is where the surplus listener was added; it needs --trace-warnings. Node
    names the event from 6 on, the class from 8.12 and 10 on, the limit from 20 on. Before Node 6 the sentence begins
    "(node) warning: possible".

    Source: Node, lib/events.js (_addListener), lib/internal/event_target.js.
    """
    clipped = log_text.clip(text)
    header = traces.first_said(_HEADER, clipped)
    if header is None:
        return None
    named = [part for part in (header["event"], header["class"]) if part]
    resource = "/".join(named) or header["emitter"]
    return traces.report("node", resource, traces.Trace(_frames(clipped[header.end() :])))


def _frames(text: str) -> tuple[str, ...]:
    found: list[str] = []
    between = 0
    # The first row is the rest of the header's own line.
    for n, row in enumerate(traces.rows(text)):
        in_row = _FRAME.findall(row)
        found.extend(in_row)
        if in_row or n == 0:
            continue
        between += 1
        if found or between > _MAX_ROWS_BETWEEN or not _is_between(log_text.bare(row)):
            break
    return tuple(found)


def _is_between(row: str) -> bool:
    return row in {"", "Trace", "Error"} or row.startswith(("Use ", "MaxListeners is", "Trace:"))


FAMILY = Family(
    "node",
    recognise,
    literals=(" memory leak detected.",),
    queries=('"memory leak detected"',),
    kit=Kit(("node --trace-warnings app.js",)),
    rules=(Rule("node-listeners", "https://nodejs.org/api/events.html#emittersetmaxlistenersn"),),
)
