"""How long a person means."""

import pytest

from bot.core.when import read_until

NOW = 1_790_000_000  # 2026-09-21 13:33:20 UTC
DAY = 86_400


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("7d", NOW + 7 * DAY),
        ("for 7 days", NOW + 7 * DAY),
        ("2 weeks", NOW + 14 * DAY),
        ("4h", NOW + 4 * 3600),
        ("3일", NOW + 3 * DAY),
        ("2주", NOW + 14 * DAY),
        ("tomorrow", NOW + DAY),
        ("내일", NOW + DAY),
        ("until 2026-09-23", 1_790_121_600),
        ("2026-09-23 08:30", 1_790_152_200),
        ("2026-09-23까지", 1_790_121_600),
        ("90d", NOW + 90 * DAY),
        ("91d", None),
        ("0d", None),
        ("yesterday", None),
        ("2026-09-21", None),
        ("2026-13-40", None),
        ("a while", None),
        ("", None),
        ("-3d", None),
        ("7", None),
        ("99999d", None),
    ],
)
def test_how_long_is_read(typed: str, until: int | None):
    """Spans and dates in both languages, from now on and at most 90 days; all else is none."""
    assert until == read_until(typed, NOW)
