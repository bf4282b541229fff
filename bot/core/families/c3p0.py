"""c3p0's unreturnedConnectionTimeout: two log lines, the second one with debugUnreturnedConnectionStackTraces."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Report

_OVERDUE = re.compile(r"A checked-out resource is overdue, and will be destroyed: [\w$.]{1,300}")
_TRACED = re.compile(r"Logging the stack trace by which the overdue resource was checked-out\.")
_EXCEPTION = re.compile(r"java\.lang\.Exception: DEBUG ONLY: Overdue resource check-out stack trace\.")


def recognise(text: str) -> Report | None:
    """Read one or both lines of c3p0's report; None if the text has neither.

    The creation is where the connection was checked out.

    Source: c3p0, BasicResourcePool.removeResource.
    """
    clipped = log_text.clip(text)
    for pattern in (_OVERDUE, _TRACED, _EXCEPTION):
        header = traces.first_said(pattern, clipped, _EXCEPTION)
        if header is not None:
            bare = pattern is _EXCEPTION
            trace = traces.read(clipped[header.end() :]) if bare else traces.below(clipped, header, _EXCEPTION)
            return traces.report("c3p0", "Connection", trace)
    return None


FAMILY = Family(
    "c3p0",
    recognise,
    literals=("checked-out resource is overdue", "verdue resource "),
    queries=('"checked-out resource is overdue"', '"overdue resource"'),
    kit=Kit(("c3p0.unreturnedConnectionTimeout=30", "c3p0.debugUnreturnedConnectionStackTraces=true")),
    rules=(
        Rule(
            "c3p0-unreturned",
            "https://www.mchange.com/projects/c3p0/#configuring_to_debug_and_workaround_broken_clients",
        ),
    ),
)
