"""What people do that the bot hears of at once: commands, clicks, modals, shortcuts, visits to the home."""

import asyncio
from typing import Any

import orjson

from bot.workspace.courier import TIMEOUT, BotRequest, new_id
from bot.workspace.elements import action_of, find_element, missing, values_of
from bot.workspace.limits import check_view
from bot.workspace.methods_views import put_on_top, replace_view
from bot.workspace.model import APP_ID, TEAM, Channel, Person, PostedMessage
from bot.workspace.refusal import WorkspaceRefusal
from bot.workspace.render import message_json, state_message
from bot.workspace.responses import say
from bot.workspace.room import Room
from bot.workspace.tickets import ResponseUrl

View = dict[str, Any]
Outcome = dict[str, Any]
TROUBLE = "We had some trouble connecting. Try again?"


class Acts:
    """Each act says what the person saw: {"ok", "error"?, "messages", "view"}."""

    def __init__(self, room: Room) -> None:
        self.room = room

    async def command(self, person: Person, channel: Channel, line: str, base_url: str) -> Outcome:
        """A line such as "/leak status" typed into the composer."""
        name, _, text = line.strip().partition(" ")
        room, now = self.room, self.room.clock()
        before = set(room.state.messages.get(channel.id, {}))
        if name not in {command.name for command in room.setting.commands}:
            room.tell_person(channel.id, person.id, f"{name} is not a valid command.")
            return self._seen(person, channel, before) | {"ok": False, "error": "unknown_command"}
        url_id = room.tickets.issue_url(person.id, channel.id, now)
        payload = {
            "token": "deprecated",
            "team_id": TEAM["id"],
            "team_domain": TEAM["domain"],
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.is_im else channel.name,
            "user_id": person.id,
            "user_name": person.name,
            "command": name,
            "text": text.strip(),
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": f"{base_url}response/{url_id}",
            "trigger_id": room.tickets.issue_trigger(person.id, now),
        }
        delivery = await self._deliver("command", payload)
        if delivery.error is None:
            self._show_answer(ResponseUrl(person.id, channel.id, None, now), delivery)
        if delivery.error:
            room.tell_person(channel.id, person.id, f'{name} failed with the error "{delivery.error}"')
        return self._seen(person, channel, before) | _verdict(delivery)

    def _show_answer(self, url: ResponseUrl, delivery: BotRequest) -> None:
        if not delivery.answer.strip():
            return
        args = _read_object(delivery.answer)
        if args is None:
            args = {"text": delivery.answer}
        try:
            self.room.probe.note_payload("response_url", args)
            say(self.room, url, args)
        except WorkspaceRefusal as refused:
            delivery.error, delivery.detail = refused.code, "; ".join(refused.messages)

    async def press(self, person: Person, message: PostedMessage, act: dict[str, Any], base_url: str) -> Outcome:
        """A click in a message. act: action_id, block_id or None, value where the element asks for one."""
        room, now = self.room, self.room.clock()
        channel = room.state.channels[message.channel]
        block_id, element = find_element(message.blocks, str(act.get("action_id")), act.get("block_id"))
        before = set(room.state.messages[channel.id])
        url_id = room.tickets.issue_url(person.id, channel.id, now, ts=message.ts)
        container: dict[str, Any] = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
        container["is_ephemeral"] = message.only_for is not None
        if message.is_reply:
            container["thread_ts"] = message.thread_ts
        payload = self._interaction("block_actions", person) | {
            "container": container,
            "channel": {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name},
            "response_url": f"{base_url}response/{url_id}",
            "state": {"values": values_of(message.blocks, {})},
            "actions": [action_of(element, block_id, act.get("value"), now)],
        }
        if message.only_for is None:
            # Of an ephemeral message Slack sends the container alone.
            payload["message"] = message_json(room.state, message)
        delivery = await self._deliver("block_actions", payload)
        if delivery.error:
            room.tell_person(channel.id, person.id, f'That click failed with the error "{delivery.error}"')
        return self._seen(person, channel, before) | _verdict(delivery)

    async def press_in_view(self, person: Person, view: View, act: dict[str, Any]) -> Outcome:
        """A click in a modal or a home. act: as for press, and values, what stands in the inputs."""
        block_id, element = find_element(view["blocks"], str(act.get("action_id")), act.get("block_id"))
        action = action_of(element, block_id, act.get("value"), self.room.clock())
        payload = self._interaction("block_actions", person) | {
            "container": {"type": "view", "view_id": view["id"]},
            "view": _filled_in(view, act["values"]),
            "actions": [action],
        }
        delivery = await self._deliver("block_actions", payload)
        return {"view": self._top(person)} | _verdict(delivery)

    async def submit(self, person: Person, view: View, filled: dict[str, Any]) -> Outcome:
        """Submit a modal. filled: block_id → action_id → value. Slack itself asks for what is missing."""
        sent = _filled_in(view, filled)
        errors = missing(view["blocks"], sent["state"]["values"])
        if errors:
            return {"ok": False, "error": "missing_input", "errors": errors, "view": view}
        payload = self._interaction("view_submission", person) | {"view": sent, "response_urls": []}
        delivery = await self._deliver("view_submission", payload)
        if delivery.error:
            return {"ok": False, "error": delivery.error, "detail": delivery.detail, "notice": TROUBLE, "view": view}
        answer = _read_object(delivery.answer) or {}
        try:
            return self._follow(person, view, answer)
        except WorkspaceRefusal as refused:
            delivery.error, delivery.detail = refused.code, "; ".join(refused.messages)
            return {"ok": False, "notice": TROUBLE, "view": view} | refused.answer()

    def _follow(self, person: Person, view: View, answer: dict[str, Any]) -> Outcome:
        room, action = self.room, answer.get("response_action")
        if answer:
            room.probe.note_payload("view_ack", answer)
        if action == "errors":
            return {"ok": False, "error": "errors", "errors": answer.get("errors") or {}, "view": view}
        stack = room.state.views.get(person.id, [])
        if action in ("update", "push"):
            check_view(answer.get("view"), "modal")
            if action == "push":
                put_on_top(room, person.id, answer["view"], stack)
            else:
                replace_view(room, person.id, view, answer["view"])
        else:
            rest = [] if action == "clear" else [one for one in stack if one["id"] != view["id"]]
            room.ledger.record({"op": "views", "user": person.id, "stack": rest})
        return {"ok": True, "view": self._top(person)}

    async def close(self, person: Person, view: View, clear: bool) -> Outcome:
        """Close a modal; clear: the whole stack, as the × does."""
        stack = self.room.state.views.get(person.id, [])
        gone = stack if clear or view["clear_on_close"] else [view]
        rest = [one for one in stack if one not in gone]
        self.room.ledger.record({"op": "views", "user": person.id, "stack": rest})
        for one in reversed(gone):
            if one["notify_on_close"]:
                payload = self._interaction("view_closed", person) | {"view": one, "is_cleared": clear}
                del payload["trigger_id"]
                await self._deliver("view_closed", payload)
        return {"ok": True, "view": self._top(person)}

    async def shortcut(self, person: Person, message: PostedMessage, callback_id: str, base_url: str) -> Outcome:
        """A message shortcut from the menu of a message."""
        room, now = self.room, self.room.clock()
        self._check_shortcut(callback_id, is_global=False)
        channel = room.state.channels[message.channel]
        before = set(room.state.messages[channel.id])
        url_id = room.tickets.issue_url(person.id, channel.id, now, ts=message.ts)
        payload = self._interaction("message_action", person) | {
            "callback_id": callback_id,
            "action_ts": f"{now:.6f}",
            "message_ts": message.ts,
            "channel": {"id": channel.id, "name": channel.name},
            "message": message_json(room.state, message),
            "response_url": f"{base_url}response/{url_id}",
        }
        delivery = await self._deliver("message_action", payload)
        if delivery.error:
            room.tell_person(channel.id, person.id, f'The shortcut failed with the error "{delivery.error}"')
        return self._seen(person, channel, before) | _verdict(delivery)

    async def global_shortcut(self, person: Person, callback_id: str) -> Outcome:
        """A shortcut from the composer: Slack tells of no channel, and there is no response_url."""
        self._check_shortcut(callback_id, is_global=True)
        payload = self._interaction("shortcut", person) | {
            "callback_id": callback_id,
            "action_ts": f"{self.room.clock():.6f}",
        }
        delivery = await self._deliver("shortcut", payload)
        return {"view": self._top(person)} | _verdict(delivery)

    def _check_shortcut(self, callback_id: str, *, is_global: bool) -> None:
        known = {one.callback_id for one in self.room.setting.shortcuts if one.is_global is is_global}
        if callback_id not in known:
            raise WorkspaceRefusal("no_such_shortcut")

    async def home(self, person: Person) -> Outcome:
        """A visit to the app's home tab."""
        room = self.room
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": room.open_channel(person.id).id,
            "tab": "home",
            "event_ts": f"{room.clock():.6f}",
        }
        if person.id in room.state.homes:
            event["view"] = room.state.homes[person.id]
        delivery = room.send_event(event)
        return {"ok": True, "event_id": delivery.id, "view": room.state.homes.get(person.id)}

    def _interaction(self, kind: str, person: Person) -> dict[str, Any]:
        return {
            "type": kind,
            "token": "deprecated",
            "api_app_id": APP_ID,
            "team": {"id": TEAM["id"], "domain": TEAM["domain"]},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": TEAM["id"]},
            "trigger_id": self.room.tickets.issue_trigger(person.id, self.room.clock()),
        }

    async def _deliver(self, kind: str, payload: dict[str, Any]) -> BotRequest:
        delivery = BotRequest(new_id("In"), kind, payload)
        return await asyncio.wrap_future(self.room.courier.send_later(delivery))

    def _seen(self, person: Person, channel: Channel, before: set[str]) -> Outcome:
        state = self.room.state
        new = [message for ts, message in state.messages.get(channel.id, {}).items() if ts not in before]
        shown = [state_message(state, message) for message in new if message.only_for in (None, person.id)]
        return {"messages": shown, "view": self._top(person)}

    def _top(self, person: Person) -> View | None:
        stack = self.room.state.views.get(person.id)
        return stack[-1] if stack else None


def _verdict(delivery: BotRequest) -> Outcome:
    if delivery.error is None:
        return {"ok": True, "status": delivery.status}
    return {"ok": False, "error": delivery.error or TIMEOUT, "detail": delivery.detail, "status": delivery.status}


def _filled_in(view: View, filled: dict[str, Any]) -> View:
    return view | {"state": {"values": values_of(view["blocks"], filled)}}


def _read_object(text: str) -> dict[str, Any] | None:
    try:
        read = orjson.loads(text) if text.strip() else None
    except orjson.JSONDecodeError:
        return None
    return read if isinstance(read, dict) else None
