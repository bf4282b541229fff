"""Reading what Sentry sends: signatures, the shapes of a payload, and where the text is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.reading.event_text import event_text
from bot.core.reading.issue_state import IssueState, state_of
from bot.core.reading.webhook import Event, Ignored, IssueChange, Malformed, is_signed, read, signature

LEAK = "LEAK: ByteBuf.release() was not called before it's garbage-collected."
ID = "8a8bb7cd343aa2ad99b7d762030857a2"


def sent(data: Any, **more: Any) -> bytes:
    return json.dumps(
        {"action": "triggered", "installation": {}, "actor": {"name": "Dana"}, "data": data, **more}
    ).encode()


def an_event(**more: Any) -> dict[str, Any]:
    return {"event_id": ID, "logentry": {"formatted": LEAK}, **more}


def test_the_signature_is_sentrys() -> None:
    """HMAC-SHA256 over the raw body in lower-case hex; RFC 4231, test case 2."""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

    assert expected == signature("Jefe", b"what do ya want for nothing?")


@pytest.mark.parametrize(
    ("secrets", "given_signature", "expected"),
    [
        (("new", "old"), signature("old", b"x").encode(), True),
        (("new", "old"), signature("new", b"x").encode(), True),
        (("new",), signature("old", b"x").encode(), False),
        (("new",), signature("new", b"x ").encode(), False),
        (("new",), signature("new", b"x").upper().encode(), False),
        (("new",), b"", False),
        (("new",), "süß".encode(), False),
        ((), signature("", b"x").encode(), False),
    ],
)
def test_any_of_the_secrets_may_have_signed(secrets: tuple[str, ...], given_signature: bytes, expected: bool) -> None:
    """Two secrets are valid while one is rotated; anything else is refused without an error."""
    assert expected is is_signed(secrets, b"x", given_signature)


def test_an_alert_is_read_whole() -> None:
    """Project slug, issue, host and release come from where each of them stands."""
    event = an_event(
        timestamp=1772442867.318,
        url="https://sentry.io/api/0/projects/acme/runners/events/1/",
        web_url="https://sentry.io/organizations/acme/issues/61/events/1/",
        issue_id="61",
        release=None,
        tags=[["environment", "production"], ["release", "runners@1"], ["server_name", "pod-1"]],
    )

    expected = Event(
        event_id=ID,
        text=LEAK,
        at=1772442867.318,
        project="runners",
        environment="production",
        host="pod-1",
        release="runners@1",
        issue="61",
        url="https://sentry.io/organizations/acme/issues/61/events/1/",
    )
    assert expected == read(sent({"event": event}))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"logentry": {"formatted": "a", "message": "b"}, "message": "c"}, "a"),
        ({"logentry": {"message": "b"}, "message": "c"}, "c"),
        ({"logentry": None, "message": ""}, None),
        ({"entries": [{"type": "threads"}, {"type": "message", "data": {"formatted": "e"}}]}, "e"),
        (
            {"logentry": {"message": "LEAK: {}.release(){}", "params": ["ByteBuf", "\n#1:"]}},
            "LEAK: ByteBuf.release()\n#1:",
        ),
        ({"logentry": {"message": "{} and {}", "params": ["a {} b", "c"]}}, "a {} b and c"),
        ({"logentry": {"message": "{} and {}", "params": ["one"]}}, "one and {}"),
        ({"exception": {"values": [{"value": "outer"}, {"value": "inner"}]}}, "inner"),
        ({"breadcrumbs": {"values": [{"message": LEAK}]}, "title": LEAK, "extra": {"x": LEAK}}, None),
        ({"logentry": [], "message": 7, "entries": {}, "exception": {"values": []}}, None),
    ],
)
def test_the_text_is_taken_from_its_places_only(event: dict[str, Any], expected: str | None) -> None:
    """logentry.formatted first, never the whole event: breadcrumbs carry other leaks' texts."""
    assert expected == event_text(event)


EXCEPTION = {
    "type": "Exception",
    "module": "java.lang",
    "value": "Apparent connection leak detected",
    "stacktrace": {
        "frames": [
            {"module": "com.acme.Orders", "function": "run", "filename": "Orders.java", "lineno": 9},
            {"module": "com.zaxxer.hikari.HikariDataSource", "function": "getConnection"},
            {"function": None},
        ]
    },
}


@pytest.mark.parametrize(
    "event",
    [
        {"message": "Connection leak detection triggered", "exception": {"values": [{"value": "cause"}, EXCEPTION]}},
        {
            "entries": [
                {"type": "exception", "data": {"values": [EXCEPTION]}},
                {"type": "message", "data": {"formatted": "Connection leak detection triggered"}},
            ]
        },
    ],
)
def test_a_message_without_frames_brings_its_exception(event: dict[str, Any]) -> None:
    """Pools and clients tell the site in the exception that is logged with their message."""
    expected = (
        "Connection leak detection triggered\n"
        "java.lang.Exception: Apparent connection leak detected\n"
        "\tat com.zaxxer.hikari.HikariDataSource.getConnection(Unknown Source)\n"
        "\tat com.acme.Orders.run(Orders.java:9)"
    )

    assert expected == event_text(event)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"datetime": "yesterday"}, None),
        ({"datetime": "yesterday", "dateCreated": "2026-09-26T12:00:00Z"}, 1790424000.0),
        ({"datetime": "2026-09-26T12:00:00"}, 1790424000.0),
        ({"timestamp": 0, "datetime": "2026-09-26T14:00:00+02:00"}, 1790424000.0),
        ({"timestamp": True, "received": 5}, 5.0),
        ({"timestamp": 2**40}, None),
        ({"timestamp": 2**40 - 1}, 2.0**40 - 1),
        ({}, None),
    ],
)
def test_a_date_that_cannot_be_read_is_passed_over(dates: dict[str, Any], expected: float | None) -> None:
    """Numbers first, then dates in their order; a date without a zone is in UTC."""
    event = read(sent({"event": an_event(**dates)}))

    assert isinstance(event, Event)
    assert expected == event.at


@pytest.mark.parametrize(
    ("length", "ending", "cut"), [(8192, "...", True), (8191, "...", False), (8192, "x..", False), (8193, "...", True)]
)
def test_a_text_of_sentrys_limit_that_ends_in_dots_was_cut(length: int, ending: str, cut: bool) -> None:
    """8,192 characters, three dots among them, are what Sentry leaves of a longer text."""
    event = read(sent({"event": {"event_id": ID, "logentry": {"formatted": "x" * (length - 3) + ending}}}))

    assert isinstance(event, Event)
    assert cut is event.cut


def test_a_message_with_frames_is_left_alone() -> None:
    """A leak report's own records must not run on into the frames of whatever was logged with it."""
    text = f"{LEAK}\nRecent access records: \n#1:\n\tcom.acme.Upload.read(Upload.java:7)"

    assert text == event_text({"message": text, "exception": {"values": [EXCEPTION]}})


@pytest.mark.parametrize(
    ("tags", "release"),
    [
        ([["release", "a@1"]], "a@1"),
        ([["sentry:release", "a@1"]], "a@1"),
        ([{"key": "release", "value": "a@1"}], "a@1"),
        ([["release"], None, 7, {"key": None}, ["release", None]], None),
        ({"release": "a@1", "sentry:user": None}, "a@1"),
        ("release", None),
    ],
)
def test_four_encodings_of_tags_are_read(tags: Any, release: str | None) -> None:
    """Pairs, pairs with a prefix, objects, one object; anything else is no tag."""
    event = read(sent({"event": an_event(tags=tags)}))

    assert isinstance(event, Event)
    assert release == event.release


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            sent({"issue": {"id": "61"}}, action="resolved"),
            IssueChange("61", "resolved", "Dana", state=IssueState("resolved")),
        ),
        (sent({"issue": {"id": "61"}, "activity": {}}), Ignored("issue.triggered carries no event")),
        (sent({"comment_id": 1, "issue_id": 61}), Ignored("comment_id.triggered carries no event")),
        (sent({}), Ignored("nothing.triggered carries no event")),
        (sent({"event": {"message": "x"}}), Malformed("an event without event_id")),
        (b"[]", Malformed("JSON, but not an object")),
        (b"{}", Malformed("an object without data or event")),
        (b"", Malformed("not JSON: JSONDecodeError")),
        (b'{"data": "\xff"}', Malformed("not JSON: UnicodeDecodeError")),
        (b"[" * 100_000, Malformed("not JSON: RecursionError")),
    ],
)
def test_what_is_no_event_is_told_apart(body: bytes, expected: Any) -> None:
    """Authentic but nothing for us is ignored; what Sentry would not send is malformed, and kept."""
    assert expected == read(body)


def test_other_channels_are_read_too() -> None:
    """The legacy plugin and service hooks name project and issue outside of the event."""
    legacy = json.dumps({"id": "61", "project_slug": "runners", "url": "https://x/", "event": an_event()}).encode()
    hook = json.dumps({"project": {"slug": "runners"}, "group": {"id": "61"}, "event": an_event(eventID=ID)}).encode()

    for body in (legacy, hook):
        event = read(body)
        assert isinstance(event, Event)
        assert (ID, "runners", "61", LEAK) == (event.event_id, event.project, event.issue, event.text)


@pytest.mark.parametrize(
    ("event", "cut"),
    [
        (an_event(_meta={"logentry": {"formatted": {"": {"len": 16306}}}}), True),
        (an_event(logentry={"formatted": "x" * 8189 + "..."}), True),
        (an_event(logentry={"formatted": "x" * 8192}), False),
        (an_event(), False),
    ],
)
def test_a_shortened_text_is_known_as_such(event: dict[str, Any], cut: bool) -> None:
    """By Sentry's remark, or by its three dots at the limit."""
    found = read(sent({"event": event}))

    assert isinstance(found, Event)
    assert cut is found.cut


def test_what_cannot_be_stored_is_replaced() -> None:
    """NUL bytes and lone surrogates become visible marks; nothing else is lost."""
    body = b'{"data": {"event": {"event_id": "1", "message": "a\\u0000b\\ud800c"}}}'

    event = read(body)

    assert isinstance(event, Event)
    assert "a\ufffdb?c" == event.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
NAMES = ("event_id", "logentry", "message", "entries", "exception", "tags", "timestamp", "release", "_meta", "project")


@given(st.dictionaries(st.sampled_from(NAMES), JSON), st.sampled_from(["event", "error", "issue"]))
def test_no_shape_is_an_error(event: dict[str, Any], name: str) -> None:
    """Whatever stands where, reading ends with an answer."""
    assert isinstance(read(sent({name: event})), Event | Ignored | IssueChange | Malformed)


@given(st.binary())
def test_no_body_is_an_error(body: bytes) -> None:
    """Any bytes are answered."""
    assert isinstance(read(body), Event | Ignored | IssueChange | Malformed)


@pytest.mark.parametrize(
    ("issue", "action", "expected"),
    [
        ({"status": "unresolved", "substatus": "regressed", "shortId": "A-1"}, "unresolved", IssueState("open", "A-1")),
        ({"status": "ignored", "substatus": "archived_forever"}, "ignored", IssueState("archived")),
        ({"substatus": "archived_until_escalating"}, "archived", IssueState("archived")),
        ({}, "ignored", IssueState("archived")),
        ({"status": "resolved", "statusDetails": {}}, "resolved", IssueState("resolved")),
        ({"status": "resolved", "statusDetails": {"inNextRelease": True}}, "resolved", IssueState("release")),
        ({"status": "resolved", "statusDetails": {"inCommit": {}}}, "resolved", IssueState("release")),
        ({"assignedTo": {"type": "team", "name": "runtime-team"}}, "assigned", IssueState(None, None, "runtime-team")),
        ({"assignedTo": {"email": "a@b.example"}}, "assigned", IssueState(None, None, "a@b.example")),
        ({"status": 7, "statusDetails": [], "assignedTo": "Dana", "shortId": {}}, "created", IssueState()),
    ],
)
def test_how_an_issue_stands_is_read_from_itself(issue: dict[str, Any], action: str, expected: IssueState) -> None:
    """The webhook's action counts only where the issue does not say; one that is resolved for a release is its own."""
    assert expected == state_of(issue, action)
