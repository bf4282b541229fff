"""Reminders: two days and three hours before, once after, to those missing only, never two at once."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.group.round_calendar import days_later
from bot.core.texts.bundles import Texts
from bot.group import reminder_job
from storage import Engine, open_store, programmes
from storage.outbox import Outgoing
from storage.records import MessageKind
from tests.group.seasons import ARA, DAY, HOUR, JONAS, MINA, Season, a_round, open_season

ZONES = [
    "Asia/Seoul",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Casablanca",
    "Pacific/Chatham",
    "UTC",
]
EN = Texts("en")


@pytest.fixture
def store() -> Iterator[Engine]:
    engine = open_store("sqlite://", 0)
    yield engine
    engine.close()


def asked(store: Engine, now: int) -> list[tuple[str, list[str]]]:
    """What is written down at a moment: (person, what is told) for each message."""
    reminder_job.remind(store, now)
    rows = store.query("SELECT detail FROM outbox WHERE asked_at = :now AND kind = 'reminder'", {"now": now})
    return [(row["detail"].split()[0], row["detail"].split()[1:]) for row in rows]


def said(store: Engine, now: int) -> list[str]:
    """The texts of the messages written down so far, as they would be sent now."""
    rows = store.query("SELECT detail FROM outbox WHERE kind = 'reminder' ORDER BY asked_at, key")
    written = reminder_job.render(store, EN, lambda: now)
    found = [
        written(Outgoing("k", MessageKind.REMINDER, None, "D1", row["detail"], None, 1, 0, 1, None, 0)) for row in rows
    ]
    return [one.text for one in found if one is not None]


def moments(season: Season) -> list[int]:
    """Around all that may fall due, and each day beside: what a clock that ticks every minute would hit."""
    clocks = [-2 * DAY + change for change in (-HOUR, -HOUR // 2, 0, HOUR // 2, HOUR)]
    near = (*clocks, -3 * HOUR, 0, HOUR, 2 * DAY + HOUR)
    rounds = season.rounds
    found = {one.meets_at + part + shift for one in rounds for part in near for shift in (-60, 0, 60)}
    days = range(rounds[0].begins_at, rounds[-1].meets_at + 4 * DAY, DAY)
    return sorted({*found, *days})


@pytest.mark.parametrize("time", ["21:00", "02:30"])
@pytest.mark.parametrize("zone", ZONES)
def test_a_year_of_weeks_brings_each_reminder_once(store: Engine, zone: str, time: str):
    """Mina never writes, Jonas shares three days before each meeting, Ara only begins a draft."""
    season = open_season(store, zone, first="2026-01-04", weeks=52, time=time)
    season.join(MINA, JONAS, ARA)
    told: Counter[tuple[str, str]] = Counter()
    at: dict[str, int] = {}
    rounds = season.rounds
    for now in moments(season):
        for one in rounds:
            if one.begins_at <= now and one.meets_at - 3 * DAY <= now < one.meets_at - 2 * DAY - HOUR:
                season.write(one.number, JONAS, "shared", now)
                season.write(one.number, ARA, "draft", now, share=False)
        for person, found in asked(store, now):
            told.update((person, one) for one in found)
            at.update(dict.fromkeys(found, now))

    expected = [f"{sort}:1:{n}" for sort in ("early", "soon", "passed") for n in range(1, 53)]
    assert Counter({(person, one): 1 for person in (MINA, ARA) for one in expected}) == told
    for one in rounds:
        early = datetime.fromtimestamp(at[f"early:1:{one.number}"], ZoneInfo(zone))
        jumped = time == "02:30" and f"{early:%H:%M}" != time
        assert days_later(one.meets_on, -2) == early.date().isoformat()
        assert time == f"{early:%H:%M}" or jumped
        assert one.meets_at - 3 * HOUR == at[f"soon:1:{one.number}"]
        assert one.meets_at + HOUR < at[f"passed:1:{one.number}"] <= one.meets_at + HOUR + 60


def test_nobody_is_reminded_who_shared_or_passed_or_wants_none(store: Engine):
    """Nor who left, nor an author who is no Slack user, nor anybody of a programme without a channel. Others are."""
    season, imported = open_season(store), open_season(store, name="Imported", channel=None)
    season.join(MINA, JONAS, ARA, "U0GONE", "Author of a diary", "U not an id", "U0MISSING")
    imported.join("U0OTHER")
    one = season.rounds[0]
    season.write(1, MINA, "done", one.begins_at)
    season.take_pass(1, JONAS, one.begins_at)
    with store.transaction():
        programmes.set_reminders(store, 1, ARA, one.begins_at)
        programmes.leave(store, 1, "U0GONE", one.begins_at)

    found = [asked(store, now) for now in range(one.begins_at, one.meets_at + 3 * DAY, HOUR)]

    told = [(person, sort) for one in found for person, sorts in one for sort in sorts if sort.endswith(":1")]
    assert [("U0MISSING", f"{sort}:1:1") for sort in ("early", "soon", "passed")] == told
    assert {"U0MISSING"} == {person for one in found for person, _ in one if person not in {MINA, JONAS}}


@pytest.mark.parametrize(
    ("back_at", "told"),
    [(-DAY, ["early:1:1"]), (-HOUR, ["soon:1:1"]), (HOUR // 2, []), (2 * HOUR, ["passed:1:1"]), (4 * DAY, [])],
)
def test_after_downtime_only_the_latest_comes(store: Engine, back_at: int, told: list[str]):
    """What was missed is gone, and nothing is said of a meeting that is on or long over."""
    season = open_season(store, weeks=1)
    season.join(MINA)
    now = season.rounds[0].meets_at + back_at

    found = [asked(store, now), asked(store, now + 60)]

    assert [[(MINA, told)] if told else [], []] == found


def test_a_round_that_moves_reminds_for_the_new_date_and_never_twice_for_one(store: Engine):
    """To the next day: again. To another hour of the same day: no more."""
    season = open_season(store, weeks=1)
    season.join(MINA)
    one = season.rounds[0]
    first = asked(store, one.meets_at - 2 * HOUR)
    season.move(1, one.meets_on, "23:59")
    same_day = [asked(store, one.meets_at - HOUR + minute * 60) for minute in range(0, 200, 10)]
    season.move(1, days_later(one.meets_on, 3))
    again = [asked(store, now) for now in range(one.meets_at + 2 * HOUR, season.rounds[0].meets_at, HOUR)]

    assert [(MINA, ["soon:1:1"])] == first
    assert [] == [one for one in same_day if one]
    assert [[(MINA, ["early:1:1"])], [(MINA, ["soon:1:1"])]] == [one for one in again if one]


def test_two_programmes_on_one_evening_are_one_message(store: Engine):
    """An hour apart: both are named at the earlier hour, and the later hour brings nothing more."""
    season, other = open_season(store, weeks=2), open_season(store, weeks=2, time="22:00", name="Second")
    season.join(MINA)
    other.join(MINA)
    one = season.rounds[0]

    found = [asked(store, now) for now in range(one.meets_at - 3 * DAY, one.meets_at, 600)]

    both = [[(MINA, [f"{sort}:1:1", f"{sort}:2:1"])] for sort in ("early", "soon")]
    assert both == [one for one in found if one]
    text = said(store, one.meets_at - HOUR)[-1]
    assert "*Growth*, round 1: Week 1" in text
    assert "*Second*, round 1: Week 1" in text


def test_two_workers_remind_once(tmp_path: Path):
    """Eight threads on two stores of one file begin at the same moment."""
    stores = [open_store(f"sqlite:///{tmp_path}/two.db", 0) for _ in range(2)]
    season = open_season(stores[0], weeks=1)
    people = [f"U0MEMBER{n:02}" for n in range(20)]
    season.join(*people)
    now = season.rounds[0].meets_at - HOUR
    gate = threading.Barrier(8)

    def work(store: Engine) -> None:
        gate.wait()
        reminder_job.remind(store, now)

    threads = [threading.Thread(target=work, args=(stores[n % 2],)) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    rows = stores[0].query("SELECT channel FROM outbox WHERE kind = 'reminder' ORDER BY channel")
    for store in stores:
        store.close()
    assert people == [row["channel"] for row in rows]


def test_what_was_written_down_is_dropped_when_it_is_no_longer_true(store: Engine):
    """Slack was away: she shared meanwhile, or the later reminder took its place, or the meeting is over."""
    season = open_season(store, weeks=1)
    season.join(MINA, JONAS)
    one = season.rounds[0]
    asked(store, one.meets_at - DAY)
    season.write(1, JONAS, "shared", one.meets_at - DAY)

    left = [len(said(store, one.meets_at - before)) for before in (DAY, 3 * HOUR, -60)]

    assert [1, 0, 0] == left


def test_a_draft_is_mentioned_and_nothing_of_it_is_said(store: Engine):
    """The words stay with who wrote them."""
    season = open_season(store, weeks=1)
    season.join(MINA)
    one = season.rounds[0]
    season.write(1, MINA, "my secret draft", one.begins_at, share=False)
    asked(store, one.meets_at - DAY)

    (text,) = said(store, one.meets_at - DAY)

    assert "Your draft is kept." in text
    assert "secret" not in text


def test_reminders_follow_each_other_by_hours(store: Engine):
    """Rounds of every day: at no moment two messages to one person, and the nearest are an hour apart."""
    season = open_season(store, weeks=1)
    for day in range(1, 6):
        with store.transaction():
            one = season.rounds[0]
            meets, begins = days_later(one.meets_on, day), days_later(one.meets_on, day - 1)
            programmes.put_round(store, a_round(season.programme, day + 1, begins, meets, "21:00"))
    season.join(MINA)
    begin = season.rounds[0].begins_at

    times = [now for now in range(begin, season.rounds[-1].meets_at + DAY, 600) for _ in asked(store, now)]

    assert min(late - early for early, late in pairwise(times)) >= HOUR
