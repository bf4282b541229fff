"""Slack's three steps of an upload: ask for a URL, post the bytes there, complete."""

import base64
import mimetypes
from typing import Any

from bot.workspace.courier import new_id
from bot.workspace.methods_chat import read_thread
from bot.workspace.model import BOT_USER
from bot.workspace.refusal import WorkspaceRefusal
from bot.workspace.room import Room

Args = dict[str, Any]
UPLOAD_BYTES = 10 * 1024 * 1024
ALT_TEXT = 1000


def get_upload_url(room: Room, args: Args, base_url: str) -> dict[str, Any]:
    """files.getUploadURLExternal: the file exists from now on, without its bytes."""
    name, length = str(args.get("filename") or ""), args.get("length")
    if not name or not isinstance(length, int) or length < 1:
        raise WorkspaceRefusal("invalid_arguments", ["[ERROR] filename and a length above 0 are required"])
    if length > UPLOAD_BYTES:
        raise WorkspaceRefusal("file_upload_size_restricted")
    alt_text = str(args.get("alt_txt") or args.get("alt_text") or "")
    if len(alt_text) > ALT_TEXT:
        raise WorkspaceRefusal("alt_txt_too_large")
    file_id = new_id("F0")
    room.ledger.record(
        {
            "op": "file",
            "id": file_id,
            "name": name,
            "title": name,
            "alt_txt": alt_text,
            "size": length,
            "mimetype": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "user": BOT_USER,
            "created": int(room.clock()),
            "url_private": f"{base_url}files/{file_id}",
            "data": None,
            "complete": False,
        }
    )
    return {"upload_url": f"{base_url}upload/{file_id}", "file_id": file_id}


def receive_bytes(room: Room, file_id: str, body: bytes) -> None:
    """Keep the bytes posted to the upload URL.

    Raises WorkspaceRefusal: no such upload, done before, or not the promised length.
    """
    file = room.state.files.get(file_id)
    if file is None or file["data"] is not None:
        raise WorkspaceRefusal("file_not_found")
    if len(body) != file["size"]:
        raise WorkspaceRefusal("length_mismatch")
    room.ledger.record({"op": "file", **file, "data": base64.b64encode(body).decode()})


def complete_upload(room: Room, args: Args) -> dict[str, Any]:
    """files.completeUploadExternal: with a channel the files are shared there, without one they stay for slack_file."""
    wanted = args.get("files")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(one, dict) for one in wanted):
        raise WorkspaceRefusal("invalid_arguments", ["[ERROR] files must be a list of objects with an id"])
    known = [room.state.files.get(str(one.get("id"))) for one in wanted]
    if any(file is None or file["data"] is None or file["complete"] for file in known):
        raise WorkspaceRefusal("file_not_found")
    place = args.get("channel_id") or args.get("channels")
    channel = room.open_channel(place) if place else None
    thread_ts = read_thread(room, channel, args) if channel else None
    for one in wanted:
        file = room.state.files[one["id"]]
        room.ledger.record({"op": "file", **file, "title": one.get("title") or file["name"], "complete": True})
    ids = [one["id"] for one in wanted]
    if channel:
        comment = str(args.get("initial_comment") or "")
        room.ledger.post(
            channel.id, room.clock(), user=BOT_USER, text=comment, thread_ts=thread_ts, files=ids, subtype=None
        )
    return {"files": [{"id": file_id, "title": room.state.files[file_id]["title"]} for file_id in ids]}
