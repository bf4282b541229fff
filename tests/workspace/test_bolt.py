"""The workspace and a Bolt app in one process on one port, as `make run` has them."""

import threading
import time
from collections.abc import Iterator, Sequence

import pytest
import requests
import uvicorn
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from bot.workspace.server import Workspace
from tests.workspace.conftest import CHANNEL, MINA, SECRET, WAIT_S, YOU, actions, button, modal


def a_bolt_app(url: str) -> App:
    """A bot that reacts to everything the workspace sends, through the workspace's API."""
    client = WebClient("xoxb-local", base_url=f"{url}api/", retry_handlers=[])
    app = App(client=client, signing_secret=SECRET, process_before_response=True)

    @app.event("reaction_added")
    def on_mark(event, client):
        client.chat_postMessage(channel=event["item"]["channel"], thread_ts=event["item"]["ts"], text=event["user"])

    @app.command("/leak")
    def on_command(ack, body, client):
        if body["text"] == "journal":
            client.views_open(trigger_id=body["trigger_id"], view=modal(callback_id="journal"))
            ack()
            return
        ack(text=f"status for <@{body['user_id']}>")

    @app.action("take")
    def on_take(ack, respond):
        ack()
        respond(text="taken", replace_original=True)

    @app.view("journal")
    def on_journal(ack, view):
        words = view["state"]["values"]["did"]["words"]["value"]
        ack() if len(words) > 3 else ack(response_action="errors", errors={"did": "Longer, please"})

    @app.event("app_home_opened")
    def on_home(event, client):
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": []})

    return app


@pytest.fixture
def mounted() -> Iterator[str]:
    """The workspace's address below the bot's."""
    workspace = Workspace(signing_secret=SECRET)
    apps: list[App] = []

    async def slack_events(request: Request) -> Response:
        body = (await request.body()).decode()
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        # In a thread: a listener that calls the workspace must not stand in its way.
        answer = await run_in_threadpool(apps[0].dispatch, BoltRequest(body=body, headers=headers))
        return Response(answer.body, answer.status, {"Content-Type": "application/json"})

    door = Starlette(
        routes=[Route("/slack/events", slack_events, methods=["POST"]), Mount("/workspace", app=workspace.app)]
    )
    server = uvicorn.Server(uvicorn.Config(door, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    origin = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    workspace.room.courier.bot_url = origin
    apps.append(a_bolt_app(f"{origin}/workspace/"))
    yield f"{origin}/workspace/"
    workspace.end_streams()
    server.should_exit = True
    thread.join()
    workspace.close()


def test_a_bolt_app_lives_in_the_workspace(mounted: str):
    """Mark, command, click, modal and home: each signed, understood, and answered through the same server."""

    def act(act_name: str, /, **args) -> dict:
        answer: dict = requests.post(f"{mounted}_control/{act_name}", json=args, timeout=WAIT_S).json()
        return answer

    client = WebClient("xoxb-local", base_url=f"{mounted}api/")
    ts = client.chat_postMessage(channel=CHANNEL, text="L1", blocks=[actions(button("take"))])["ts"]

    act("react", user=MINA, channel=CHANNEL, ts=ts, name="eyes")
    status = act("command", user=YOU, channel=CHANNEL, text="/leak status")
    opened = act("command", user=YOU, channel=CHANNEL, text="/leak journal")
    short = act("submit", user=YOU, values={"did": {"words": "x"}})
    done = act("submit", user=YOU, values={"did": {"words": "a test"}})
    pressed = act("press", user=YOU, channel=CHANNEL, ts=ts, action_id="take")
    act("home", user=YOU)

    assert status["messages"][-1]["text"] == f"status for <@{YOU}>"
    assert opened["view"]["callback_id"] == "journal"
    assert short["errors"] == {"did": "Longer, please"}
    assert (done["ok"], done["view"], pressed["ok"]) == (True, None, True)
    deadline = time.monotonic() + WAIT_S
    while True:
        thread = client.conversations_replies(channel=CHANNEL, ts=ts)["messages"]
        homes = requests.get(f"{mounted}_control/state", timeout=WAIT_S).json()["homes"]
        if len(thread) == 2 and YOU in homes:
            break
        assert time.monotonic() < deadline, (thread, homes)
    assert [message["text"] for message in thread] == ["taken", MINA]
