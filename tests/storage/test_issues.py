"""Sentry's issues: how they stand, and when a leak's quiet means nothing."""

from collections.abc import Iterator

import pytest

from storage import Engine, gaps, issues, leaks, open_store
from storage.leaks import Description
from storage.merges import merge

NOW = 1_790_000_000
HOUR, DAY = 3600, 86_400


@pytest.fixture
def store() -> Iterator[Engine]:
    engine = open_store("sqlite://", NOW)
    with engine.transaction():
        for _ in range(2):
            leaks.open_leak(engine, Description("netty", "ByteBuf", None, "advanced", ""), NOW, NOW)
    yield engine
    engine.close()


def see(store: Engine, leak: int, issue: str, *moments: int) -> None:
    with store.transaction():
        for at in moments:
            issues.see(store, leak, issue, at)


def note(store: Engine, issue: str, *states: tuple[int, str]) -> list[bool]:
    with store.transaction():
        return [issues.note(store, issue, status, at) for at, status in states]


@pytest.mark.parametrize(
    ("states", "silent"),
    [
        ([], []),
        ([(100, "archived")], [(100, 1000)]),
        ([(100, "archived"), (300, "open")], [(100, 300)]),
        ([(100, "archived"), (300, "resolved"), (500, "archived")], [(100, 300), (500, 1000)]),
        ([(100, "resolved"), (300, "open")], []),
        ([(100, "release")], []),
        ([(1, "archived"), (200, "open")], [(10, 200)]),
        ([(1, "archived"), (5, "open")], []),
    ],
)
def test_an_archived_issue_is_silent(
    store: Engine, states: list[tuple[int, str]], silent: list[tuple[int, int]]
) -> None:
    """From the leak's first sighting under it, at 10; a resolved one opens itself when something happens."""
    see(store, 1, "61", 10)
    note(store, "61", *states)

    assert silent == issues.silences(store, 1, 0, 1000)


def test_a_leak_is_silent_only_where_all_its_issues_are(store: Engine) -> None:
    """An issue counts from the leak's first sighting under it, so a new one ends the silence."""
    see(store, 1, "61", 10)
    see(store, 1, "62", 400)
    note(store, "61", (100, "archived"))
    note(store, "62", (600, "archived"), (700, "open"))

    assert [(100, 400), (600, 700)] == issues.silences(store, 1, 0, 1000)
    assert [(200, 400), (600, 650)] == issues.silences(store, 1, 200, 650)
    assert [] == issues.silences(store, 2, 0, 1000)


def test_what_was_read_from_sentry_is_no_silence(store: Engine) -> None:
    """Nor is what the hourly look has still to read; once it stays away, silence begins where it ended."""
    see(store, 1, "61", NOW - 9 * DAY)
    note(store, "61", (NOW - 8 * DAY, "archived"))
    gaps.fill(store, NOW - 6 * DAY, NOW - 5 * DAY, NOW)
    gaps.fill(store, NOW - 5 * DAY - 900, NOW, NOW)
    with store.transaction():
        gaps.move_moment(store, gaps.LOOKED_UNTIL, NOW)

    assert [(NOW - 8 * DAY, NOW - 6 * DAY)] == issues.silences(store, 1, 0, NOW + HOUR)
    assert (NOW, NOW + DAY) == issues.silences(store, 1, 0, NOW + DAY)[-1]
    assert [{"n": 1}] == store.query("SELECT COUNT(*) AS n FROM read_spans")


def test_an_alert_shows_that_its_issue_is_open(store: Engine) -> None:
    """The webhook that said so was lost. An alert of what happened before the archiving shows nothing."""
    see(store, 1, "61", 10)
    note(store, "61", (100, "archived"))
    with store.transaction():
        heard = [issues.hear(store, "61", at) for at in (90, 300, 400)]

    assert [False, True, False] == heard
    assert [(100, 300)] == issues.silences(store, 1, 0, 1000)


def test_the_same_state_is_no_news(store: Engine) -> None:
    """Sentry sends `archived` and `ignored` for one thing; of two in one second the later counts."""
    told = note(store, "61", (100, "archived"), (101, "archived"), (101, "open"), (101, "resolved"))

    assert [True, False, True, True] == told


def test_gaps_of_a_leak_are_the_bots_and_its_own(store: Engine) -> None:
    """In order and apart, as the statistics take them."""
    see(store, 1, "61", 10)
    note(store, "61", (100, "archived"), (300, "open"))
    with store.transaction():
        gaps.add(store, 250, 400, "down")

    assert [(100, 400)] == issues.gaps_of(store, 1, 0, 1000)
    assert [(250, 400)] == issues.gaps_of(store, 2, 0, 1000)


def test_a_merged_leak_was_seen_under_the_issues_of_both(store: Engine) -> None:
    """Counts and moments are joined, so it is silent only where both were."""
    see(store, 1, "61", 10, 20)
    see(store, 2, "61", 5)
    see(store, 2, "62", 30)
    note(store, "61", (100, "archived"))
    with store.transaction():
        merge(store, 1, 2, NOW)

    rows = store.query("SELECT issue, n, first_at, last_at FROM leak_issues WHERE leak = 1 ORDER BY issue")
    assert [("61", 3, 5, 20), ("62", 1, 30, 30)] == [tuple(row.values()) for row in rows]
    assert [] == issues.silences(store, 1, 0, 1000)


def test_what_people_are_told_of_the_issues(store: Engine) -> None:
    """Names and assignees as Sentry told them last; the settings win over what the alerts show."""
    see(store, 1, "61", 10)
    note(store, "61", (100, "archived"))
    with store.transaction():
        issues.describe(store, "61", "RUNNERS-4K2", "Dana")
        issues.describe(store, "61", None, "runtime-team")
        issues.keep_every(store, "61", 1800)
    seen = issues.alerts_of(store, 1, 1000)
    issues.state_every(store, 5)
    stated = issues.alerts_of(store, 1, 1000)
    issues.state_every(store, 0)
    each = issues.alerts_of(store, 1, 1000)

    assert seen is not None
    assert stated is not None
    assert each is not None
    (issue,) = seen.issues
    assert ("RUNNERS-4K2", "archived", 100, "runtime-team") == (issue.name, issue.status, issue.since, issue.assignee)
    assert (100, 1800, False) == (seen.silent_since, seen.every_s, seen.is_stated)
    assert [(300, True), (0, True)] == [(one.every_s, one.is_stated) for one in (stated, each)]
    assert issues.alerts_of(store, 2, 1000) is None


@pytest.mark.parametrize(
    ("every_s", "expected"),
    [(0, [0, 90_000, 170_000, 700_000]), (DAY, [0, 90_000, 170_000, 700_000]), (7 * DAY, [0, 700_000])],
)
def test_the_episode_gap_is_at_least_the_throttle(every_s: int, expected: list[int]) -> None:
    """A day makes an episode anyway; only longer waits thin what is counted."""
    assert expected == issues.thinned([0, 90_000, 170_000, 700_000], every_s)
