"""Reports per week by leak as stacked bars, and the same as text.

The chart can be read without colours. In the last week each piece that is high enough shows its leak. The legend lists
all leaks with their totals, and dark lines separate the pieces. The colours are by Okabe and Ito, for any colour
vision. Two of them are darker, so that letters on them are readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.group.round_calendar import day_of
from bot.core.texts.bundles import Texts
from bot.core.words import blocks
from bot.core.words.charts import INK
from bot.core.words.phrases import short_site

WIDTH, HEIGHT = 520, 260
SHOWN_FROM = 0.07
"""A piece lower than this share of the highest bar has no letters."""
NAME_CHARS = 20
"""Each letter costs 0.2 ms: it is measured for the layout and drawn as a path."""
FONT = "Liberation Sans, DejaVu Sans, sans-serif"
HANGUL_FONT = "Noto Sans CJK KR, Noto Sans KR, NanumGothic, sans-serif"
"""Only for words with Hangul: measuring a word in such a font takes 5 ms, and most words here are digits and names."""
UNMEASURED = {"labelLimit": 0, "labelOverlap": False, "labelBound": False, "titleLimit": 0, "titleFontWeight": "normal"}
"""Turns off length checks. No label here is too long, and the checks take half of the drawing time."""
COLOURS = ("#0072B2", "#E69F00", "#B34700", "#56B4E9", "#00A67A", "#CC79A7", "#E3E3E3")
LETTERS = ("#ffffff", INK, "#ffffff", INK, INK, INK, INK)
"""The colour of the letters on each colour."""


@dataclass(frozen=True, slots=True)
class DigestChart:
    """A chart of the digest. spec: Vega-Lite 5, with its data inside. words: the same as text, for screen readers."""

    spec: dict[str, Any]
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class _Row:
    short: str
    label: str
    counts: tuple[int, ...]


def has_reports(found: Mapping[str, Any]) -> bool:
    """Return True if there is anything to draw."""
    return bool(found["weekly"]["leaks"])


def chart(found: Mapping[str, Any], *, texts: Texts) -> DigestChart:
    """Build the chart of a digest with reports. found: see `bot.core.digest.figures`."""
    zone = found["programme"]["zone"]
    days = [day_of(zone, at) for at in found["weekly"]["ends"]]
    title = texts.say("digest-chart-title", day=days[-1])
    rows = _rows(found, texts)
    told = "; ".join(
        texts.say("digest-chart-row", name=row.short, counts=", ".join(map(str, row.counts))) for row in rows
    )
    words = texts.say("digest-chart-words", days=f"{days[0]} … {days[-1]}", rows=told)
    return DigestChart(_spec(rows, days, texts), title, words)


def _rows(found: Mapping[str, Any], texts: Texts) -> list[_Row]:
    rows = []
    for one in found["weekly"]["leaks"]:
        known = found["names"].get(str(one["leak"])) or {}
        site = short_site(known["frame"]) if known.get("frame") else known.get("resource") or ""
        name = f"L{one['leak']}"
        rows.append(_row(name, f"{name} {blocks.title(site, NAME_CHARS)}" if site else name, one["counts"]))
    others = found["weekly"]["others"]
    if others["leaks"]:
        name = texts.say("digest-chart-others", n=others["leaks"])
        rows.append(_row(name, f"+ {others['leaks']}", others["counts"]))
    return rows


def _row(short: str, label: str, counts: list[int]) -> _Row:
    return _Row(short, f"{label} ({sum(counts)})", tuple(counts))


def _spec(rows: list[_Row], days: list[str], texts: Texts) -> dict[str, Any]:
    # Slack shows the title above the picture; the axis names the unit.
    small = {"labelFontSize": 14, "titleFontSize": 14, "labelColor": INK, "titleColor": INK}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": _values(rows, days)},
        "layer": _layers(rows, days, texts),
        "config": {"font": FONT, "axis": small, "legend": small, "text": {"fontSize": 12}, "view": {"stroke": None}},
    }


def _font(words: str) -> str:
    # Every font has the ellipsis of a shortened name.
    return FONT if words.replace("…", "").isascii() else HANGUL_FONT


def _values(rows: list[_Row], days: list[str]) -> list[dict[str, Any]]:
    """List each piece with its two ends, so that its letters can be placed inside it."""
    values = []
    highest = max((sum(row.counts[week] for row in rows) for week in range(len(days))), default=0)
    for week, day in enumerate(days):
        at = 0
        for place, row in enumerate(rows):
            n = row.counts[week]
            is_told = day == days[-1] and n and n >= SHOWN_FROM * highest and place < len(LETTERS) - 1
            letters = row.short if is_told else ""
            piece = {"day": day[5:], "leak": row.label, "n": n, "from": at, "to": at + n, "middle": at + n / 2}
            values.append({**piece, "letters": letters, "ink": LETTERS[place]})
            at += n
    return values


def _layers(rows: list[_Row], days: list[str], texts: Texts) -> list[dict[str, Any]]:
    shown = [day[5:] for day in days]
    x: dict[str, Any] = {"field": "day", "type": "ordinal", "sort": shown, "title": None}
    x["axis"] = {"labelAngle": 0, "values": shown[1::2], **UNMEASURED}
    title = texts.say("digest-chart-axis")
    y: dict[str, Any] = {"type": "quantitative", "title": title}
    y["axis"] = {"tickMinStep": 1, "tickCount": 3, "format": "d", "titleFont": _font(title)} | UNMEASURED
    ink = {"field": "ink", "type": "nominal", "scale": None, "legend": None}
    where = {"x": x, "y": {"field": "middle", "type": "quantitative"}}
    return [
        {
            "transform": [{"filter": "datum.n > 0"}],
            "mark": {"type": "bar", "stroke": INK, "strokeWidth": 0.9},
            "encoding": {"x": x, "y": {"field": "from", **y}, "y2": {"field": "to"}, "color": _colours(rows)},
        },
        {
            "transform": [{"filter": "datum.letters != ''"}],
            "mark": {"type": "text", "baseline": "middle"},
            "encoding": {**where, "text": {"field": "letters"}, "color": ink},
        },
    ]


def _colours(rows: list[_Row]) -> dict[str, Any]:
    """Put the legend below the picture, so that the picture keeps its width."""
    labels = [row.label for row in rows]
    # The others are always grey, with any number of leaks before them.
    colours = [*COLOURS[: len(rows) - 1], COLOURS[-1]] if _has_others(rows) else list(COLOURS[: len(rows)])
    legend = {
        "title": None,
        "orient": "bottom",
        "direction": "vertical",
        "columns": 2,
        "labelLimit": 0,
        "labelFont": _font("".join(labels)),
        "symbolType": "square",
        "symbolSize": 160,
        "symbolStrokeColor": INK,
    }
    scale = {"domain": labels, "range": colours}
    return {"field": "leak", "type": "nominal", "sort": labels, "legend": legend, "scale": scale}


def _has_others(rows: list[_Row]) -> bool:
    return len(rows) == len(COLOURS)
