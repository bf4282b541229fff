"""The Vega-Lite chart of a leak: reports per week, trend and fixes; and the same as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from bot.core.texts.bundles import Texts
from storage.records import Fix
from storage.records.spans import WEEK_S

WEEKS = 26
WIDTH, HEIGHT = 760, 300
FONT = "Noto Sans CJK KR, Noto Sans KR, DejaVu Sans, sans-serif"
# Lines and letters have a contrast of at least 4.5 to 1 against white and the bars. So has the bars' outline on white.
INK, BAR, OUTLINE, LINE, RULE = "#1f2328", "#cfe3f7", "#2b65a6", "#973a06", "#14552f"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a leak. spec: Vega-Lite 5, with its data inside. words: the same as text, for screen readers."""

    spec: dict[str, Any]
    words: str


def weekly(times: Iterable[float], now: float, weeks: int = WEEKS) -> list[int]:
    """Count the reports of each of the last `weeks` weeks, oldest first. The last week ends now."""
    counts = [0] * weeks
    for at in times:
        back = int((now - at) // WEEK_S)
        if 0 <= back < weeks and at <= now:
            counts[weeks - 1 - back] += 1
    return counts


def chart(name: str, times: Iterable[float], fixes: Sequence[Fix], now: float, *, texts: Texts) -> Chart:
    """Build the chart of a leak.

    The line is the mean of each third of the shown time, as in the words "first third" and "last third".

    Args:
        name: the leak's name, such as "L3".
        times: the times of its reports.
        fixes: each is marked at its deployment, with its number.
        now: epoch seconds.
        texts: the texts of the channel's language.
    """
    counts = weekly(times, now)
    begin = now - len(counts) * WEEK_S
    shown = [fix for fix in fixes if begin <= fix.fixed_at <= now]
    bars = [
        {"week": _iso(begin + k * WEEK_S), "end": _iso(begin + (k + 1) * WEEK_S), "n": n} for k, n in enumerate(counts)
    ]
    marks = [{"at": _iso(fix.fixed_at), "label": texts.say("chart-fix", attempt=fix.attempt)} for fix in shown]
    title = texts.say("chart-title", name=name, weeks=len(counts))
    layers = [_bars(bars, texts), *_thirds(counts, begin), *(_fixes(marks) if marks else [])]
    return Chart(_spec(title, layers), _words(name, counts, shown, texts))


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _bars(bars: list[dict[str, Any]], texts: Texts) -> dict[str, Any]:
    axis = {"title": None, "format": "%Y-%m-%d", "labelAngle": -35, "tickCount": 8}
    return {
        "data": {"values": bars},
        "mark": {"type": "rect", "color": BAR, "stroke": OUTLINE, "strokeWidth": 1.2},
        "encoding": {
            "x": {"field": "week", "type": "temporal", "axis": axis, "scale": {"type": "utc"}},
            "x2": {"field": "end"},
            "y2": {"datum": 0},
            "y": {
                "field": "n",
                "type": "quantitative",
                "title": texts.say("chart-axis"),
                "axis": {"tickMinStep": 1, "format": "d"},
            },
        },
    }


def _thirds(counts: list[int], begin: float) -> list[dict[str, Any]]:
    """Draw each third's mean as a dashed line with its number, so that the chart can be read without colours."""
    values = []
    edges = [0, len(counts) // 3, len(counts) - len(counts) // 3, len(counts)]
    for first, last in pairwise(edges):
        mean = sum(counts[first:last]) / (last - first)
        ends = {"from": _iso(begin + first * WEEK_S), "to": _iso(begin + last * WEEK_S)}
        values.append({**ends, "mean": mean, "label": f"{mean:.1f}"})
    where = {
        "x": {"field": "from", "type": "temporal", "scale": {"type": "utc"}},
        "y": {"field": "mean", "type": "quantitative"},
    }
    label = {"type": "text", "align": "left", "baseline": "bottom", "dx": 3, "dy": -3, "fontWeight": "bold"}
    rule = {"type": "rule", "color": LINE, "strokeWidth": 2.5, "strokeDash": [7, 4]}
    return [
        {"data": {"values": values}, "mark": rule, "encoding": {**where, "x2": {"field": "to"}}},
        {
            "data": {"values": values},
            "mark": {**label, "color": LINE, "stroke": "white", "strokeWidth": 3},
            "encoding": {**where, "text": {"field": "label"}},
        },
        {
            "data": {"values": values},
            "mark": {**label, "color": LINE},
            "encoding": {**where, "text": {"field": "label"}},
        },
    ]


def _fixes(marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    x = {"field": "at", "type": "temporal", "scale": {"type": "utc"}}
    text = {"type": "text", "align": "center", "y": -9, "color": RULE, "fontWeight": "bold"}
    return [
        {
            "data": {"values": marks},
            "mark": {"type": "rule", "color": RULE, "strokeWidth": 2.5},
            "encoding": {"x": x},
        },
        {"data": {"values": marks}, "mark": text, "encoding": {"x": x, "text": {"field": "label"}}},
    ]


def _spec(title: str, layers: list[dict[str, Any]]) -> dict[str, Any]:
    small = {"labelFontSize": 13, "titleFontSize": 13, "labelColor": INK, "titleColor": INK}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "title": {"text": title, "anchor": "start", "fontSize": 16, "offset": 24, "color": INK},
        "width": WIDTH,
        "height": HEIGHT,
        "layer": layers,
        "config": {"font": FONT, "axis": small, "text": {"fontSize": 13}, "view": {"stroke": None}},
    }


def _words(name: str, counts: list[int], shown: Sequence[Fix], texts: Texts) -> str:
    third = len(counts) // 3
    said = texts.say(
        "chart-words",
        name=name,
        weeks=len(counts),
        total=sum(counts),
        most=max(counts),
        first=f"{sum(counts[:third]) / third:.1f}",
        last=f"{sum(counts[-third:]) / third:.1f}",
    )
    fixes = [texts.say("chart-fix-on", attempt=fix.attempt, day=_iso(fix.fixed_at)[:10]) for fix in shown]
    return " ".join([said, *fixes])
