"""Arguments that nobody would send: each call is answered, none breaks the server or its state."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.workspace.api import METHODS, UPLOAD_URL_METHOD
from bot.workspace.limits import complete
from bot.workspace.methods_views import put_on_top
from bot.workspace.room import Room
from tests.workspace.conftest import CHANNEL, WAIT_S, YOU, actions, button, modal, section
from tests.workspace.served import Served

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 2**53), st.text(max_size=20))
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
SENSIBLE: dict[str, list[Any]] = {
    "channel": [CHANNEL, YOU, "C0NOWHERE01"],
    "ts": ["1795000000.000000", "x"],
    "thread_ts": ["1795000000.000000"],
    "timestamp": ["1795000000.000000"],
    "name": ["eyes"],
    "text": ["words"],
    "blocks": [[section("x")], [actions(button("a"))], [{"type": "section"}], [{"type": "actions", "elements": [1]}]],
    "metadata": [{"event_type": "a", "event_payload": {}}, {"event_type": None, "event_payload": None}],
    "view": [modal(), {"type": "home", "blocks": []}, {"type": "modal", "blocks": None}],
    "user": [YOU],
    "user_id": [YOU],
    "users": [YOU],
    "trigger_id": ["1.2.3"],
    "view_id": ["V0"],
    "external_id": ["e"],
    "limit": [1, "2", 0],
    "cursor": ["bmV4dF90czox", "%%%"],
    "oldest": ["1795000000.000000", "x", "1.2.3", "٣"],
    "latest": ["9"],
    "files": [[{"id": "F0"}]],
    "filename": ["a.png"],
    "length": [5],
    "channel_id": [CHANNEL],
}
ARGUMENTS = st.fixed_dictionaries({}, optional={name: st.sampled_from(some) | JSON for name, some in SENSIBLE.items()})


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[str, Room]]:
    """One workspace for all of it."""
    workspace = Served()
    url = workspace.start()
    room = workspace.room
    room.ledger.post(CHANNEL, 1_795_000_000, user="U0LEAKBOT01", text="x", blocks=complete([actions(button("a"))]))
    yield url, room
    workspace.stop()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(method=st.sampled_from([*METHODS, UPLOAD_URL_METHOD]), args=ARGUMENTS)
def test_every_call_is_answered(place: tuple[str, Room], method: str, args: dict[str, Any]):
    """200 with "ok", whatever the arguments."""
    headers = {"Authorization": "Bearer xoxb-local"}

    answer = requests.post(f"{place[0]}api/{method}", json=args, headers=headers, timeout=WAIT_S)

    assert answer.status_code == 200
    assert isinstance(answer.json()["ok"], bool)


ACTS = ["close", "command", "dismiss", "faults", "home", "press", "react", "redeliver", "say", "shortcut", "submit"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(act=st.sampled_from(ACTS), user=st.sampled_from([YOU, "U0NOBODY01"]), args=ARGUMENTS, values=JSON)
def test_every_act_is_answered(place: tuple[str, Room], act: str, user: str, args: dict[str, Any], values: Any):
    """200 or 400 with "ok", whatever the arguments."""
    put_on_top(place[1], YOU, modal(), [])
    body = args | {"user": user, "values": values, "action_id": "a"}

    answer = requests.post(f"{place[0]}_control/{act}", json=body, timeout=WAIT_S)

    assert answer.status_code in (200, 400)
    assert isinstance(answer.json()["ok"], bool)
