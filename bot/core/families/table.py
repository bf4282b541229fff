"""Find the families of leak reports: modules of this folder that define FAMILY."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path

from bot.core.families.family import Family
from bot.core.reading.report import Report

PACKAGE = "bot.core.families"
# Most texts are Netty's, and reading one imports no other family. The order affects speed only: no two families read
# the same text.
FIRST = "netty"


def families() -> Iterator[Family]:
    """Yield every family, Netty first; a family's module is imported when the iteration reaches it."""
    for name in _names():
        if (family := _family(name)) is not None:
            yield family


def family_of(report: Report) -> Family | None:
    """Find the family of a report; None if no module has its name."""
    return _family(report.family) if report.family in _names() else None


def recognise(text: str) -> Report | None:
    """Read a leak report of any family from an event's text; None if the text is not one. Never raises.

    The first 64 Ki characters are read. A text that only resembles a report gives None.
    """
    for family in families():
        if any(literal in text for literal in family.literals):
            report = family.recognise(text)
            if report is not None:
                return report
    return None


def literals() -> dict[str, str]:
    """Map every literal to the name of its family."""
    return {literal: family.name for family in families() for literal in family.literals}


def queries() -> tuple[str, ...]:
    """List the Sentry issue searches that find the reports of all families.

    Sentry's issue search has no OR between free texts, so each phrase is a search of its own.
    """
    return tuple(query for family in families() for query in family.queries)


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    """List the modules of this folder, including those without a family."""
    names = (path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    return tuple(sorted(names, key=lambda name: (name != FIRST, name)))


@cache
def _family(name: str) -> Family | None:
    """Import a module and return its family; None for a module without one."""
    family = getattr(import_module(f"{PACKAGE}.{name}"), "FAMILY", None)
    return family if isinstance(family, Family) else None
