"""Lettuce: client resources (threads and timers) that were not shut down."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Level, Report

_HEADER = re.compile(
    r"(?<![\w.$])(?:[A-Za-z_$][\w$]{0,80}\.){0,20}(?P<name>[A-Za-z_$][\w$]{0,120}) was not shut down properly,"
    r"\s{1,4}shutdown\(\) was not called before it.{1,8}?s garbage-collected"
)


def recognise(text: str) -> Report | None:
    """Read Lettuce's warning; None if the text is not one.

    The resource is the class. The warning names no site. A false alarm after mutate() has the same text.

    Source: Lettuce, DefaultClientResources.finalize.
    """
    clipped = log_text.clip(text)
    header = traces.first_said(_HEADER, clipped)
    return Report("lettuce", header["name"], Level.UNKNOWN) if header else None


FAMILY = Family(
    "lettuce",
    recognise,
    literals=(" was not shut down properly,",),
    queries=('"was not shut down properly"',),
    rules=(Rule("lettuce-shutdown", "https://redis.github.io/lettuce/advanced-usage/"),),
)
