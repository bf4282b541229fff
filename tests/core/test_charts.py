"""The chart of a leak's weeks: its values, its words, its colours, and that it can be drawn."""

import pytest

from bot.core.texts.bundles import Texts, languages
from bot.core.words import charts
from bot.core.words.charts import WEEKS, chart, weekly
from bot.leaks.chart import draw
from tests.core.situations import DAY, FIX, NOW, Fix

WEEK = 7 * DAY
TIMES = [NOW, NOW - 1, NOW - WEEK, NOW - 25 * WEEK, NOW - 26 * WEEK - 1, NOW + 5]


def luminance(colour: str) -> float:
    """Of "#rrggbb". Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_week_is_seven_days_back_from_now():
    """What is older or yet to come is not counted."""
    counts = weekly(TIMES, NOW)

    assert WEEKS == len(counts)
    assert (2, 1, 1) == (counts[-1], counts[-2], counts[0])
    assert 4 == sum(counts)


@pytest.mark.parametrize("language", languages())
def test_the_words_tell_what_the_picture_tells(language: str):
    """Reports, the greatest week, both thirds, and each fix with its day."""
    later = Fix(3, 2, NOW, NOW - 400 * DAY, None, "U1")

    made = chart("L3", TIMES, [FIX, later], NOW, texts=Texts(language))

    assert "4" in made.words
    assert "2026-09-08" in made.words
    assert "2025" not in made.words  # a fix of before the shown time


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (charts.INK, "#ffffff"),
        (charts.LINE, "#ffffff"),
        (charts.LINE, charts.BAR),
        (charts.RULE, "#ffffff"),
        (charts.RULE, charts.BAR),
        (charts.OUTLINE, "#ffffff"),
    ],
)
def test_the_colours_can_be_told_apart(one: str, other: str):
    """4.5 to 1 everywhere; and what a colour says, a number or a word says too."""
    assert contrast(one, other) >= 4.5


@pytest.mark.parametrize("times", [[], TIMES])
def test_it_can_be_drawn(times: list[float]):
    """Offline, as a PNG; also with nothing to show."""
    picture = draw(chart("L3", times, [FIX], NOW, texts=Texts("ko")).spec)

    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 1_000_000
