"""R2DBC: no connection was free in time. A leak may be the cause, but the time-out names none."""

from __future__ import annotations

import re

from bot.core.families.family import Family
from bot.core.reading import log_text
from bot.core.reading.report import Kind, Level, Report

_EXHAUSTED = re.compile(r"R2dbcTimeoutException: Connection [Aa]cquisition timed out after \d{1,12} ?ms")


def recognise(text: str) -> Report | None:
    """Read the time-out of an R2DBC pool as a symptom without a resource; None if the text is not one.

    Source: r2dbc-pool, ConnectionPool.create; Spring wraps it into "Failed to obtain R2DBC Connection".
    """
    if not _EXHAUSTED.search(log_text.clip(text)):
        return None
    return Report("r2dbc", None, Level.UNKNOWN, kind=Kind.SYMPTOM)


FAMILY = Family(
    "r2dbc",
    recognise,
    literals=("R2dbcTimeoutException: ",),
    queries=('"R2dbcTimeoutException"',),
)
