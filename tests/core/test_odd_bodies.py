"""Bodies as nobody documents them: what Sentry sends now and then, and thousands that are nearly right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.families.table import recognise
from bot.core.reading.webhook import Event, read
from storage import leaks
from tests.fuzz import check_nothing_is_stuck, send_all
from tests.walks.events import event, text_of
from tests.walks.stage import DAY, HOUR, Stage

LEAK = "LEAK: ByteBuf.release() was not called before it's garbage-collected."
MUTATIONS, SEED = 5_000, 1


def read_event(**event: Any) -> Event:
    """Read an event that a webhook brings."""
    reading = read(json.dumps({"action": "triggered", "data": {"event": {"event_id": "e1", **event}}}).encode())
    assert isinstance(reading, Event), reading
    return reading


def test_control_characters_in_strings_are_read():
    """getsentry/sentry#68691: line breaks and tabs that should have been escaped."""
    body = json.dumps({"data": {"event": event()}}).replace("\\n", "\n").replace("\\t", "\t").encode()

    reading = read(body)

    assert isinstance(reading, Event)
    assert text_of("upload-body") == reading.text


@pytest.mark.parametrize(
    ("template", "params", "text"),
    [
        ("{} of {}", ["a", 1], "a of 1"),
        ("{} of {}", ["{}", "b"], "{} of b"),
        ("{} of {}", ["a"], "a of {}"),
        ("%s of %d, %5.1f%%", ["a", 1, 2.5], "a of 1, 2.5%"),
        ("%s of %s", ["%s"], "%s of %s"),
        ("%(name)s leaks %(other)s", {"name": "L1"}, "L1 leaks %(other)s"),
        ("100% of %s", None, "100% of %s"),
        ("{}", {"a": 1}, "{}"),
    ],
)
def test_params_are_put_into_their_template(template: str, params: Any, text: str):
    """SLF4J's placeholders, and Python's."""
    assert text == read_event(logentry={"message": template, "params": params}).text


def test_many_params_are_put_in():
    """Forty thousand placeholders, of which the text keeps as many as it has room for."""
    found = read_event(logentry={"message": "{}" * 40_000, "params": ["ab"] * 40_000})

    assert "ab" * 32_768 == found.text


@pytest.mark.parametrize(
    "fields",
    [
        {"sentry.interfaces.Message": {"formatted": LEAK}},
        {"sentry.interfaces.Message": {"message": "LEAK: %s", "params": [LEAK.removeprefix("LEAK: ")]}},
        {"sentry.interfaces.Exception": {"values": [{"type": "Error", "value": LEAK}]}},
        {"sentry.interfaces.Exception": [{"type": "Error", "value": LEAK}]},
        {"message": {"formatted": LEAK}},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_interfaces_of_older_events_are_read(fields: Any):
    """Sentry kept an event's parts by the names of its Python classes."""
    assert LEAK == read_event(**fields).text


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2026-09-26T12:00:00Z", 1_790_424_000.0),
        ("2026-09-26T12:00:00.500+00:00", 1_790_424_000.5),
        ("2026-09-26t21:00:00+09:00", 1_790_424_000.0),
        ("2026-09-26", 1_790_380_800.0),
        (1_790_424_000, 1_790_424_000.0),
        ("soon", None),
        ("9" * 5_000, None),
        ("0001-01-01T00:00:00+14:00", None),
        (True, None),
    ],
)
def test_the_time_of_an_event_is_a_number_or_iso_8601(said: Any, at: float | None):
    """The same field holds either, by Sentry's version."""
    assert at == read_event(timestamp=said).at


def test_an_address_that_is_none_names_no_issue():
    """urlsplit raises for it."""
    assert read_event(issue_url="http://[").issue is None


@pytest.mark.parametrize(
    "text",
    [
        f"{LEAK} Recent access records: {'7' * 60_000}\n#1:\n",
        f"{LEAK}\nRecent access records: {'7' * 60_000}\n#1:\n",
        f"{LEAK} Recent access records:\n&lt;init&gt; &#{'7' * 6_000};",
    ],
    ids=["digits", "a count", "a reference"],
)
def test_a_number_of_thousands_of_digits_is_read_as_text(text: str):
    """Python refuses to make an integer of it."""
    assert recognise(text) is not None


@pytest.mark.parametrize(("ahead_s", "at_s"), [(HOUR, HOUR), (DAY + 60, 0), (900 * DAY, 0)])
def test_a_time_more_than_a_day_ahead_is_taken_for_the_arrival(
    open_stage: Callable[..., Stage], ahead_s: int, at_s: int
):
    """A host whose clock is wrong does not move the leak's record into the future."""
    stage = open_stage()
    stage.report(event(timestamp=stage.now + ahead_s))

    leak = leaks.find_leak(stage.bot.store, 1)

    assert leak is not None
    assert stage.now + at_s == leak.last_seen


@pytest.fixture
def attacked(tmp_path: Path) -> Iterator[Stage]:
    """A bot whose calls are not in the record: it repeats the ids that it was given, whatever they are."""
    stage = Stage(tmp_path, tmp_path / "calls.jsonl").start()
    yield stage
    stage.stop()


def test_signed_bodies_of_nearly_the_right_shape_are_no_error_of_ours(attacked: Stage):
    """Whatever comes signed, no answer is a 5xx; all of it is read or malformed by name, and the bot goes on."""
    statuses, failed = send_all(attacked, MUTATIONS, SEED)

    assert not failed, failed[0][:2_000]
    assert MUTATIONS == statuses.total()
    assert {200, 400} <= statuses.keys()
    check_nothing_is_stuck(attacked, within_s=120)
