"""Every state that a leak can be in, every event that can come next, and every answer about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from storage import leaks as stored_leaks
from storage import posted_digests
from tests.core.test_merge_walk import CUT, SIMPLE, WHOLE
from tests.group.seasons import MINA, Season, open_season
from tests.walks.events import PROJECT, event
from tests.walks.stage import DAY, HOUR, OTHER_CHANNEL, Stage
from tests.walks.test_fix import look
from tests.walks.test_home import visit
from tests.walks.test_issue_states import issue_webhook

OLD, NEW = f"{PROJECT}@5.17.0", f"{PROJECT}@5.18.0"
SAME_ORIGIN = WHOLE.replace("Chunk.flush", "Page.flush").replace("Chunk.write", "Page.write")
HIKARI = (
    "Connection leak detection triggered for org.postgresql.jdbc.PgConnection@{0} on thread http-{0}, "
    "stack trace follows\njava.lang.Exception: Apparent connection leak detected\n"
    "\tat com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java:128)\n"
    "\tat com.acme.{0}.Orders.load(Orders.java:41)"
)
TAKEN_BACK = (
    "Previously reported leaked connection org.postgresql.jdbc.PgConnection@{0} on thread http-{0} "
    "was returned to the pool (unleaked)"
)


@dataclass(frozen=True)
class One:
    """A leak with code and a Sentry issue of its own. text: its reports; number: 0 until the first of them."""

    stage: Stage
    name: str
    issue: str
    text: str = WHOLE
    number: int = 0

    def open(self) -> One:
        self.see()
        (number,) = stored_leaks.leaks_of_issue(self.stage.bot.store, self.issue)
        return replace(self, number=number)

    def see(self, text: str | None = None, release: str = OLD) -> None:
        shown = (text or self.text).replace("com.acme.shop", f"com.acme.{self.name}").replace("{0}", self.name)
        self.stage.report(event(text=shown, release=release, issue_id=self.issue))

    def say(self, command: str) -> str:
        word, _, rest = command.partition(" ")
        return str(self.stage.type(f"/leak {word} L{self.number} {rest}".strip())["text"])


Event = Callable[["One"], object]
Setup = Callable[[Stage, list["One"]], object]


def each(*events: Event) -> Setup:
    """Bring about a state by events of the leak's own."""
    return lambda stage, leaks: [happen(leak) for happen in events for leak in leaks]


def returned(stage: Stage, leaks: list[One]) -> None:
    each(done)(stage, leaks)
    stage.move(HOUR)
    each(One.see)(stage, leaks)


def snooze_over(stage: Stage, leaks: list[One]) -> None:
    each(snooze)(stage, leaks)
    stage.move(2 * DAY)
    look(stage)


def fixed(stage: Stage, leaks: list[One]) -> None:
    for _ in range(4):
        stage.move(DAY)
        each(One.see)(stage, leaks)
    each(fix)(stage, leaks)
    stage.move(60 * DAY)
    look(stage)


def done(leak: One) -> object:
    return leak.say("done it was the decoder")


def snooze(leak: One) -> object:
    return leak.say("snooze 1d")


def fix(leak: One) -> object:
    return leak.say("fix")


def fix_release(leak: One) -> object:
    return leak.say(f"fix {NEW}")


def fix_unknown(leak: One) -> object:
    return leak.say("fix svc@1.2.3")


def seen_with_fix(leak: One) -> None:
    leak.see(release="svc@1.2.3")


def seen_newer(leak: One) -> None:
    leak.see(release=NEW)


def merge(leak: One) -> None:
    for text in (SIMPLE, CUT, WHOLE):
        leak.see(text)


def part(leak: One) -> None:
    leak.see(SAME_ORIGIN)


def take_back(leak: One) -> None:
    for text in (HIKARI, TAKEN_BACK):
        leak.see(text)


def archive(leak: One) -> None:
    issue_webhook(leak.stage, "archived", "ignored", leak.issue)


STATES: Mapping[str, Setup] = {
    "new": each(),
    "taken": each(lambda leak: leak.say("take")),
    "done": each(done),
    "returned": returned,
    "snoozed": each(snooze),
    "snooze over": snooze_over,
    "watching": each(fix),
    "watching a release": each(fix_release),
    "watching an unknown release": each(fix_unknown),
    "fix contradicted": each(fix_unknown, seen_with_fix),
    "fixed": fixed,
    "merged": each(merge),
    "parted": each(part),
    "retracted": each(take_back),
    "archived": each(archive),
}
EVENTS: Mapping[str, Event] = {
    "seen again": One.see,
    "seen in a newer release": seen_newer,
    "seen in the release of a fix": seen_with_fix,
    "taken": lambda leak: leak.say("take"),
    "done": done,
    "undone": lambda leak: leak.say("undo"),
    "snoozed": snooze,
    "fix": fix,
    "fix in a release": fix_release,
    "fix in an unknown release": fix_unknown,
    "fix since yesterday": lambda leak: leak.say("fix yesterday"),
    "merged": merge,
    "parted": part,
    "retracted": take_back,
    "archived": archive,
    "resolved": lambda leak: issue_webhook(leak.stage, "resolved", "resolved", leak.issue),
    "opened again": lambda leak: issue_webhook(leak.stage, "unresolved", "unresolved", leak.issue),
}


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory, slack_calls: Path) -> Iterator[Season]:
    """A year's programme in a bot of its own, at no whole hour."""
    stage = Stage(tmp_path_factory.mktemp("states"), slack_calls).start()
    stage.move(95)
    season = open_season(stage.bot.store, weeks=52)
    season.join(MINA)
    season.stage = stage
    yield season
    stage.stop()


@pytest.mark.parametrize("state", STATES)
def test_every_answer_is_given_in_every_state_after_every_event(season: Season, state: str) -> None:
    """A leak for each event is brought into the state, the event happens, and everything is asked about it."""
    stage: Stage = season.stage
    at = [*STATES].index(state)
    text = HIKARI if state == "retracted" else WHOLE
    names = [(f"s{chr(97 + at)}{chr(97 + n)}", f"61{at:04}{n:04}") for n in range(len(EVENTS))]
    leaks = [One(stage, *name, text).open() for name in names]
    stage.move(60)
    STATES[state](stage, leaks)
    check_all(stage)

    for leak, (name, happen) in zip(leaks, EVENTS.items(), strict=True):
        stage.move(7)
        happen(leak)
        for word in ("show", "trend", "why"):
            assert f"L{leak.number}" in leak.say(word), (state, name, word)
    check_all(stage)


def check_all(stage: Stage) -> None:
    """Ask for what is about all leaks, and find that nothing failed."""
    for words in ("status", "list", "digest"):
        assert stage.type(f"/leak {words}", channel=OTHER_CHANNEL)["text"]
    assert visit(stage)["blocks"]
    refused = [one for one in stage.workspace.room.courier.deliveries if one.status != 200]
    assert not refused


def test_a_digest_that_is_told_late_is_of_its_meeting(open_stage: Callable[..., Stage]) -> None:
    """A fix was registered, and contradicted, between the meeting and the telling: the digest comes all the same."""
    stage = open_stage()
    season = open_season(stage.bot.store, weeks=3)
    leak = One(stage, "late", "6130001").open()
    stage.bot.clock.set_to(season.rounds[0].meets_at + 2 * HOUR + 30)
    fix_unknown(leak)
    seen_with_fix(leak)

    stage.bot.digest_publisher.look()
    stage.wake()
    stage.settle()

    (post,) = [one for one in stage.messages(OTHER_CHANNEL) if "*Reports:*" in one["text"]]
    assert "*Reports:* 1 from 1 leak" in post["text"]


def test_a_digest_of_an_older_version_is_told_in_the_words_of_today(open_stage: Callable[..., Stage]) -> None:
    """Each part of the figures is missing in turn, as in digests that were kept before it was made."""
    stage = open_stage()
    store, season = stage.bot.store, open_season(stage.bot.store, weeks=3)
    leak = One(stage, "old", "6130002").open()
    fix(leak)
    stage.bot.clock.set_to(season.rounds[0].meets_at + 60)
    stage.bot.digest_publisher.look()
    stage.settle()
    told = posted_digests.find(store, season.programme.id, 1)
    assert told is not None

    for attempt, part in enumerate(sorted(told.figures), start=2):
        kept = {name: value for name, value in told.figures.items() if name not in (part, "version")}
        with store.transaction():
            posted_digests.keep(store, replace(told, attempt=attempt, figures=kept), [])
        assert stage.type("/leak digest 1", channel=OTHER_CHANNEL)["text"].startswith("*Digest"), part
