"""REST answers are read as the webhooks of the same events: a sample, and a larger corpus where it is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.core.families.table import recognise
from bot.core.reading.keys import keys
from bot.core.reading.webhook import Event, read, read_found
from bot.sentry.api import number
from bot.sentry.event_reader import _issue_of
from tests.beside import SHARED, needs

SAMPLE = Path(__file__).parents[1] / "samples" / "sentry"
FOLDERS = [SAMPLE, pytest.param(SHARED / "sentry-payloads", marks=[pytest.mark.corpus, needs("sentry-payloads")])]

pytestmark = pytest.mark.parametrize("folder", FOLDERS, ids=["sample", "corpus"])


def load(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def found(item: dict[str, Any], project: str = "runners") -> Event:
    event = read_found(item, item["groupID"], project, None)
    assert isinstance(event, Event)
    return event


def test_issues_are_read_with_their_project_page_and_count(folder: Path):
    """Three issues, one of them of another project."""
    issues = [issue for item in load(folder, "rest.organization-issues.json") for issue in _issue_of(item)]

    assert 3 == len(issues)
    first = issues[0]
    assert ("6120457781", "runners", 37) == (first.issue, first.project, first.expected)
    assert "https://acme-platform.sentry.io/issues/6120457781/" == first.url


def test_every_event_is_a_leak_report_with_its_time_host_and_release(folder: Path):
    """Asked for with full=true, the records are there."""
    for item in load(folder, "rest.issue-events.full.json"):
        event = found(item)
        assert recognise(event.text) is not None
        assert None not in (event.at, event.host, event.release, event.environment)
        assert item["eventID"] == event.event_id


def test_a_cut_event_is_known_to_be_cut(folder: Path):
    """And its site is that of its webhook."""
    event = found(load(folder, "rest.project-event-detail.truncated.json"), "resource-server")
    pushed = read((folder / "event_alert.triggered.truncated-8192.json").read_bytes())

    assert isinstance(pushed, Event)
    assert event.cut
    assert event.event_id == pushed.event_id
    assert event.text == pushed.text
    assert int(event.at or 0) == int(pushed.at or 0)


def test_the_same_event_has_the_same_keys_whichever_way_it_came(folder: Path):
    """So it is the same leak."""
    pushed = {}
    for file in sorted(folder.glob("event_alert.triggered*.json")):
        event = read(file.read_bytes())
        if isinstance(event, Event):
            pushed[event.event_id] = event
    same = 0
    items = [*load(folder, "rest.issue-events.full.json"), load(folder, "rest.project-event-detail.json")]
    for item in items:
        event = found(item)
        if event.event_id in pushed:
            other = pushed[event.event_id]
            same += 1
            mine, theirs = recognise(event.text), recognise(other.text)
            assert mine is not None
            assert theirs is not None
            assert keys(theirs, other.project or "") == keys(mine, event.project or "")
            assert (other.project, other.host, other.release, other.environment, other.issue) == (
                event.project,
                event.host,
                event.release,
                event.environment,
                event.issue,
            )

    assert same > 0


def test_counts_of_the_corpus_are_numbers(folder: Path):
    """They come as strings."""
    assert {"6120457781": 37} == {one["id"]: number(one["count"]) for one in load(folder, "rest.issues-stats.json")[:1]}
