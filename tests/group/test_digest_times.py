"""When digests come: years of meetings in odd zones, hours that come twice or never, clocks that jump (F11, F17)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.core.group.round_calendar import moment
from bot.core.texts.bundles import Texts
from bot.group.digest_publisher import DigestPublisher
from storage import Engine, digests, leaks, open_store, programmes
from storage.leaks import Description, Sighting
from storage.records import Programme, Round

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Europe/London",
    "Asia/Seoul",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
)
TIMES = ("02:30", "00:00", "09:00")
WEEKS = 157  # three years, in which every zone's clocks change as often as they do
FIRST = date(2024, 1, 7)  # a Sunday: clocks change on Sundays
HOUR, DAY = 3600, 86_400


class Clock:
    """Moved by the test."""

    at = 0

    def now(self) -> int:
        return self.at


@pytest.fixture
def store() -> Iterator[Engine]:
    engine = open_store("sqlite://", 0)
    yield engine
    engine.close()


def make(store: Engine, zone: str, time: str, weeks: int = WEEKS) -> Programme:
    """Weekly meetings; each round begins when the one before met."""
    with store.transaction():
        made = programmes.make(store, f"{zone} {time}", zone, "C1", HOUR, 1, 0)
        days = [FIRST + timedelta(weeks=week) for week in range(weeks + 1)]
        for number, (first, last) in enumerate(pairwise(days), 1):
            ends = moment(zone, f"{last}", time)
            one = Round(made.id, number, "Week", "", f"{first}", f"{last}", time, moment(zone, f"{first}", time), ends)
            programmes.put_round(store, one)
    return made


def see(store: Engine, *moments: int) -> None:
    """A leak that is reported at these moments."""
    with store.transaction():
        leak = leaks.open_leak(store, Description("netty", "ByteBuf", "a.B.c(B.java:1)", "simple", "x"), moments[0], 0)
        for nth, at in enumerate(moments):
            leaks.count_sighting(store, Sighting(f"{nth:032x}", leak, at, at, "d", "simple", "site"))


def told(store: Engine) -> list[str]:
    return [row["key"] for row in store.query("SELECT key FROM outbox WHERE kind = 'digest' ORDER BY asked_at, key")]


@pytest.mark.parametrize("zone", ZONES)
def test_there_is_exactly_one_digest_a_local_week(store: Engine, zone: str) -> None:
    """Three years, at three times of day: each at the local time, or within an hour after one that does not exist."""
    clock = Clock()
    made = {make(store, zone, time).id: time for time in TIMES}
    publisher = DigestPublisher(store=store, texts=Texts("en"), now=clock.now)
    meetings = sorted({one.meets_at for id_ in made for one in programmes.rounds(store, id_)})

    for meets_at in meetings:
        for clock.at in (meets_at - 1, meets_at, meets_at + 5):
            publisher.look()

    assert WEEKS * len(TIMES) == len(set(told(store)))
    for row in store.query("SELECT programme, round, built_at FROM digests"):
        local = datetime.fromtimestamp(row["built_at"], ZoneInfo(zone))
        hour, minute = map(int, made[row["programme"]].split(":"))
        assert FIRST + timedelta(weeks=row["round"]) == local.date()
        assert 0 <= local.hour * 60 + local.minute - hour * 60 - minute <= 60


@pytest.mark.parametrize("zone", ZONES)
def test_the_rounds_count_every_report_once(store: Engine, zone: str) -> None:
    """Weeks of 167 to 169 hours, half hours included: their sums are the sum of all."""
    made = make(store, zone, "02:30", weeks=53)
    rounds = programmes.rounds(store, made.id)
    # Every 47 minutes, and at every edge and a second before it.
    regular = range(rounds[0].begins_at, rounds[-1].meets_at, 47 * 60)
    edges = [at for one in rounds for at in (one.begins_at, one.meets_at - 1)]
    see(store, *sorted([*regular, *edges]))

    counts = [digests.counted(store, one.begins_at, one.begins_at, one.meets_at)[1].now for one in rounds]

    assert len(regular) + len(edges) == sum(counts)
    assert counts[5] == sum(rounds[5].begins_at <= at < rounds[5].meets_at for at in [*regular, *edges])


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 25 * HOUR, -25 * HOUR])
def test_a_clock_that_jumps_makes_no_second_digest(store: Engine, jump: int) -> None:
    """Forward or back, around the meeting: one a round."""
    clock = Clock()
    made = make(store, "Europe/Berlin", "21:00", weeks=3)
    rounds = programmes.rounds(store, made.id)
    publisher = DigestPublisher(store=store, texts=Texts("en"), now=clock.now)

    for one in rounds:
        for clock.at in (one.meets_at - 60, one.meets_at, one.meets_at + jump, one.meets_at + 60, one.meets_at + DAY):
            publisher.look()

    assert len(rounds) == len(told(store))


def test_a_round_that_is_moved_before_its_meeting_is_told_at_the_new_time(store: Engine) -> None:
    """And one that is skipped is not told at all."""
    clock = Clock()
    made = make(store, "Asia/Seoul", "21:00", weeks=2)
    one, two = programmes.rounds(store, made.id)
    values = {name: getattr(one, name) for name in one.__slots__}
    with store.transaction():
        programmes.put_round(store, Round(**{**values, "meets_at": one.meets_at + DAY}))
        values = {name: getattr(two, name) for name in two.__slots__}
        programmes.put_round(store, Round(**{**values, "skipped_at": 1}))
    publisher = DigestPublisher(store=store, texts=Texts("en"), now=clock.now)

    seen = []
    for clock.at in (one.meets_at + 5, one.meets_at + DAY, two.meets_at + 5):
        publisher.look()
        seen.append(len(told(store)))

    assert [0, 1, 1] == seen
