"""What to try next for a leak of this shape. The rules are data: advice.toml; people's sentences are in texts/."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.core.explain.reproduce import Kit, kit_for
from bot.core.families.table import recognise
from bot.core.reading.frames import read
from bot.core.reading.keys import owner_frame
from bot.core.reading.report import Access, Report

PATTERNS = ("resource", "near", "created", "frames", "hints", "text")
WORDS = ("family", "level")
FLAGS = ("owner", "cut")


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of advice.toml, its patterns compiled. Conditions that it does not name are not in the mappings."""

    id: str
    source: str
    patterns: Mapping[str, re.Pattern[str]]
    words: Mapping[str, tuple[str, ...]]
    flags: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Advice:
    """rule: the id of the rule that fits, None: nothing is known. source: a public page. kit: how to see it again."""

    rule: str | None
    source: str | None
    kit: Kit


def advise(text: str) -> Advice | None:
    """The advice for a report's text; None where the text is no leak report that we can read."""
    report = recognise(text)
    return None if report is None else advise_on(report, text)


def advise_on(report: Report, text: str = "") -> Advice:
    """The advice for a report that has been read. Without its text, rules that look into that do not fit."""
    told = _told(report, text)
    rule = next((rule for rule in rules() if _fits(rule, report, told)), None)
    kit = kit_for(report, text, data()["kit"])
    return Advice(rule.id, rule.source, kit) if rule else Advice(None, None, kit)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule, the special before the general."""
    return tuple(
        Rule(
            id=row["id"],
            source=row["source"],
            patterns={name: re.compile(row[name]) for name in PATTERNS if name in row},
            words={name: tuple(row[name]) for name in WORDS if name in row},
            flags={name: bool(row[name]) for name in FLAGS if name in row},
        )
        for row in data()["rule"]
    )


@lru_cache(maxsize=1)
def data() -> dict[str, Any]:
    """advice.toml as it stands."""
    with Path(__file__).with_name("advice.toml").open("rb") as file:
        return tomllib.load(file)


def _fits(rule: Rule, report: Report, told: Mapping[str, tuple[str, ...]]) -> bool:
    if any(str(getattr(report, name)) not in words for name, words in rule.words.items()):
        return False
    if rule.flags.get("cut", report.cut) is not report.cut:
        return False
    if "owner" in rule.flags and rule.flags["owner"] is (owner_frame(report) is None):
        return False
    return all(_is_in(pattern, name, told[name]) for name, pattern in rule.patterns.items())


def _is_in(pattern: re.Pattern[str], name: str, lines: Iterable[str]) -> bool:
    return any(pattern.match(line) if name == "resource" else pattern.search(line) for line in lines)


def _told(report: Report, text: str) -> dict[str, tuple[str, ...]]:
    """What each kind of pattern is looked for in."""
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
