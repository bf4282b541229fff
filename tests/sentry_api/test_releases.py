"""Releases and deployments: read from Sentry a few times a day, kept, and told beside the days of a fix."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.sentry.api import SentryApi
from bot.sentry.event_reader import Reader
from bot.sentry.http import SentryAway
from bot.sentry.release_reader import GO_ON_S, LOOK_EVERY_S, ReleaseReader
from bot.sentry.sync import Desk, Patience
from storage import Engine, deploys, leak_views
from tests.sentry_api.conftest import NOW, Clock
from tests.sentry_api.past import past, webhook
from tests.sentry_api.server import PROJECT, Fault, SentryServer

DAY = 86_400


@pytest.fixture
def releases(api: SentryApi, store: Engine, clock: Clock) -> ReleaseReader:
    return ReleaseReader(api, store, clock.now)


@pytest.fixture
def seen(store: Engine, reader: Reader, clock: Clock) -> Engine:
    """A store with one leak of the project, seen in production."""
    webhook(reader.count.__self__, past(1, NOW - 60 * DAY), "11")  # type: ignore[attr-defined]
    return store


def of_leak(store: Engine) -> list[tuple[Any, ...]]:
    return [one[1:] for one in deploys.of_leak(store, 1, 0)]


def test_deployments_of_the_leaks_projects_are_kept(releases: ReleaseReader, sentry: SentryServer, seen: Engine):
    """By release, environment and when they finished; those of other projects and unfinished ones are not."""
    sentry.release("server@1.0", NOW - 50 * DAY)
    sentry.release("server@1.0", NOW - 49 * DAY, "staging")
    sentry.release("server@1.1", NOW - 40 * DAY)
    sentry.release("web@9", NOW - 30 * DAY, projects=[{"slug": "web"}])
    sentry.release("server@1.2", NOW - 20 * DAY)
    sentry.deploys["server@1.2"][0]["dateFinished"] = None

    releases.look()

    assert [
        ("production", "server@1.0", NOW - 50 * DAY),
        ("production", "server@1.1", NOW - 40 * DAY),
    ] == of_leak(seen)
    assert [] == sentry.requests("web")


def test_what_is_known_is_not_asked_for_again(releases: ReleaseReader, sentry: SentryServer, seen: Engine):
    """One request for the list; a release that was deployed once more is asked for."""
    sentry.release("server@1.0", NOW - 50 * DAY)
    sentry.release("server@1.1", NOW - 40 * DAY)
    releases.look()
    sentry.asked.clear()

    releases.look()
    listed = [path for _, path, _ in sentry.asked]
    sentry.release("server@1.0", NOW - 5 * DAY)
    releases.look()

    assert 1 == len(listed)
    assert 1 == len(sentry.requests("1.0/deploys"))
    assert [] == sentry.requests("1.1/deploys")
    assert ("production", "server@1.0", NOW - 5 * DAY) == of_leak(seen)[-1]


def test_a_release_without_a_deployment_costs_no_request(releases: ReleaseReader, sentry: SentryServer, seen: Engine):
    """Sentry counts them in the list; one that does not count is asked once."""
    sentry.release("server@1.0", NOW - 50 * DAY, deployCount=0)
    sentry.release("server@1.1", NOW - 40 * DAY, deployCount=None)
    releases.look()
    releases.look()

    assert [] == sentry.requests("1.0/deploys")
    assert 1 == len(sentry.requests("1.1/deploys"))


def test_nothing_is_asked_before_a_leak_is_known(releases: ReleaseReader, sentry: SentryServer):
    """A bot that knows no leak has no project to ask for."""
    releases.look()

    assert [] == sentry.asked


def test_old_releases_end_the_list(releases: ReleaseReader, sentry: SentryServer, seen: Engine):
    """Two years are all that is looked at."""
    for n in range(1, 21):
        sentry.release(f"server@{n}", NOW - n * 60 * DAY)
    small = replace(releases, api=replace(releases.api, page=5))

    small.look()

    assert 12 == len(of_leak(seen))
    assert 3 == len(sentry.requests("/releases/")) - len(sentry.requests("/deploys/"))


def test_a_long_list_is_gone_on_with_an_hour_later(
    releases: ReleaseReader, sentry: SentryServer, seen: Engine, clock: Clock
):
    """At most 200 releases are asked for in one look."""
    for n in range(250):
        sentry.release(f"server@{n}", NOW - n * DAY)

    releases.look()
    first, due = len(of_leak(seen)), releases.is_due()
    clock.at += GO_ON_S
    later = releases.is_due()
    releases.look()

    assert (200, False, True) == (first, due, later)
    assert 250 == len(of_leak(seen))
    assert not releases.is_due()
    clock.at += LOOK_EVERY_S
    assert releases.is_due()


@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_may_not_read_them_is_no_failure_of_the_rest(
    releases: ReleaseReader, sentry: SentryServer, seen: Engine, status: int, clock: Clock
):
    """It is logged, and asked again in an hour."""
    sentry.faults = [Fault(status, "/releases/", times=99)]

    releases.look()

    assert [] == of_leak(seen)
    assert not releases.is_due()
    clock.at += GO_ON_S
    assert releases.is_due()


@pytest.mark.parametrize("status", [404, 400])
def test_a_release_that_was_deleted_meanwhile_is_passed_over(
    releases: ReleaseReader, sentry: SentryServer, seen: Engine, status: int
):
    """The others are read; and so they are where Sentry cannot read its name."""
    sentry.release("server@1.0", NOW - 50 * DAY)
    sentry.release("server@1.1", NOW - 40 * DAY)
    sentry.faults = [Fault(status, "1.1/deploys", times=9)]

    releases.look()

    assert [("production", "server@1.0", NOW - 50 * DAY)] == of_leak(seen)


@pytest.mark.parametrize("what", [500, "cut", "garbage"])
def test_a_sentry_that_stumbles_is_asked_again(
    releases: ReleaseReader, sentry: SentryServer, seen: Engine, what: int | str
):
    """And one that stays away keeps what was read until then."""
    sentry.release("server@1.0", NOW - 50 * DAY)
    sentry.release("server@1.1", NOW - 40 * DAY)
    sentry.faults = [Fault(what, "1.1/deploys", times=2), Fault(500, "1.0/deploys", times=99)]

    with pytest.raises(SentryAway):
        releases.look()
    kept = of_leak(seen)
    sentry.faults = []
    releases.look()

    assert [("production", "server@1.1", NOW - 40 * DAY)] == kept
    assert 2 == len(of_leak(seen))


def test_a_circle_of_pages_ends(releases: ReleaseReader, sentry: SentryServer, seen: Engine):
    """The trail of each list finds it, and an hour later it is tried again."""
    for n in range(5):
        sentry.release(f"server@{n}", NOW - n * DAY)
    sentry.faults = [Fault("loop", "/releases/", times=99)]

    replace(releases, api=replace(releases.api, page=2)).look()

    assert not releases.is_due()
    assert len(sentry.asked) < 20


def test_what_is_no_list_of_releases_changes_nothing(releases: ReleaseReader, sentry: SentryServer, seen: Engine):
    """Fields of the wrong kind, empty names, times that are none."""
    odd: list[dict[str, Any]] = [
        {"projects": None},
        {"projects": ["web"]},
        {"projects": [{"slug": None, "id": {}}]},
        {"version": ""},
        {"version": None},
        {"deployCount": "many", "dateCreated": "soon"},
    ]
    for n, more in enumerate(odd):
        sentry.release(f"server@{n}", NOW - n * DAY)
        sentry.releases[f"server@{n}"] |= more
    sentry.deploys["server@5"] = [{"environment": 7, "dateFinished": "yesterday"}, {"id": "2"}, {"environment": None}]

    releases.look()

    assert [] == of_leak(seen)


def test_old_rows_are_dropped(releases: ReleaseReader, sentry: SentryServer, seen: Engine, clock: Clock):
    """Two years later nothing of them is left."""
    sentry.release("server@1.0", NOW - 50 * DAY)
    releases.look()

    clock.at += 2 * 365 * DAY
    releases.look()

    assert ([], {}) == (of_leak(seen), deploys.known(seen))


def test_the_desk_reads_them_after_the_events(
    releases: ReleaseReader, reader: Reader, sentry: SentryServer, seen: Engine, clock: Clock
):
    """In the same thread, and not again before it is due."""
    sentry.release("server@1.0", NOW - 50 * DAY)
    desk = Desk(seen, reader, None, lambda: False, Patience(), releases)

    desk.turn()
    first = [path for _, path, _ in sentry.asked]
    sentry.asked.clear()
    desk.turn()

    assert 1 == len(of_leak(seen))
    assert ["issues", "releases", "deploys"] == [path.rstrip("/").rpartition("/")[2] for path in first]
    assert [] == sentry.asked
    reader.api.http.close()


def test_the_view_of_the_leak_is_that_of_its_project(seen: Engine):
    """What these tests rest on."""
    view = leak_views.view(seen, 1, NOW)

    assert view is not None
    assert (PROJECT, "production") == (view.places.projects[0][0], view.places.environments[0][0])
