"""HikariCP's leak detection: a borrower that keeps its connection longer than leakDetectionThreshold."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Access, Kind, Level, Report

_HEADER = re.compile(
    r"Connection leak detection triggered(?: for (?P<who>[\s\S]{1,600}?))?,\s{1,40}stack trace follows"
)
_EXCEPTION = re.compile(r"java\.lang\.Exception: Apparent connection leak detected")
_RETRACTION = re.compile(
    r"Previously reported leaked connection (?P<who>[\s\S]{1,600}?) was returned to the pool \(unleaked\)"
)


def recognise(text: str) -> Report | None:
    """Read HikariCP's report or its retraction; None if the text is neither.

    The creation is where the connection was borrowed; its hint names connection and thread. A retraction withdraws the
    report with the same hint, because the borrower was only slow. The retraction's newest access has that hint.

    Source: HikariCP, ProxyLeakTask ("Connection leak detection triggered for {} on thread {}, stack trace follows"
    from 2.7.2, without thread from 2.4.4, "for connection {}" from 2.3.4, bare in 2.0; "(unleaked)" from 2.4.8).
    """
    clipped = log_text.clip(text)
    header = traces.first_said(_HEADER, clipped, _EXCEPTION)
    if header is not None:
        trace = traces.below(clipped, header, _EXCEPTION)
        # Before 2.3.2 the exception has no message: its trace is directly below.
        trace = trace if trace.frames else traces.read(clipped[header.end() :])
        return traces.report("hikari", "Connection", trace, _who(header))
    taken_back = traces.first_said(_RETRACTION, clipped)
    if taken_back is not None:
        holder = Access((), _who(taken_back))
        return Report("hikari", "Connection", Level.UNKNOWN, (holder,), kind=Kind.RETRACTION)
    return _exception_alone(clipped)


def _who(header: re.Match[str]) -> str | None:
    who = header["who"]
    return " ".join(who.removeprefix("connection ").split())[:200] if who else None


def _exception_alone(text: str) -> Report | None:
    """Read an event that has the exception without the logged sentence."""
    alone = traces.first_said(_EXCEPTION, text)
    trace = traces.read(text[alone.end() :]) if alone else traces.Trace()
    return traces.report("hikari", "Connection", trace) if trace.frames else None


FAMILY = Family(
    "hikari",
    recognise,
    literals=("onnection leak detect", "Previously reported leaked connection "),
    queries=('"connection leak detect"', '"Previously reported leaked connection"'),
    kit=Kit(("--spring.datasource.hikari.leak-detection-threshold=2000",)),
    rules=(
        Rule(
            "hikari-open-in-view",
            "https://docs.spring.io/spring-boot/reference/data/sql.html#data.sql.jpa-and-spring-data.open-entity-manager-in-view",
            frames="OpenEntityManagerInView|OpenSessionInView",
        ),
        Rule("hikari-close", "https://github.com/brettwooldridge/HikariCP#infrequently-used"),
    ),
)
