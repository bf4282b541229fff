"""Alibaba Druid's removeAbandoned: a connection that was not returned in time."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Report

_HEADER = re.compile(
    r"abandon connection, "
    r"(?:owner thread: [^\n]{1,300}?, connected (?:at|time \w{1,10}) ?: ?\d{1,20}, )?open stackTrace"
)


def recognise(text: str) -> Report | None:
    """Read Druid's report; None if the text is not one.

    The creation is where the connection was borrowed. Newer versions append the owner thread's current trace. It is
    left out, because the thread may serve another request by then.

    Source: Druid, DruidDataSource.removeAbandoned.
    """
    clipped = log_text.clip(text)
    header = traces.first_said(_HEADER, clipped, traces.FRAMES_FOLLOW)
    if header is None:
        return None
    opened = clipped[header.end() :].partition("ownerThread current state")[0]
    return traces.report("druid", "Connection", traces.read(opened))


FAMILY = Family(
    "druid",
    recognise,
    literals=("abandon connection, ",),
    queries=('"abandon connection"',),
    kit=Kit(("removeAbandoned=true", "removeAbandonedTimeout=30", "logAbandoned=true")),
    rules=(
        Rule(
            "druid-abandoned",
            "https://github.com/alibaba/druid/wiki/%E8%BF%9E%E6%8E%A5%E6%B3%84%E6%BC%8F%E7%9B%91%E6%B5%8B",
        ),
    ),
)
