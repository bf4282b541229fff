"""Deployments that Sentry told of, beside the days of a fix and inside the interval of a change."""

from __future__ import annotations

from bot.leaks.releases import releases_agree
from storage import deploys, leak_views
from tests.walks.events import PROJECT, event
from tests.walks.stage import DAY, HOUR, Stage, texts_of
from tests.walks.test_fix import days


def version(number: int) -> str:
    return f"{PROJECT}@5.{number}.0"


def deploy(stage: Stage, number: int, environment: str = "production") -> None:
    """Sentry tells that a release was deployed just now."""
    now = int(stage.now)
    deploys.keep(stage.bot.store, version(number), now, 1, [(PROJECT, environment, now)], now)


def leak(stage: Stage) -> None:
    """A release every five days, twelve of them, all but each third reported by it on the next day."""
    stage.report(event(release=version(1)))
    for number in range(2, 14):
        stage.move(5 * DAY - HOUR)
        deploy(stage, number)
        stage.move(HOUR)
        if number % 3:
            stage.report(event(release=version(number)))
    stage.move(4 * DAY)


def test_the_root_the_trend_and_the_arithmetic_count_releases(stage: Stage):
    """8 of 12 reported before; a release counts once the next one is deployed; the others' environments do not."""
    leak(stage)
    deploy(stage, 14)
    stage.type("/leak fix L1 5.14.0")
    begun = texts_of(stage.root())
    for number in (15, 16, 17):
        days(stage, 3)
        deploy(stage, number)
        deploy(stage, 100 + number, "staging")
    days(stage, 1)
    root = texts_of(stage.root())

    assert "Per release: 8 of 12 deployed releases reported before the fix" in begun
    assert "none has run its course since (p 1)" in begun
    assert "none of 3 since (p 0.077)" in root
    assert "1 more quiet release is needed before the releases say so too" in root
    assert "Quiet for" in root
    assert "none of 3 since (p 0.077)" in stage.type("/leak trend L1")["text"]
    assert "none of 3 since (p 0.077)" in stage.type("/leak show L1")["text"]
    assert "m 12 releases before the fix, k 8 that reported, d 3 since" in stage.type("/leak why L1")["text"]


def test_after_it_came_back_the_releases_say_nothing(stage: Stage):
    """A recurrence decides."""
    leak(stage)
    deploy(stage, 14)
    stage.type("/leak fix L1 5.14.0")
    days(stage, 3)
    deploy(stage, 15)
    stage.report(event(release=version(15)))

    assert "came back" in texts_of(stage.root())
    assert "Per release" not in texts_of(stage.root())


def test_without_deployments_nothing_is_said_of_releases(stage: Stage):
    """A bot without a token counts days."""
    for number in range(1, 9):
        stage.report(event(release=version(number)))
        stage.move(5 * DAY)
    stage.type("/leak fix L1")

    assert "Watching fix 1" in texts_of(stage.root())
    assert "Per release" not in texts_of(stage.root())
    assert "Per release" not in stage.type("/leak why L1")["text"]


def test_deployments_inside_the_interval_of_a_change_are_candidates(stage: Stage):
    """With their environment and time."""
    for day in [*range(0, 180, 20), *range(180, 260, 4)]:
        stage.report(event(release=version(6)))
        stage.move((20 if day < 160 else 4) * DAY)
        if day == 160:
            deploy(stage, 7)

    text = stage.type("/leak trend L1")["text"]

    assert "Since about" in text
    assert f"Deployed in that time: `{version(7)}` to `production`" in text
    assert "Candidates, not causes" in text


def test_releases_that_are_not_enough_contradict_the_days(stage: Stage):
    """Fewer quiet releases than are needed do not agree; enough of them do, and so does a bot that knows of none."""
    leak(stage)
    deploy(stage, 14)
    stage.type("/leak fix L1 5.14.0")
    for number in (15, 16, 17):
        days(stage, 3)
        deploy(stage, number)
    store, now = stage.bot.store, int(stage.now)
    view = leak_views.view(store, 1, now)
    assert view is not None
    assert view.watch is not None

    contradicts = releases_agree(store, view.watch, now)
    deploy(stage, 18)
    agrees = releases_agree(store, view.watch, now)
    deploys.forget(store, now + 1)

    assert (False, True, True) == (contradicts, agrees, releases_agree(store, view.watch, now))
