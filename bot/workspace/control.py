"""The endpoints through which the page and the tests act as a person and see the state."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.workspace.acts import Acts
from bot.workspace.body import BODY_BYTES, own_url, read_bytes, read_json
from bot.workspace.live import whole
from bot.workspace.methods_chat import mark
from bot.workspace.model import Person
from bot.workspace.probe import Act
from bot.workspace.refusal import WorkspaceRefusal
from bot.workspace.room import Room

TEXT_LIMIT = 40_000


class Control:
    """POST endpoints take a JSON object and answer {"ok": ...}; a refusal is {"ok": false, "error"} with status 400."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.acts = Acts(room)
        acts: dict[str, Act] = {
            "close": self.close,
            "command": self.command,
            "dismiss": self.dismiss,
            "home": self.home,
            "press": self.press,
            "react": self.react,
            "say": self.say,
            "shortcut": self.shortcut,
            "submit": self.submit,
            **room.probe.acts,
        }
        self.routes = [Route(f"/_control/{name}", _endpoint(act), methods=["POST"]) for name, act in acts.items()]
        self.routes += [Route("/_control/state", self.state, methods=["GET"]), *room.probe.routes]

    async def state(self, request: Request) -> Response:
        """Everything there is: channels, messages (ephemeral ones too, with only_for), views, homes."""
        return JSONResponse(whole(self.room))

    async def react(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """{user, channel, ts, name, remove?}."""
        person = self._person(args)
        remove = bool(args.get("remove"))
        mark(self.room, args.get("channel"), args.get("ts"), args.get("name"), person.id, remove)
        return {"ok": True}

    async def say(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """{user, channel, text, thread_ts?}: a person's own words; the bot is not told, it does not read channels."""
        person, channel = self._person(args), self.room.open_channel(args.get("channel"))
        text = str(args.get("text") or "").strip()[:TEXT_LIMIT]
        if not text:
            raise WorkspaceRefusal("no_text")
        thread_ts = args.get("thread_ts")
        if thread_ts:
            self.room.message(channel.id, thread_ts)
        message = self.room.ledger.post(
            channel.id, self.room.clock(), user=person.id, text=text, thread_ts=thread_ts or None
        )
        return {"ok": True, "ts": message.ts}

    async def command(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """{user, channel, text: "/leak status"} → what the person saw."""
        person, channel = self._person(args), self.room.open_channel(args.get("channel"))
        return await self.acts.command(person, channel, str(args.get("text") or ""), base_url)

    async def press(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """{user, channel, ts, action_id, block_id?, value?}, or view_id and values? instead of channel and ts."""
        person = self._person(args)
        if args.get("view_id"):
            return await self.acts.press_in_view(person, self._view(person, args), args | {"values": _values(args)})
        message = self.room.state.find(str(args.get("channel")), str(args.get("ts")))
        if message is None or message.only_for not in (None, person.id):
            raise WorkspaceRefusal("message_not_found")
        return await self.acts.press(person, message, args, base_url)

    async def shortcut(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """{user, channel, ts, callback_id}; without channel and ts a global one."""
        if not args.get("channel") and not args.get("ts"):
            return await self.acts.global_shortcut(self._person(args), str(args.get("callback_id")))
        message = self.room.message(str(args.get("channel")), args.get("ts"))
        return await self.acts.shortcut(self._person(args), message, str(args.get("callback_id")), base_url)

    async def submit(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """{user, view_id?, values: {block_id: {action_id: value}}}; without view_id the person's top modal."""
        person = self._person(args)
        return await self.acts.submit(person, self._view(person, args), _values(args))

    async def close(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """{user, view_id?, clear?}."""
        person = self._person(args)
        return await self.acts.close(person, self._view(person, args), bool(args.get("clear")))

    async def home(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """{user}: the visit; the published view comes later, as it does in Slack."""
        return await self.acts.home(self._person(args))

    async def dismiss(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """{user, channel, ts}: put an ephemeral message away."""
        message = self.room.state.find(str(args.get("channel")), str(args.get("ts")))
        if message is None or message.only_for != self._person(args).id:
            raise WorkspaceRefusal("message_not_found")
        self.room.ledger.record({"op": "delete", "channel": message.channel, "ts": message.ts})
        return {"ok": True}

    def _person(self, args: dict[str, Any]) -> Person:
        person = self.room.state.people.get(str(args.get("user")))
        if person is None or person.is_bot:
            raise WorkspaceRefusal("user_not_found")
        return person

    def _view(self, person: Person, args: dict[str, Any]) -> dict[str, Any]:
        stack = self.room.state.views.get(person.id, [])
        home = self.room.state.homes.get(person.id)
        if not args.get("view_id") and stack:
            return stack[-1]
        for view in [*stack, *([home] if home else [])]:
            if view["id"] == args.get("view_id"):
                return view
        raise WorkspaceRefusal("view_not_found")


def _values(args: dict[str, Any]) -> dict[str, Any]:
    values = args.get("values") or {}
    if not isinstance(values, dict) or not all(isinstance(block, dict) for block in values.values()):
        raise WorkspaceRefusal("invalid_value", ["values is block_id → action_id → value"])
    return values


def _endpoint(act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            body = await read_bytes(request, BODY_BYTES)
            # A list of faults may come bare.
            args = read_json(b'{"faults":' + body + b"}" if body.lstrip().startswith(b"[") else body)
            return JSONResponse(await act(args, own_url(request)))
        except WorkspaceRefusal as refused:
            return JSONResponse(refused.answer(), 400)

    return endpoint
