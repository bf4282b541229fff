"""Sentry's issues are archived, resolved, assigned: what that means for a leak's numbers, and what people see of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.sentry.replay import as_sent
from storage import issues, leak_views
from tests.walks.events import PROJECT, event
from tests.walks.stage import DAY, HOUR, Json, Stage, texts_of
from tests.walks.test_fix import days

ISSUE, OTHER = "6120990001", "6120990002"
OLD = f"{PROJECT}@5.17.0"


def issue_webhook(stage: Stage, action: str, status: str, issue: str = ISSUE, **more: Any) -> None:
    """What Sentry tells of an issue's state."""
    told = {"id": issue, "shortId": f"RUNNERS-{issue[-1]}", "status": status, "assignedTo": None, **more}
    actor = {"type": "user", "id": 7, "name": "Dana Example"}
    answer = stage.webhook(as_sent({"action": action, "data": {"issue": told}, "actor": actor}))
    assert answer.status_code == 200
    stage.settle()


def leaking(stage: Stage, times: int = 9) -> Stage:
    """Every five days once."""
    for _ in range(times - 1):
        stage.report(event(release=OLD))
        stage.move(5 * DAY)
    stage.report(event(release=OLD))
    stage.move(HOUR)
    return stage


def test_quiet_while_the_issue_is_archived_proves_nothing(stage: Stage):
    """The clock stands from the archiving until Sentry opens the issue again; root, trend and why say so."""
    leaking(stage)
    stage.type("/leak fix L1 5.18.0")
    days(stage, 8)
    issue_webhook(stage, "archived", "ignored", substatus="archived_until_escalating")
    said = [texts_of(stage.root()), *(stage.type(f"/leak {word} L1")["text"] for word in ("show", "trend", "why"))]
    before = texts_of(stage.root())
    days(stage, 30)
    after = texts_of(stage.root())
    issue_webhook(stage, "unresolved", "unresolved", substatus="escalating")
    days(stage, 3)
    later = texts_of(stage.root())

    for text in said:
        assert "Archived in Sentry since" in text
        assert "RUNNERS-1" in text
    assert "Quiet for 7 of the 19 days needed" in before
    assert "Quiet for 7 of the 19 days needed" in after
    assert "Quiet for 10 of the 19 days needed" in later
    assert "Archived in Sentry" not in later


def test_the_trend_leaves_the_silence_out(stage: Stage):
    """What no alert could tell is no drop of the rate."""
    leaking(stage)
    issue_webhook(stage, "ignored", "ignored")
    stage.move(60 * DAY)

    answer = stage.type("/leak trend L1")["text"]

    assert "60 days" in answer
    store = stage.bot.store
    now = stage.bot.clock.now()
    assert [(now - 60 * DAY, now)] == issues.silences(store, 1, 0, now)


def test_a_resolved_issue_goes_on_telling(stage: Stage):
    """The next event opens it again before the rules are asked, so there is no gap; a release-bound one is named."""
    leaking(stage)
    issue_webhook(stage, "resolved", "resolved")
    stage.move(DAY)
    now = stage.bot.clock.now()
    plain = stage.type("/leak show L1")["text"]
    issue_webhook(stage, "resolved", "resolved", statusDetails={"inNextRelease": True})
    bound = stage.type("/leak show L1")["text"]

    assert [] == issues.silences(stage.bot.store, 1, 0, now)
    assert "for a later release" not in plain
    assert "Archived in Sentry" not in plain
    assert "for a later release: RUNNERS-1" in bound


@pytest.mark.parametrize(("action", "status"), [("resolved", "resolved"), ("archived", "ignored")])
def test_a_leak_that_lives_on_under_another_issue_says_so(stage: Stage, action: str, status: str):
    """Its first issue is closed, reports come under the next."""
    leaking(stage, 3)
    issue_webhook(stage, action, status)
    stage.move(DAY)
    stage.report(event(release=OLD, issue_id=OTHER))

    shown = stage.type("/leak show L1")["text"]

    assert f"RUNNERS-1 is closed in Sentry, but the leak lives on under {OTHER}" in shown


def test_an_assignment_is_shown_and_makes_no_mark(stage: Stage):
    """It is Sentry's, not ours; once it is taken back nobody is named."""
    leaking(stage, 2)
    issue_webhook(stage, "assigned", "unresolved", assignedTo={"type": "team", "name": "runtime <team>"})
    shown = stage.type("/leak show L1")["text"]
    issue_webhook(stage, "assigned", "unresolved")
    again = stage.type("/leak show L1")["text"]

    view = leak_views.view(stage.bot.store, 1, stage.bot.clock.now())
    assert view is not None
    assert () == view.marks
    assert "Assigned in Sentry: runtime &lt;team&gt; (RUNNERS-1)" in shown
    assert "Assigned in Sentry" not in again


def test_an_alert_after_a_lost_webhook_ends_the_silence(stage: Stage):
    """Sentry tries once, for a second: what opened the issue again may never be told."""
    leaking(stage, 3)
    issue_webhook(stage, "archived", "ignored")
    stage.move(10 * DAY)
    stage.type("/leak take L1")
    archived = texts_of(stage.root())
    stage.report(event(release=OLD))

    assert "Archived in Sentry" in archived
    assert "Archived in Sentry" not in texts_of(stage.root())


def every_half_hour(stage: Stage, count: int) -> list[Json]:
    for _ in range(count):
        stage.report(event(release=OLD), settle=False)
        stage.settle()
        stage.move(1805)
    return stage.roots()


def test_a_throttled_rule_is_named(stage: Stage):
    """Twenty alerts and more that never come nearer than thirty minutes, most of them just after."""
    every_half_hour(stage, 27)

    said = [stage.type(f"/leak {word} L1")["text"] for word in ("trend", "why")]

    for text in said:
        assert "Counts are a lower bound: the alert rule seems to act once per 30 min." in text


def test_the_setting_wins_over_what_is_seen(open_stage: Callable[..., Stage]):
    """Whoever knows that the rule acts on every event is not told otherwise."""
    stage = open_stage(sentry_alert_every="0")
    every_half_hour(stage, 27)
    told = stage.type("/leak trend L1")["text"]

    assert "27 reports" in told
    assert "lower bound" not in told
