"""The client: what it asks for, when it waits, when it tries again, and when it gives up."""

from __future__ import annotations

import logging
import time
import uuid

import pytest

from bot.sentry.api import CursorLoop, SentryApi, Trail, epoch, number
from bot.sentry.http import SentryAway, SentryRefused
from tests.sentry_api.conftest import NOW, Clock, api_of
from tests.sentry_api.server import LOGGER, TOKEN, Event, Fault, SentryServer

DAY = 86_400


def events(n: int, at: float = NOW - DAY) -> list[Event]:
    return [Event(uuid.uuid4().hex, at + i, f"text {i}") for i in range(n)]


def test_issues_are_asked_for_whatever_their_state(api: SentryApi, sentry: SentryServer):
    """The query is always said, since Sentry's own is `is:unresolved`; all projects are asked for."""
    sentry.issue("61", *events(1), status="resolved")

    page = api.issues(LOGGER, NOW - 2 * DAY, NOW)

    assert ["61"] == [one["id"] for one in page.items]
    (asked,) = sentry.requests("/issues/")
    assert (["-1"], [LOGGER]) == (asked["project"], asked["query"])


def test_projects_are_numbers_or_slugs(api: SentryApi, sentry: SentryServer):
    """A number is a parameter; slugs are a part of the query, which every version understands."""
    api.issues(LOGGER, 0, NOW, ("4508123002",))
    api.issues(LOGGER, 0, NOW, ("shop",))
    api.issues(LOGGER, 0, NOW, ("shop", "runners"))

    asked = [(one["project"], one["query"]) for one in sentry.requests("/issues/")]
    assert [
        (["4508123002"], [LOGGER]),
        (["-1"], [f"{LOGGER} project:shop"]),
        (["-1"], [f"{LOGGER} project:[shop, runners]"]),
    ] == asked


def test_pages_follow_the_cursor_while_there_are_results(sentry: SentryServer, clock: Clock):
    """The next relation is always there; only results="true" says that there is more. Its address is not used."""
    sentry.issue("61", *events(5))
    api = api_of(sentry, clock, page=2)

    pages, cursor = [], None
    while True:
        page = api.events("61", NOW - 2 * DAY, NOW, cursor)
        pages.append(len(page.items))
        cursor = page.next
        if cursor is None:
            break

    assert [2, 2, 1] == pages
    assert all(["true"] == one["full"] for one in sentry.requests("/events/"))


def test_a_429_waits_for_the_reset_by_sentrys_clock(api: SentryApi, sentry: SentryServer, clock: Clock):
    """Reset is an absolute second; our own clock may be wrong, so it is compared with the answer's Date."""
    sentry.issue("61", *events(1))
    reset = {"X-Sentry-Rate-Limit-Reset": str(int(time.time()) + 20), "X-Sentry-Rate-Limit-Remaining": "0"}
    sentry.faults = [Fault(429, times=2, headers=reset)]

    page = api.events("61", 0, NOW)

    assert 1 == len(page.items)
    assert 2 == len(clock.pauses)
    assert all(15 <= pause <= 21 for pause in clock.pauses)


def test_an_endless_429_is_given_up(api: SentryApi, sentry: SentryServer, clock: Clock):
    """Somebody else uses up the limit: the reading goes on later."""
    sentry.faults = [Fault(429, times=1000)]

    with pytest.raises(SentryAway, match="asked to wait 20 times"):
        api.events("61", 0, NOW)

    assert 19 == len(clock.pauses)


def test_a_wait_is_never_longer_than_five_minutes(api: SentryApi, sentry: SentryServer, clock: Clock):
    """A reset next year is nonsense."""
    sentry.issue("61", *events(1))
    sentry.faults = [Fault(429, headers={"X-Sentry-Rate-Limit-Reset": str(int(time.time()) + 10**7)})]

    api.events("61", 0, NOW)

    assert [300] == clock.pauses


def test_the_last_call_of_a_window_is_followed_by_a_wait(api: SentryApi, sentry: SentryServer, clock: Clock):
    """Remaining 0: the next call waits for the reset instead of being refused."""
    sentry.issue("61", *events(1))
    sentry.headers = {
        "X-Sentry-Rate-Limit-Remaining": "0",
        "X-Sentry-Rate-Limit-Reset": str(int(time.time()) + 10),
    }

    api.events("61", 0, NOW)
    waited_before = list(clock.pauses)
    api.events("61", 0, NOW)

    assert [] == waited_before
    assert 1 == len(clock.pauses)
    assert 7 <= clock.pauses[0] <= 11


@pytest.mark.parametrize("what", [500, 502, 503, "cut", "garbage"])
def test_what_breaks_is_tried_again_with_growing_pauses(
    api: SentryApi, sentry: SentryServer, clock: Clock, what: int | str
):
    """A bad gateway, a cut connection and half a JSON are all the same to us."""
    sentry.issue("61", *events(3))
    sentry.faults = [Fault(what, times=3)]

    page = api.events("61", 0, NOW)

    assert 3 == len(page.items)
    assert 3 == len(clock.pauses)
    assert clock.pauses[0] <= 2 < clock.pauses[2] <= 8


def test_after_five_tries_it_is_for_later(api: SentryApi, sentry: SentryServer):
    """The sentence names the path and what happened."""
    sentry.faults = [Fault(500, times=1000)]

    with pytest.raises(SentryAway, match=r"issues/61/events/: Sentry did not answer \(HTTP 500, tried 5 times\)"):
        api.events("61", 0, NOW)

    assert 5 == len(sentry.asked)
    assert "HTTP 500" in (api.http.last_error or "")


def test_nobody_there_is_for_later(clock: Clock, sentry: SentryServer):
    """A refused connection is tried again too."""
    api = api_of(sentry, clock)
    sentry.close()

    with pytest.raises(SentryAway, match="ConnectionError"):
        api.events("61", 0, NOW)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "SENTRY_AUTH_TOKEN is not valid"),
        (403, "event:read"),
        (404, "check SENTRY_URL and SENTRY_ORG"),
        (302, "set its final address"),
        (400, "Error parsing search query"),
    ],
)
def test_a_refusal_says_what_to_do(api: SentryApi, sentry: SentryServer, status: int, says: str):
    """It is not tried again, and a redirect is not followed: the token goes nowhere else."""
    headers = {"Location": "http://127.0.0.1:1/"}
    sentry.faults = [Fault(status, headers=headers, body='{"detail": "Error parsing search query: OR"}')]

    with pytest.raises(SentryRefused, match=says):
        api.events("61", 0, NOW)

    assert 1 == len(sentry.asked)


def test_the_token_is_in_no_log_and_no_text(
    api: SentryApi, sentry: SentryServer, caplog: pytest.LogCaptureFixture, clock: Clock
):
    """Neither in what is logged at the finest level nor in an error, nor where the client is shown."""
    caplog.set_level(logging.DEBUG)
    sentry.faults = [Fault(500, times=5), Fault(403)]

    with pytest.raises(SentryAway) as away:
        api.events("61", 0, NOW)
    with pytest.raises(SentryRefused) as refused:
        api.events("61", 0, NOW)

    assert TOKEN not in caplog.text + str(away.value) + str(refused.value) + repr(api)
    assert {f"Bearer {TOKEN}"} == sentry.tokens


def test_one_request_at_a_time(sentry: SentryServer, clock: Clock):
    """Two threads with one client never have two requests open."""
    import threading

    sentry.issue("61", *events(50))
    api = api_of(sentry, clock, page=5)
    threads = [
        threading.Thread(target=lambda: [api.events("61", 0, NOW, f"0:{i}:0") for i in range(20)]) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 60 == len(sentry.asked)
    assert 1 == sentry.most_at_once


def test_a_circle_of_cursors_is_noticed():
    """Also a long one."""
    trail = Trail()
    assert "b" == trail.step("b")
    assert "c" == trail.step("c")

    with pytest.raises(CursorLoop, match="circle"):
        trail.step("b")
    assert None is trail.step(None)


def test_counts_releases_and_deploys_are_read(api: SentryApi, sentry: SentryServer):
    """Counts come as strings; a version with signs in it is quoted."""
    sentry.issue("61", *events(3))
    sentry.deploys = {"shop@1.0+b/7": [{"environment": "production", "dateFinished": "2026-03-02T07:55:40.668651Z"}]}

    assert {"61": 3} == api.counts(["61", "62"])
    assert ["shop@1.0+b/7"] == [one["version"] for one in api.releases()]
    (deploy,) = api.deploys("shop@1.0+b/7")
    assert 1772438140 == epoch(deploy["dateFinished"])


def test_a_comment_that_sentry_has_already_is_no_error(api: SentryApi, sentry: SentryServer):
    """Sentry refuses the same text twice within an hour."""
    issue = sentry.issue("61")

    api.comment("61", "done")
    api.comment("61", "done")

    assert ["done"] == issue.comments == api.comments("61")


def test_a_comment_is_tried_once(api: SentryApi, sentry: SentryServer):
    """Whether it was kept is not known: the queue looks before it sends again."""
    sentry.issue("61")
    sentry.faults = [Fault(502)]

    with pytest.raises(SentryAway):
        api.comment("61", "done")

    assert 1 == len(sentry.asked)


@pytest.mark.parametrize(("value", "is_number"), [("37", 37), (37, 37), (None, 0), ("many", 0), (1.5, 0)])
def test_numbers_are_read_from_what_sentry_sends(value: object, is_number: int):
    """A count is a string here and a number there."""
    assert is_number == number(value)


@pytest.mark.parametrize(
    ("value", "moment"),
    [("2026-03-02T09:14:27.318000Z", 1772442867), ("2026-03-02T09:14:27", 1772442867), (None, None), ("soon", None)],
)
def test_times_are_read_from_what_sentry_sends(value: object, moment: int | None):
    """With and without a zone; anything else is none."""
    assert moment == epoch(value)
