"""A ✅ that Sentry hears of, once, and the echo that changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli.findings import examine
from bot.config import Settings
from bot.leaks.marks import Marking
from bot.leaks.triage import Triage
from bot.sentry.api import SentryApi
from bot.sentry.replay import as_sent
from bot.sentry.write_back import WriteBack
from storage import Engine, leaks, marks, write_backs
from storage.records import MarkKind
from tests.optional import there
from tests.sentry_api.conftest import CHANNEL, Clock
from tests.sentry_api.past import past, push, webhook
from tests.sentry_api.server import Fault, SentryServer

APP = "f1b2c3d4-0000-4000-8000-000000000001"
Writers = Callable[..., WriteBack]


@pytest.fixture
def inbox(store: Engine, clock: Clock) -> Triage:
    return Triage(store, CHANNEL, 3600, clock.now)


@pytest.fixture
def marking(store: Engine, clock: Clock) -> Marking:
    return Marking(store, CHANNEL, clock.now, threading.Event())


@pytest.fixture
def writer(store: Engine, api: SentryApi, clock: Clock) -> Writers:
    def make(what: str) -> WriteBack:
        def words(leak: Any, change: Any, beside: Any) -> str:
            return f"L{leak.number} done at {change.at} {list(beside)}"

        made = WriteBack(api, store, what, words, clock.now)
        made.begin()
        return made

    return make


def rows(store: Engine) -> list[tuple[Any, ...]]:
    found = store.query("SELECT issue, what, tries, reason, dead_at FROM write_backs ORDER BY issue")
    return [tuple(row.values()) for row in found]


def issue_webhook(inbox: Triage, issue: str, action: str, actor: dict[str, Any]) -> str:
    return push(inbox, as_sent({"action": action, "data": {"issue": {"id": issue}}, "actor": actor}))


def test_a_mark_comments_on_each_issue_of_the_leak_once(
    sentry: SentryServer, inbox: Triage, marking: Marking, writer: Writers, clock: Clock
):
    """Its issues, and no other's; a second turn says nothing more."""
    issues = [sentry.issue(f"6{n}") for n in range(3)]
    webhook(inbox, past(1, clock.at), "60")
    webhook(inbox, past(2, clock.at), "61")
    webhook(inbox, past(3, clock.at, "image-scale"), "62")
    write = writer("comment")

    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")
    write.drain()
    write.drain()

    said = f"L1 done at {clock.now()} []"
    assert [[said], [said], []] == [issue.comments for issue in issues]


def test_the_listener_asks_nothing_of_sentry(
    sentry: SentryServer, inbox: Triage, marking: Marking, writer: Writers, clock: Clock
):
    """The mark is a row of the audit trail; the queue is made from it later, also by a process that starts after."""
    sentry.issue("60")
    webhook(inbox, past(1, clock.at), "60")
    writer("comment")
    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")

    before = list(sentry.asked)
    writer("comment").drain()

    assert [] == before
    assert 1 == len(sentry.issues["60"].comments)


def test_old_marks_are_not_written_back(
    sentry: SentryServer, inbox: Triage, marking: Marking, writer: Writers, clock: Clock
):
    """Switching it on does not tell Sentry of two years of work."""
    sentry.issue("60")
    webhook(inbox, past(1, clock.at), "60")
    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")

    writer("comment").drain()

    assert [] == sentry.asked


def test_resolve_resolves_an_issue_of_settled_leaks_only(
    sentry: SentryServer, inbox: Triage, marking: Marking, writer: Writers, clock: Clock, store: Engine
):
    """An issue with another, open leak under it stays open, and says why; when that is settled too, it is resolved."""
    alone, shared = sentry.issue("60", status="unresolved"), sentry.issue("61", status="unresolved")
    webhook(inbox, past(1, clock.at), "60")
    webhook(inbox, past(2, clock.at), "61")
    webhook(inbox, past(3, clock.at, "image-scale"), "61")
    write = writer("resolve")

    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")
    write.drain()
    first = (alone.status, shared.status, list(shared.comments))
    marking.mark(2, "U1", MarkKind.INVESTIGATED, "button")
    write.drain()

    assert ("resolved", "unresolved", [f"L1 done at {clock.now()} [2]"]) == first
    assert "resolved" == shared.status


def test_a_mark_taken_back_in_time_is_not_told(
    sentry: SentryServer, inbox: Triage, marking: Marking, writer: Writers, clock: Clock, store: Engine
):
    """The row ends, with its reason."""
    issue = sentry.issue("60", status="unresolved")
    webhook(inbox, past(1, clock.at), "60")
    write = writer("resolve")
    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")
    marking.unmark(1, "U1", "button")

    write.drain()

    assert "unresolved" == issue.status
    assert [("60", "resolve", 1, "taken back before it was sent", None)] == rows(store)


def test_a_comment_whose_answer_was_lost_is_looked_for(
    sentry: SentryServer, inbox: Triage, marking: Marking, writer: Writers, clock: Clock, store: Engine
):
    """Sentry kept it and the connection broke: the second try finds it and sends nothing."""
    issue = sentry.issue("60")
    webhook(inbox, past(1, clock.at), "60")
    write = writer("comment")
    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")
    sentry.faults = [Fault("cut", path="comments/")]

    write.drain()
    clock.at += 3600
    write.drain()

    assert 1 == len(issue.comments)
    assert [("60", "comment", 2, "commented by an earlier try", None)] == rows(store)


def test_a_sentry_that_is_away_is_told_later(
    sentry: SentryServer, inbox: Triage, marking: Marking, writer: Writers, clock: Clock
):
    """Nothing is lost, and it is not asked every half minute."""
    issue = sentry.issue("60")
    webhook(inbox, past(1, clock.at), "60")
    write = writer("comment")
    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")
    sentry.faults = [Fault(503, times=2)]

    for _ in range(20):
        write.drain()
        clock.at += 30

    assert 1 == len(issue.comments)
    assert 2 == len([one for one in sentry.asked if one[0] == "POST"])


def test_what_sentry_refuses_is_parked(
    sentry: SentryServer, inbox: Triage, marking: Marking, writer: Writers, clock: Clock, store: Engine
):
    """One issue without rights does not hold up the others."""
    sentry.issue("61")
    webhook(inbox, past(1, clock.at), "60")
    webhook(inbox, past(2, clock.at), "61")
    write = writer("comment")
    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")

    write.drain()

    refused, told = rows(store)
    assert ("60", 1) == (refused[0], refused[2])
    assert "not found" in refused[3]
    assert refused[4]
    assert ("61", "commented") == (told[0], told[3])


def test_the_echo_of_a_write_back_is_ignored(
    sentry: SentryServer, inbox: Triage, marking: Marking, writer: Writers, clock: Clock, store: Engine
):
    """The webhook of our own resolving names an application: no row of the audit trail, nothing said or written."""
    sentry.issue("60", status="unresolved")
    webhook(inbox, past(1, clock.at), "60")
    write = writer("resolve")
    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")
    write.drain()
    before = (marks.changes(store, 1), len(sentry.asked))

    became = issue_webhook(inbox, "60", "resolved", {"type": "application", "id": APP, "name": "Leak Diary"})
    write.drain()

    assert "ignored: issue resolved is our own doing" == became
    assert before == (marks.changes(store, 1), len(sentry.asked))


@pytest.mark.parametrize(
    "actor",
    [{"type": "user", "id": 7, "name": "Dana"}, {"type": "application", "id": "sentry", "name": "Sentry"}],
    ids=["a person", "Sentry itself"],
)
def test_others_are_noted_also_after_a_write_back(
    sentry: SentryServer, inbox: Triage, marking: Marking, writer: Writers, clock: Clock, store: Engine, actor: Any
):
    """Only an integration can be our echo."""
    sentry.issue("60")
    webhook(inbox, past(1, clock.at), "60")
    write = writer("resolve")
    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")
    write.drain()

    issue_webhook(inbox, "60", "unresolved", actor)

    last = marks.changes(store, 1)[-1]
    assert (actor["name"], "unresolved", "sentry") == (last.who, last.what, last.surface)


def test_another_integration_is_noted_where_we_wrote_nothing(inbox: Triage, clock: Clock, store: Engine):
    """Somebody else's robot is news."""
    webhook(inbox, past(1, clock.at), "60")

    became = issue_webhook(inbox, "60", "resolved", {"type": "application", "id": APP, "name": "Robot"})

    assert "issue resolved: noted for 1 leaks" == became


def test_archiving_is_noted_once_and_silences_nothing(inbox: Triage, clock: Clock, store: Engine):
    """Some versions send `archived` and `ignored` both; the leak stays open, and its next report is told."""
    webhook(inbox, past(1, clock.at), "60")
    dana = {"type": "user", "id": 7, "name": "Dana"}

    issue_webhook(inbox, "60", "archived", dana)
    issue_webhook(inbox, "60", "ignored", dana)
    became = webhook(inbox, past(2, clock.at + 7200), "60")

    assert ["archived"] == [one.what for one in marks.changes(store, 1)]
    assert "open" == there(leaks.find_leak(store, 1)).state.value
    assert "within the reply interval" == became


def test_a_claimed_row_is_claimed_by_nobody_else(store: Engine, inbox: Triage, marking: Marking, clock: Clock):
    """Until its lease ends: what was begun then is looked for first."""
    webhook(inbox, past(1, clock.at), "60")
    write_backs.begin(store)
    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")
    write_backs.collect(store, "comment", clock.now())

    first = write_backs.claim(store, clock.now(), 300)
    second = write_backs.claim(store, clock.now(), 300)
    later = write_backs.claim(store, clock.now() + 300, 300)

    assert (1, None, 2) == (there(first).tries, second, there(later).tries)


def test_doctor_lists_what_sentry_refused_and_revives_it(
    sentry: SentryServer,
    inbox: Triage,
    marking: Marking,
    writer: Writers,
    store: Engine,
    clock: Clock,
    tmp_path: Path,
):
    """With the reason, which says what to do; after --retry it is sent."""
    sentry.issue("60")
    webhook(inbox, past(1, clock.at), "60")
    write = writer("comment")
    marking.mark(1, "U1", MarkKind.INVESTIGATED, "button")
    sentry.faults = [Fault(403)]
    write.drain()
    settings = Settings(
        _env_file=None, database_url=f"sqlite:///{tmp_path}/read.db", sentry_write_back="comment",
        sentry_auth_token="t", sentry_org="o",
    )  # fmt: skip
    said: list[str] = []

    well = examine(store, settings, False, clock.now(), said.append)
    examine(store, settings, True, clock.now(), said.append)
    write.drain()

    assert not well
    assert "write-backs: 0 waiting, 1 dead" in said
    assert any("L1 to Sentry issue" in line and "event:write" in line for line in said)
    assert "write-backs: 1 made claimable again" in said
    assert ["commented"] == [row[3] for row in rows(store)]
