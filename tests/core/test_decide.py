"""Post or stay quiet; and the states that marks make."""

import dataclasses

import pytest

from bot.core.decide import Decision, Reason, decide, decide_found, happened_after, state_from_marks
from storage.records import Leak, Mark, MarkKind, State

NOW = 1_790_000_000
HOUR = 3600
LEAK = Leak(
    number=3,
    family="netty",
    resource="ByteBuf",
    frame=None,
    level="simple",
    access_text="",
    state=State.OPEN,
    state_at=NOW - 10 * HOUR,
    first_seen=NOW - 20 * HOUR,
    last_seen=NOW - 2 * HOUR,
    last_url=None,
    total=5,
    told_at=NOW - 2 * HOUR,
    told_total=5,
)
MARKED = dataclasses.replace(LEAK, state=State.INVESTIGATED, state_at=NOW - 600)


@pytest.mark.parametrize(
    ("leak", "event_at", "expected"),
    [
        (None, NOW, Decision(Reason.FIRST_SIGHTING)),
        (None, 5.0, Decision(Reason.FIRST_SIGHTING)),
        (LEAK, NOW, Decision(Reason.STILL_LEAKING, reply_at=NOW)),
        (dataclasses.replace(LEAK, told_at=NOW - 600), NOW, Decision(Reason.WITHIN_INTERVAL, reply_at=NOW + 3000)),
        (dataclasses.replace(LEAK, state=State.RETURNED), NOW, Decision(Reason.STILL_LEAKING, reply_at=NOW)),
        (dataclasses.replace(LEAK, snoozed_until=NOW + 1), NOW, Decision(Reason.SNOOZED)),
        (dataclasses.replace(LEAK, snoozed_until=NOW), NOW, Decision(Reason.STILL_LEAKING, reply_at=NOW)),
        (MARKED, NOW - 1, Decision(Reason.RETURNED, returned=True)),
        (MARKED, NOW - 601, Decision(Reason.HAPPENED_BEFORE)),
        (MARKED, None, Decision(Reason.RETURNED, returned=True)),
        (dataclasses.replace(MARKED, state=State.FIXED), NOW, Decision(Reason.RETURNED, returned=True)),
    ],
)
def test_a_sighting_is_told_or_not(leak: Leak | None, event_at: float | None, expected: Decision) -> None:
    """First and returned are for the channel, repeats for the thread at most once an interval."""
    assert expected == decide(leak, event_at, NOW, NOW, HOUR)


@pytest.mark.parametrize("state", [State.WATCHING, State.FIXED])
def test_with_a_fix_only_what_speaks_against_it_is_told(state: State) -> None:
    """Draining processes are counted and stay quiet; snoozing hides no recurrence."""
    leak = dataclasses.replace(LEAK, state=state, snoozed_until=NOW + HOUR)

    assert Decision(Reason.BACK, returned=True) == decide(leak, NOW, NOW, NOW, HOUR, against_fix=True)
    assert Decision(Reason.NO_FIX_IN_IT) == decide(leak, NOW, NOW, NOW, HOUR, against_fix=False)
    assert Decision(Reason.BACK, returned=True, aloud=False) == decide_found(leak, NOW, False, against_fix=True)
    assert Decision(Reason.FOUND_LATER) == decide_found(leak, NOW, True, against_fix=False)


@pytest.mark.parametrize("aloud", [True, False])
@pytest.mark.parametrize(
    ("leak", "event_at", "expected"),
    [
        (None, NOW, Decision(Reason.FIRST_SIGHTING)),
        (LEAK, NOW, Decision(Reason.FOUND_LATER)),
        (MARKED, NOW - 599, Decision(Reason.RETURNED, returned=True)),
        (MARKED, NOW - 600, Decision(Reason.FOUND_LATER)),
        (MARKED, None, Decision(Reason.FOUND_LATER)),
        (dataclasses.replace(MARKED, state=State.FIXED), NOW, Decision(Reason.RETURNED, returned=True)),
        (dataclasses.replace(MARKED, state=State.RETURNED), NOW, Decision(Reason.FOUND_LATER)),
    ],
)
def test_what_sentry_was_asked_for_is_news_or_not(
    leak: Leak | None, event_at: float | None, expected: Decision, aloud: bool
) -> None:
    """New and returned are told, by the event's own time; a repeat is shown and not told. A backfill posts nothing."""
    assert dataclasses.replace(expected, aloud=aloud) == decide_found(leak, event_at, aloud)


def test_a_reply_that_is_exactly_due_is_posted() -> None:
    """The interval ends with its last second."""
    due = dataclasses.replace(LEAK, told_at=NOW - HOUR)

    assert Decision(Reason.STILL_LEAKING, reply_at=NOW) == decide(due, NOW, NOW, NOW, HOUR)


def test_one_reply_waits_for_many_sightings() -> None:
    """While a reply is still to be written, further sightings ask for no other."""
    assert Decision(Reason.ALREADY_WAITING) == decide(LEAK, NOW, NOW, NOW, HOUR, reply_waits=True)


@pytest.mark.parametrize(
    ("event_at", "expected"),
    [
        (NOW - 50, True),
        (NOW - 101, False),
        (NOW - 100, False),
        (NOW - 900, False),
        (NOW - 901, True),
        (NOW + 900, True),
        (NOW - 86_400, True),
        (NOW + 86_400, True),
        (None, True),
    ],
)
def test_a_wrong_clock_is_not_believed(event_at: float | None, expected: bool) -> None:
    """An event's own time counts within Sentry's retries of a quarter of an hour; outside, its arrival does."""
    assert expected is happened_after(event_at, NOW, NOW - 100)


@pytest.mark.parametrize(
    ("kinds", "returned", "expected"),
    [
        ((), False, State.OPEN),
        ((), True, State.RETURNED),
        ((MarkKind.INVESTIGATING,), False, State.INVESTIGATING),
        ((MarkKind.INVESTIGATING,), True, State.INVESTIGATING),
        ((MarkKind.INVESTIGATING, MarkKind.INVESTIGATED), False, State.INVESTIGATED),
        ((MarkKind.INVESTIGATED,), True, State.INVESTIGATED),
    ],
)
def test_the_marks_make_the_state(kinds: tuple[MarkKind, ...], returned: bool, expected: State) -> None:
    """✅ counts before 👀, and taking the last mark back leads to where the leak stood before."""
    marks = [Mark(3, f"U{number}", kind, NOW) for number, kind in enumerate(kinds)]

    assert expected is state_from_marks(marks, returned)
