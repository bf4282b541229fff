"""Leak reports of many libraries. Each family is one module with `recognise(text) -> Report | None`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from bot.core.reading.report import Report

# Module → literals of which at least one stands in every report of the family; in the order of trying. The literals
# keep a text that is no leak cheap, and a family's module is imported when the first of its texts comes.
FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "netty",
        (" was not called before it", "GC'd before being released", "was not property closed", "creating too many "),
    ),
    ("elasticsearch", ("was not cleaned up before it",)),
    ("hikari", ("onnection leak detect", "Previously reported leaked connection ")),
    (
        "tomcat",
        (
            "application [",
            "A web app",
            "웹 애플리케이션",
            "eb应用程序",
            "アプリケーション",
            "application web",
            "aplicación web",
        ),
    ),
    ("druid", ("abandon connection, ",)),
    ("c3p0", ("checked-out resource is overdue", "verdue resource ")),
    ("agroal", ("JDBC resources leaked: ",)),
    ("dbcp", ("Connection has been abandoned ", "by the following code ")),
    ("okhttp", (" was leaked.",)),
    ("grpc", (" properly!!!", "garbage collected without being shut down!")),
    ("lettuce", (" was not shut down properly,",)),
    ("r2dbc", ("R2dbcTimeoutException: ",)),
    ("node", (" memory leak detected.",)),
    ("python", ("ResourceWarning: ", "Unclosed ")),
    ("android", ("A resource was acquired at ", "A resource failed to call ")),
    ("goleak", ("found unexpected goroutines:",)),
)


def recognise(text: str) -> Report | None:
    """Read a leak report of any family from an event's text; None where it is none. Never raises.

    The first 64 Ki characters are considered. A near miss is None, never a guess.
    """
    for family, literals in FAMILIES:
        for literal in literals:
            if literal in text:
                report = _reader(family)(text)
                if report is not None:
                    return report
                break
    return None


def _reader(family: str) -> Callable[[str], Report | None]:
    reader: Callable[[str], Report | None] = import_module(f"bot.core.families.{family}").recognise
    return reader
