"""Advice on the next step for a leak of this kind. Each family declares its rules; the sentences are in texts/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.families.family import Kit, Rule
from bot.core.families.table import family_of, recognise
from bot.core.reading.frames import read
from bot.core.reading.keys import owner_frame
from bot.core.reading.report import Access, Report


@dataclass(frozen=True, slots=True)
class Advice:
    """The advice for one report.

    Attributes:
        rule: the id of the rule that matches; None without advice.
        source: a public page.
        kit: how to reproduce the leak.
    """

    rule: str | None
    source: str | None
    kit: Kit


def advise(text: str) -> Advice | None:
    """Advise on a report's text; None if no family reads the text."""
    report = recognise(text)
    return None if report is None else advise_on(report, text)


def advise_on(report: Report, text: str = "") -> Advice:
    """Advise on a parsed report. Without its text, rules that search the text do not match."""
    family = family_of(report)
    if family is None:
        return Advice(None, None, Kit())
    lines, kit = _lines(report, text), family.kit_for(report, text)
    rule = next((rule for rule in family.rules if _fits(rule, report, lines)), None)
    return Advice(rule.id, rule.source, kit) if rule else Advice(None, None, kit)


def _fits(rule: Rule, report: Report, lines: Mapping[str, tuple[str, ...]]) -> bool:
    if rule.levels and report.level not in rule.levels:
        return False
    if rule.cut not in (None, report.cut):
        return False
    if rule.owner is not None and rule.owner is (owner_frame(report) is None):
        return False
    return all(_is_in(pattern, name, lines[name]) for name, pattern in rule.patterns.items())


def _is_in(pattern: str, name: str, lines: Iterable[str]) -> bool:
    return any(re.match(pattern, line) if name == "resource" else re.search(pattern, line) for line in lines)


def _lines(report: Report, text: str) -> dict[str, tuple[str, ...]]:
    """Collect the lines that each kind of pattern is searched in."""
    records = [*report.accesses, *([report.creation] if report.creation else [])]
    return {
        "resource": (report.resource or "",),
        "near": (*_names(report.newest)[:1], *_names(report.creation)),
        "created": _names(report.creation),
        "frames": tuple(name for record in records for name in _names(record)),
        "hints": tuple(record.hint for record in records if record.hint),
        "text": (text,),
    }


def _names(access: Access | None) -> tuple[str, ...]:
    return () if access is None else tuple(read(printed).name for printed in access.frames)
