"""Server-sent events for the page: the whole state when it connects, then what changes, as it changes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.workspace.model import BOT_USER, TEAM, Touched
from bot.workspace.render import channel_json, state_message
from bot.workspace.room import Room

# Long enough to gather a burst into one piece, short enough that nobody sees it.
GATHER_S = 0.03
# A comment line now and then tells a dead connection from a quiet one.
KEEP_ALIVE_S = 15.0


def whole(room: Room) -> dict[str, Any]:
    """Everything the page shows and the tests ask about."""
    state = room.state
    people = [asdict(person) for person in state.people.values()]
    return {
        "team": TEAM,
        "bot_user": BOT_USER,
        "people": people,
        "commands": [asdict(command) for command in room.setting.commands],
        "shortcuts": [asdict(shortcut) for shortcut in room.setting.shortcuts],
        "channels": {channel.id: _channel(room, channel.id) for channel in state.channels.values()},
        "messages": {
            channel: [state_message(state, message) for message in messages.values()]
            for channel, messages in state.messages.items()
        },
        "views": dict(state.views),
        "homes": dict(state.homes),
    }


def _channel(room: Room, channel_id: str) -> dict[str, Any]:
    channel = room.state.channels[channel_id]
    return channel_json(channel) | {"name": channel.name}


def changes(room: Room, touched: list[Touched]) -> list[dict[str, Any]]:
    """The present truth about everything touched; a message that is gone has "message": null."""
    return [_change(room, one) for one in touched]


def _change(room: Room, touched: Touched) -> dict[str, Any]:
    kind, state = touched[0], room.state
    if kind == "message":
        message = state.find(touched[1], touched[2])
        shown = state_message(state, message) if message else None
        return {"kind": kind, "channel": touched[1], "ts": touched[2], "message": shown}
    if kind == "channel":
        return {"kind": kind, "channel": _channel(room, touched[1])}
    if kind == "views":
        return {"kind": kind, "user": touched[1], "views": state.views[touched[1]]}
    return {"kind": kind, "user": touched[1], "view": state.homes[touched[1]]}


class Live:
    """One stream for each open page. What waits is a set of things touched, so a slow page costs no memory."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.routes = [Route("/events", self.stream, methods=["GET"])]
        self._ends: set[asyncio.Event] = set()
        self._ended = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def stream(self, request: Request) -> Response:
        """The stream of one page."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._pieces(), media_type="text/event-stream", headers=headers)

    def end(self) -> None:
        """End every stream for good, so that a server can stop; an open page asks again until a server is back."""
        self._ended = True
        for woken in list(self._ends):
            if self._loop is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(woken.set)

    async def _pieces(self) -> AsyncIterator[bytes]:
        loop = self._loop = asyncio.get_running_loop()
        waiting: dict[Touched, None] = {}
        woken, end = asyncio.Event(), asyncio.Event()

        def note(touched: list[Touched]) -> None:
            for one in touched:
                waiting[one] = None
            loop.call_soon_threadsafe(woken.set)

        with self.room.ledger.lock:
            stop_listening = self.room.ledger.listen(note)
            first = _event("state", whole(self.room))
        self._ends.add(end)
        try:
            yield b"retry: 1000\n" + first
            while not end.is_set() and not self._ended:
                await _either(woken, end)
                if not woken.is_set():
                    yield b": still here\n\n"
                    continue
                await asyncio.sleep(GATHER_S)
                yield self._gathered(waiting, woken)
        finally:
            stop_listening()
            self._ends.discard(end)

    def _gathered(self, waiting: dict[Touched, None], woken: asyncio.Event) -> bytes:
        with self.room.ledger.lock:
            woken.clear()
            touched = list(waiting)
            waiting.clear()
            return _event("changes", changes(self.room, touched))


async def _either(woken: asyncio.Event, end: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(woken.wait()), asyncio.ensure_future(end.wait())]
    try:
        await asyncio.wait(waits, timeout=KEEP_ALIVE_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def _event(name: str, data: Any) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n"
