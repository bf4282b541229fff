"""Problems that a member may take on, ranked by their effect for a day of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.core.group.member_text import fits, written
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.blocks import Block, Part
from storage.records import Candidate

CANDIDATES_MAX = 10
EFFECTS = (1, 2, 3, 4, 5)
NONE = "–"
CELL_MAX = 160
COLUMNS = ("problem", "effort", "effect", "worth", "evidence")


def worth(one: Candidate) -> float | None:
    """Return the effect for a person-day; None if effort or effect is unknown."""
    if not one.effort_days or one.effect_score is None:
        return None
    return one.effect_score / one.effort_days


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sort by worth, highest first; candidates without one come last, in the order in which they were added."""
    return sorted(candidates, key=lambda one: (worth(one) is None, -(worth(one) or 0), one.position))


def effort(texts: Texts, one: Candidate) -> str:
    """Format the effort in days."""
    return texts.say("candidate-days", n=f"{one.effort_days:g}") if one.effort_days else NONE


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") if value >= 0.1 else f"{value:.2f}"


def effect(texts: Texts, one: Candidate) -> str:
    """Format the effect with its score."""
    if one.effect_score is None:
        return one.effect or NONE
    score = texts.say("candidate-score", n=one.effect_score)
    return texts.say("candidate-effect", score=score, effect=one.effect) if one.effect else score


def summary(texts: Texts, one: Candidate) -> str:
    """Format one candidate as a line of plain text."""
    value = worth(one)
    weighed = NONE if value is None else texts.say("candidate-worth", n=_short(value))
    return " · ".join([effort(texts, one), effect(texts, one), weighed])


def cells(texts: Texts, one: Candidate, figures: Mapping[int, str]) -> list[str]:
    """Return a row of the table, in the order of COLUMNS. figures: of the reports, by leak."""
    value = worth(one)
    problem = texts.say("candidate-chosen", problem=one.problem) if one.chosen_at is not None else one.problem
    proof = " ".join(filter(None, [one.evidence, figures.get(one.leak or 0, "")]))
    row = [problem, effort(texts, one), effect(texts, one), NONE if value is None else _short(value), proof or NONE]
    return [blocks.cut(" ".join(blocks.clean(cell).split()), CELL_MAX) for cell in row]


def tables(texts: Texts, candidates: Sequence[Candidate], figures: Mapping[int, str]) -> list[list[Part]]:
    """Build one table a message. Its text says all that the table shows."""
    if not candidates:
        return []
    head = [texts.say(f"candidate-column-{name}") for name in COLUMNS]
    title = f"*{texts.say('candidates-title')}*"
    groups: list[tuple[list[list[str]], list[str]]] = [([], [title])]
    for place, one in enumerate(in_order(candidates), start=1):
        row = cells(texts, one, figures)
        line = f"{place}. " + "; ".join(
            texts.say("pair", label=label, value=written(cell)) for label, cell in zip(head, row, strict=True)
        )
        if not fits("\n".join([*groups[-1][1], line])) and groups[-1][0]:
            groups.append(([], [title]))
        groups[-1][0].append(row)
        groups[-1][1].append(line)
    how = texts.say("candidates-how")
    return [
        [Part(blocks.section(title), "\n".join(lines)), Part(_table([head, *rows])), Part(blocks.context(how), how)]
        for rows, lines in groups
    ]


def _table(rows: Sequence[Sequence[str]]) -> Block:
    left: Block = {"is_wrapped": True}
    right: Block = {"align": "right"}
    return {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows],
        "column_settings": [left, right, left, right, left],
    }


def as_markdown(texts: Texts, candidates: Sequence[Candidate], figures: Mapping[int, str]) -> str:
    """Format the candidates as a Markdown table for the member's diary."""
    if not candidates:
        return ""
    rows = [[texts.say(f"candidate-column-{name}") for name in COLUMNS], ["---"] * len(COLUMNS)]
    rows += [[cell.replace("|", "\\|") for cell in cells(texts, one, figures)] for one in in_order(candidates)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
