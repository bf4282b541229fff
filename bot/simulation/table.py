"""The verdicts as two Markdown tables: the trend, and the fix."""

from __future__ import annotations

from collections.abc import Sequence

from bot.simulation.verdicts import Row

TRENDS = (
    "| scenario | what is true | reports | by days: more / less often | per process start | per hour at risk "
    "| the date's 80 % interval covers |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |"
)
FIXES = (
    '| scenario | what is true | reports | "fixed" claimed, by quiet days | after (median) | by quiet process starts '
    "| after (median) |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |"
)


def table(rows: Sequence[Row]) -> str:
    """Format the rows as tables. Scenarios with a fix have a table of their own."""
    trends = [_trend(row) for row in rows if row.scenario.fix is None]
    fixes = [_fix(row) for row in rows if row.scenario.fix is not None]
    parts = [[TRENDS, *trends] if trends else [], [FIXES, *fixes] if fixes else []]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _trend(row: Row) -> str:
    dated = "" if row.covers is None else f"{_percent(row.covers)} (of {_percent(row.named)} that name one)"
    cells = [*_names(row), _both(row.wall), _both(row.starts), _both(row.risk), dated]
    return "| " + " | ".join(cells) + " |"


def _fix(row: Row) -> str:
    cells = [
        *_names(row),
        _percent(row.fixed),
        _days(row.fixed_days),
        _percent(row.fixed_starts),
        _days(row.fixed_starts_days),
    ]
    return "| " + " | ".join(cells) + " |"


def _names(row: Row) -> list[str]:
    return [f"`{row.scenario.name}`", row.scenario.title, f"{row.reports:.0f}"]


def _both(shares: tuple[float, float]) -> str:
    return f"{100 * shares[0]:.0f} / {_percent(shares[1])}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _days(days: float | None) -> str:
    return "" if days is None else f"{days:.0f} d"
