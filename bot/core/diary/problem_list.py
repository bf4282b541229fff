"""Find the problems that a diary compares, where its text is clear; the text stays in its section.

Two forms are read: the items of a list under a heading such as `해결 과제 후보`; and, under a heading that compares
(`ROI`), one section per problem with the labels `투입 리소스` (effort) and `얻을 수 있는 결과` (outcome), or with a
name from the list. Days are read only where a number of person-days is stated (`5인일`, `5 person-days`); "about two
weeks" stays text. The chosen problem is not read: people state it in too many ways.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.diary.diary import Option
from bot.core.diary.headings import plain
from bot.core.diary.markdown_lines import lines_of, masked
from bot.core.diary.problem_table import read_table
from storage.records import Section

OPTIONS_MAX = 50
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,3}[.)])\s+(?=\S)")
_EFFORT = re.compile(r"투입\s?(?:리소스|자원|비용|공수)|필요\s?(?:리소스|공수)|effort|cost|resources?", re.IGNORECASE)
_EFFECT = re.compile(
    r"얻을\s?수\s?있는\s?(?:결과|것|효과)|기대\s?(?:효과|결과)|예상\s?효과|(?:expected\s)?(?:effects?|outcomes?|results?|benefits?)|gains?",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"(?<![\d.,])(\d{1,4}(?:\.\d{1,2})?)\s?(?:인[·\s]?일|맨\s?데이|m/?d\b|man[-\s]?days?|person[-\s]?days?)",
    re.IGNORECASE,
)
_ROI = re.compile(r"\broi\b|후보", re.IGNORECASE)
_ROUGH = re.compile(r"[^\w]+")


def find_options(sections: Sequence[Section]) -> list[Option]:
    """Find the candidates of a diary without the bot's table, in the order in which they are first named."""
    options: list[Option] = []
    compared = 0
    for section in sections:
        level, name = _named(section)
        if level and level <= compared:
            compared = 0
        if _ROI.search(name) and level:
            compared = level
        if section.kind == "candidates":
            table = read_table(section.text)
            if table:
                return table[:OPTIONS_MAX]
            options += _items(section.text)
        elif compared and level > compared:
            _weigh(options, name, section.text)
        if len(options) >= OPTIONS_MAX:
            break
    return options[:OPTIONS_MAX]


def _named(section: Section) -> tuple[int, str]:
    signs = len(section.heading.lstrip()) - len(section.heading.lstrip().lstrip("#"))
    return signs, plain(section.heading.lstrip().lstrip("#"))


def _items(text: str) -> list[Option]:
    """Read every item of the outermost list as a candidate; nested lines are its evidence."""
    options: list[Option] = []
    lines = lines_of(text)
    inside = masked(lines)
    for at, line in enumerate(lines):
        item = None if inside[at] else _ITEM.match(line)
        if item and not line.startswith((" ", "\t")):
            options.append(Option(line[item.end() :].strip()))
        elif options and line.strip() and line.strip("-*_ "):
            evidence = f"{options[-1].evidence}\n{line.strip()}".strip()
            options[-1] = replace(options[-1], evidence=evidence)
        if len(options) > OPTIONS_MAX:
            break
    return [replace(one, effort_days=_days(one.evidence)) for one in options]


def _weigh(options: list[Option], name: str, text: str) -> None:
    """Fill in the effort and outcome that a section about one candidate states."""
    effort, effect, rest = _parted(text)
    if not (effort or effect) and _match(options, name) is None:
        return
    at = _match(options, name)
    if at is None:
        options.append(Option(name))
        at = len(options) - 1
    evidence = "\n".join([one for one in (options[at].evidence, *rest, *effort) if one])
    days = _days("\n".join(effort))
    options[at] = replace(options[at], effort_days=days, effect="\n".join(effect), evidence=evidence)


def _parted(text: str) -> tuple[list[str], list[str], list[str]]:
    """Split the text into the lines under the label of effort, under that of the outcome, and the others."""
    effort: list[str] = []
    effect: list[str] = []
    rest: list[str] = []
    into = rest
    lines = lines_of(text)
    inside = masked(lines)
    for at, line in enumerate(lines):
        said = line.strip()
        label, _, value = plain(said.lstrip("-*+ ")).partition(":")
        outer = not line.startswith((" ", "\t"))
        if outer and not inside[at] and _EFFORT.fullmatch(label.strip()):
            into, said = effort, value.strip()
        elif outer and not inside[at] and _EFFECT.fullmatch(label.strip()):
            into, said = effect, value.strip()
        elif outer and said:
            into = rest
        if said.strip("-*_ "):
            into.append(said)
    return effort, effect, rest


def _match(options: Sequence[Option], name: str) -> int | None:
    """Find the one candidate whose words contain those of the name, or the reverse."""
    words = set(_ROUGH.sub(" ", name.lower()).split())
    places = []
    for at, one in enumerate(options):
        theirs = set(_ROUGH.sub(" ", one.problem.lower()).split())
        if words and theirs and (words <= theirs or theirs <= words):
            places.append(at)
    return places[0] if len(places) == 1 else None


def _days(text: str) -> float | None:
    """Return the person-days if the text states exactly one number of them."""
    numbers = {float(days) for days in _DAYS.findall(text)}
    return numbers.pop() if len(numbers) == 1 else None
