"""The server around it: faults, the record, the journal, the stream, and who is let in."""

import json
import socket
import threading
import time
from pathlib import Path

import pytest
import requests
import uvicorn
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.workspace.server import Workspace
from tests.pace import within
from tests.workspace.conftest import CHANNEL, YOU, Site, a_client, actions, button, section
from tests.workspace.served import Served


def test_the_next_call_can_be_limited(site: Site):
    """429 with Retry-After, once; nothing is posted."""
    site.act("faults", faults=[{"method": "chat.postMessage", "times": 1, "do": "429", "retry_after": 2}])

    with pytest.raises(SlackApiError) as caught:
        site.client.chat_postMessage(channel=CHANNEL, text="x")
    site.client.chat_postMessage(channel=CHANNEL, text="y")

    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "2")
    assert [message["text"] for message in site.state()["messages"][CHANNEL]] == ["y"]


def test_a_message_can_be_kept_and_its_answer_lost(site: Site):
    """The connection drops without an answer; the message stands."""
    requests.post(f"{site.url}_control/faults", json=[{"method": "chat.postMessage", "do": "lost"}], timeout=60)

    with pytest.raises(ConnectionError):
        site.client.chat_postMessage(channel=CHANNEL, text="x")

    assert [message["text"] for message in site.state()["messages"][CHANNEL]] == ["x"]
    assert site.client.auth_test()["ok"]


def test_other_faults(site: Site):
    """A 500, an error code of choice, a slow answer; a fault that is none is refused."""
    faults = [{"method": "auth.test", "do": do} for do in ("500", "error:account_inactive", "slow:0.2")]
    site.act("faults", faults=faults)

    with pytest.raises(SlackApiError):
        site.client.auth_test()
    with pytest.raises(SlackApiError, match="account_inactive"):
        site.client.auth_test()
    began = time.monotonic()
    site.client.auth_test()

    assert time.monotonic() - began >= 0.2
    assert site.act("faults", faults=[{"method": "auth.test", "do": "explode"}])["error"] == "invalid_faults"


def test_every_call_is_recorded(tmp_path: Path):
    """Accepted or refused, decoded, and without the token."""
    record = tmp_path / "calls.jsonl"
    workspace = Served()
    workspace.room.probe.record_path = record
    url = workspace.start()
    client = a_client(url)
    client.chat_postMessage(channel=CHANNEL, text="x", blocks=[section("x")], unfurl_links=False)
    client.conversations_history(channel=CHANNEL, limit=15, include_all_metadata=True)
    with pytest.raises(SlackApiError):
        client.chat_update(channel=CHANNEL, ts="1.000001", text="x")
    form = {"token": "xoxb-local", "channel": CHANNEL, "text": "form", "blocks": json.dumps([section("f")])}
    requests.post(f"{url}api/chat.postMessage", data=form, timeout=60)

    recorded = [json.loads(line) for line in record.read_text().splitlines()]
    calls = requests.get(f"{url}_control/calls", timeout=60).json()
    workspace.stop()

    assert recorded == calls
    methods = ["chat.postMessage", "conversations.history", "chat.update", "chat.postMessage"]
    assert [call["method"] for call in calls] == methods
    assert calls[0]["payload"] == {"channel": CHANNEL, "text": "x", "blocks": [section("x")], "unfurl_links": False}
    assert calls[1]["payload"] == {"channel": CHANNEL, "limit": 15, "include_all_metadata": True}
    assert calls[3]["payload"]["blocks"] == [section("f")]


def test_the_journal_brings_everything_back(tmp_path: Path):
    """Messages, threads, marks, edits, homes; a torn last line never happened."""
    journal = tmp_path / "deep" / "workspace.jsonl"
    before = Served(journal)
    url = before.start()
    client = a_client(url)
    metadata = {"event_type": "e", "event_payload": {"k": 1}}
    parent = client.chat_postMessage(channel=CHANNEL, text="parent", metadata=metadata)["ts"]
    client.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=parent)
    client.chat_update(channel=CHANNEL, ts=parent, text="edited")
    client.reactions_add(channel=CHANNEL, timestamp=parent, name="eyes")
    client.chat_postMessage(channel=YOU, text="direct", blocks=[actions(button("a"))])
    client.views_publish(user_id=YOU, view={"type": "home", "blocks": [section("home")]})
    was = requests.get(f"{url}_control/state", timeout=60).json()
    before.stop()
    with journal.open("ab") as torn:
        torn.write(b'{"op":"post","channel"')

    after = Served(journal)
    url = after.start()
    now = requests.get(f"{url}_control/state", timeout=60).json()
    a_client(url).chat_postMessage(channel=CHANNEL, text="after the tear")
    after.stop()
    third = Workspace(journal)

    assert now == was
    texts = [message.text for message in third.room.state.public(CHANNEL)]
    assert texts == ["edited", "reply", "after the tear"]
    third.close()


def test_a_journal_that_is_none_is_named(tmp_path: Path):
    """The error says which line of which file, and what to do."""
    journal = tmp_path / "workspace.jsonl"
    journal.write_text("this is not JSON\n")

    with pytest.raises(ValueError, match=r"workspace\.jsonl, line 1: unreadable .* move the file away"):
        Workspace(journal)


def read_event(lines) -> tuple[str, dict]:
    """The next event of a stream, past comments."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            return name, json.loads(line.removeprefix("data: "))
    raise AssertionError("the stream ended")


def test_the_stream_begins_with_everything_and_goes_on_with_changes(site: Site):
    """One state, then what changed."""
    site.client.chat_postMessage(channel=CHANNEL, text="before")
    with requests.get(f"{site.url}events", stream=True, timeout=60) as stream:
        lines = stream.iter_lines(decode_unicode=True, chunk_size=1)
        first = read_event(lines)
        ts = site.client.chat_postMessage(channel=CHANNEL, text="after")["ts"]
        second = read_event(lines)

    assert (first[0], first[1]["messages"][CHANNEL][0]["text"]) == ("state", "before")
    (change,) = second[1]
    assert (second[0], change["ts"], change["message"]["text"]) == ("changes", ts, "after")


def test_an_open_page_does_not_keep_the_server_alive():
    """stop() ends the streams."""
    workspace = Served()
    url = workspace.start()
    with requests.get(f"{url}events", stream=True, timeout=60) as stream:
        read_event(stream.iter_lines(decode_unicode=True, chunk_size=1))
        began = time.monotonic()
        workspace.stop()

    assert time.monotonic() - began < within(3)


FOREIGN = [
    {"Host": "evil.example"},
    {"Host": "evil.example:3000"},
    {"Host": "127.0.0.1.evil.example"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    {"Forwarded": "for=192.0.2.1"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-Host": "127.0.0.1"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_foreign_pages_are_not_let_in(site: Site, headers: dict[str, str]):
    """Neither by another name for this machine, nor from another site, nor through a proxy on this machine."""
    body = {"user": YOU, "channel": CHANNEL, "text": "x"}

    say = requests.post(f"{site.url}_control/say", json=body, headers=headers, timeout=60)
    post = requests.get(f"{site.url}api/chat.postMessage?token=xoxb-local", headers=headers, timeout=60)

    assert (say.status_code, post.status_code) == (403, 403)
    assert CHANNEL not in site.state()["messages"]


def test_the_own_page_and_a_followed_link_are_let_in(site: Site):
    """Same origin by any of the machine's own names; a link to the page from elsewhere may open it."""
    own = {"Origin": site.url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    port = site.url.rstrip("/").rpartition(":")[2]

    say = requests.post(
        f"{site.url}_control/say", json={"user": YOU, "channel": CHANNEL, "text": "x"}, headers=own, timeout=60
    )
    page = requests.get(site.url, headers=followed, timeout=60)
    named = requests.get(site.url, headers={"Host": f"localhost:{port}"}, timeout=60)

    assert (say.status_code, page.status_code, named.status_code) == (200, 200, 200)
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_another_machine_is_not_let_in():
    """The client's address must be loopback, whatever the server is bound to."""
    address = own_address()
    if address is None:
        pytest.skip("this machine has no address but loopback")
    workspace = Workspace()
    server = uvicorn.Server(uvicorn.Config(workspace.app, host="0.0.0.0", port=0, log_level="warning"))
    workspace_thread = _serve(server)
    port = server.servers[0].sockets[0].getsockname()[1]

    there = requests.get(f"http://{address}:{port}/", headers={"Host": "localhost"}, timeout=60)
    here = requests.get(f"http://127.0.0.1:{port}/", timeout=60)
    server.should_exit = True
    workspace_thread.join()
    workspace.close()

    assert (there.status_code, here.status_code) == (403, 200)


def test_it_can_be_mounted_under_a_prefix():
    """In the bot's own process, as `make run` does: the API, the page, and response URLs with the prefix."""
    workspace = Workspace()
    app = Starlette(routes=[Mount("/workspace", app=workspace.app)])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = _serve(server)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/workspace/"

    client = WebClient("xoxb-local", base_url=f"{url}api/")
    posted = client.chat_postMessage(channel=CHANNEL, text="x")
    upload = client.files_getUploadURLExternal(filename="a.png", length=3)["upload_url"]
    page = requests.get(url.rstrip("/"), timeout=60)
    script = requests.get(f"{url}app.js", timeout=60)
    followed = requests.get(url, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, timeout=60)
    server.should_exit = True
    thread.join()
    workspace.close()

    assert posted["ok"]
    assert upload.startswith(f"{url}upload/")
    assert (page.status_code, page.url) == (200, url)
    assert (script.status_code, followed.status_code) == (200, 200)


def test_a_body_that_is_none_is_refused(site: Site):
    """Broken JSON, broken blocks, something that is neither form nor JSON, null blocks."""

    def error(**request) -> str:
        headers = {"Authorization": "Bearer xoxb-local"} | request.pop("headers", {})
        answer = requests.post(f"{site.url}api/chat.postMessage", headers=headers, timeout=60, **request)
        return str(answer.json()["error"])

    assert error(data="{", headers={"Content-Type": "application/json"}) == "invalid_json"
    assert error(data="[]", headers={"Content-Type": "application/json"}) == "json_not_object"
    assert error(data="<a/>", headers={"Content-Type": "text/xml"}) == "invalid_post_type"
    assert error(data={"channel": CHANNEL, "blocks": "[{"}) == "invalid_blocks_format"
    assert error(json={"channel": CHANNEL, "text": "x", "blocks": None}) == "invalid_blocks"
    assert error(data={"text": "x" * 1_100_000}) == "request_too_large"


def own_address() -> str | None:
    """An address of this machine that is not loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: the system only says from which address it would.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


def _serve(server: uvicorn.Server) -> threading.Thread:
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    return thread
