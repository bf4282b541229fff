"""What the statistics say of one leak, and what stands behind its counts."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.statistics.outlook import Behind, Span, behind, outlook
from bot.core.texts.bundles import Texts, languages
from bot.core.words import answer_trend
from storage.records import Spot
from tests.core.situations import BACK_VIEW, DAY, FIXED_VIEW, HOSTILE, NOW, PEOPLE, URL, a_view
from tests.core.slack_rules import check

REPLICAS = [Spot(NOW - days * DAY, "a", "1", "simple") for days in range(70, 28, -7)]
REPLICAS += [Spot(NOW - days * DAY, f"p{days}", "1", "simple") for days in range(27, 0, -2)]
TEXTS = {language: Texts(language) for language in languages()}
EARLY = [Spot(NOW - days * DAY, f"pod-{days}", "2.1.0", "simple") for days in range(700, 100, -50)]
LATE = [Spot(NOW - days * DAY, f"pod-{days}", f"2.{2 + days // 20}.0", "advanced") for days in range(100, 0, -5)]


def of(spots: list[Spot], **changes):
    return outlook(Span([spot.at for spot in spots], NOW, **changes), spots)


def test_a_date_comes_with_the_releases_of_its_interval():
    """And with both rates."""
    found = of(EARLY + LATE)

    assert "strong" == found.trend["level"]
    assert found.candidates
    assert all(found.since["low"] <= at <= found.since["high"] for _, at in found.candidates)


def test_the_window_is_widened_until_it_holds_enough():
    """28 days hold 6 here; a rare leak needs more, and one with too few gets none."""
    rare = [Spot(NOW - days * DAY, None, None, "simple") for days in range(700, 0, -35)]

    assert 28 == of(EARLY + LATE).days
    assert (182, True) == (of(rare).days, of(rare).window.enough)
    assert of(EARLY[:5]).window is None


def test_a_start_is_a_host_or_release_that_was_not_seen_before():
    """One process that reports twice started once; a new release on the same host is a new start."""
    spots = [
        Spot(10, "a", "1", "simple"),
        Spot(20, "a", "1", "advanced"),
        Spot(30, "a", "2", "advanced"),
        Spot(40, "b", "2", "simple"),
        Spot(50, None, None, "simple"),
    ]

    assert Behind(30 / DAY, reports=2, starts=1, releases=1, processes=1, advanced=1) == behind(spots, 0, 30)
    assert Behind(30 / DAY, reports=3, starts=2, releases=1, processes=1, advanced=1) == behind(spots, 30, 60)


@pytest.mark.parametrize(
    ("spots", "says"),
    [
        (EARLY + LATE, "may only mean that it was deployed more often"),
        (EARLY + LATE, "Candidates, not causes"),
        (EARLY + LATE, "The level was raised"),
        (REPLICAS, "may only mean more replicas"),
        ([Spot(spot.at, None, None, "simple") for spot in EARLY], "Hosts and releases are not told"),
        (EARLY[:2], "Too few to say what the next 28 days bring"),
        (EARLY[:2], "Fewer than 6 in any two windows"),
    ],
)
def test_what_more_may_mean_is_said(spots: list[Spot], says: str):
    """Deployments, replicas, a raised level: whatever moved beside the counts."""
    message = answer_trend.trend(a_view(), of(spots), texts=TEXTS["en"], now=NOW)

    assert says in message.text


def test_gaps_are_told():
    """Three days in which nothing could be recorded."""
    found = of(EARLY + LATE, gaps=[(NOW - 9 * DAY, NOW - 6 * DAY)])

    assert "Left out: 3 days" in answer_trend.trend(a_view(), found, texts=TEXTS["en"], now=NOW).text


def test_with_a_fix_the_trend_is_that_of_before():
    """The watch comes first, then what was true until the fix."""
    text = answer_trend.trend(FIXED_VIEW, of(EARLY + LATE), texts=TEXTS["en"], now=NOW).text

    assert text.index("*Fixed* since") < text.index("Until the fix")


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.floats(0, 900), max_size=60),
    hosts=st.lists(st.sampled_from([None, "a", "b", HOSTILE]), min_size=1, max_size=5),
    language=st.sampled_from(languages()),
)
def test_any_history_becomes_messages_that_slack_takes(days: list[float], hosts: list[str | None], language: str):
    """No history, no name and no count breaks a limit or forges anything."""
    ordered = sorted(int(NOW - day * DAY) for day in days)
    spots = [Spot(at, hosts[n % len(hosts)], hosts[-1 - n % len(hosts)], "simple") for n, at in enumerate(ordered)]

    found = of(spots)

    for view in (a_view(), FIXED_VIEW, BACK_VIEW):
        check(answer_trend.trend(view, found, texts=TEXTS[language], now=NOW), PEOPLE, URL)
    json.dumps(answer_trend.arithmetic(TEXTS[language], found).said)
