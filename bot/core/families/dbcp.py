"""Abandoned connections of Tomcat JDBC, DBCP 2 (Commons Pool 2) and DBCP 1."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Access, Level, Report

_HEADER = re.compile(
    r"Connection has been abandoned (?:\w{0,60}Connection\[|[\w.$]{1,200}@[0-9a-f]{1,16}\b)"
    r"|Pooled object created \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S{1,8} "
    r"by the following code has not been returned to the pool"
    r"|DBCP object created \d{4}-\d\d-\d\d \d\d:\d\d:\d\d by the following code was never closed"
)
_LAST_USE = re.compile(r"The last code to use this object was:")


def recognise(text: str) -> Report | None:
    """Read a pool's report of an abandoned object; None if the text is not one.

    The creation is where the object was borrowed. With usage tracking, the newest access is the last use. A report of
    a suspected connection is not accepted.

    Source: Tomcat JDBC, ConnectionPool.abandon; Commons Pool 2, DefaultPooledObject.setRequireFullStackTrace;
    DBCP 1, AbandonedTrace.
    """
    clipped = log_text.clip(text)
    header = traces.first_said(_HEADER, clipped, traces.FRAMES_FOLLOW)
    if header is None:
        return None
    borrowed = traces.read(clipped[header.end() :])
    is_pool = header[0].startswith("Pooled") and "dbcp" not in clipped
    last_use = _LAST_USE.search(clipped, header.end())
    used = traces.read(clipped[last_use.end() :]) if last_use else traces.Trace()
    return Report(
        "dbcp",
        "pooled object" if is_pool else "Connection",
        Level.ADVANCED if used.frames else Level.SIMPLE if borrowed.frames else Level.UNKNOWN,
        (Access(used.frames),) if used.frames else (),
        Access(borrowed.frames) if borrowed.frames else None,
        cut=borrowed.cut or used.cut,
    )


FAMILY = Family(
    "dbcp",
    recognise,
    literals=("Connection has been abandoned ", "by the following code "),
    queries=('"Connection has been abandoned"', '"by the following code"'),
    kit=Kit(("removeAbandonedOnBorrow=true", "removeAbandonedTimeout=30", "logAbandoned=true")),
    rules=(
        Rule("tomcat-pool", "https://tomcat.apache.org/tomcat-9.0-doc/jdbc-pool.html", text=r"PooledConnection\["),
        Rule("dbcp-abandoned", "https://commons.apache.org/proper/commons-dbcp/configuration.html"),
    ),
)
