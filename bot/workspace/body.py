"""Reads the arguments of a call as Slack does: a form, JSON or the query, with typed values."""

import re
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from bot.workspace.refusal import WorkspaceRefusal

BODY_BYTES = 1024 * 1024
JSON_ARGS = frozenset({"blocks", "attachments", "view", "metadata", "files"})
FLAG_ARGS = frozenset(
    {
        "as_user",
        "include_all_metadata",
        "include_locale",
        "include_num_members",
        "inclusive",
        "link_names",
        "mrkdwn",
        "prevent_creation",
        "reply_broadcast",
        "return_im",
        "unfurl_links",
        "unfurl_media",
        "full",
    }
)
NUMBER_ARGS = frozenset({"limit", "length"})
BROKEN = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}


async def read_args(request: Request) -> dict[str, Any]:
    """Every argument of the call, the token among them. Raises WorkspaceRefusal: not JSON, not a form, or too large."""
    args = typed(dict(request.query_params))
    if request.method == "GET":
        return args
    body = await read_bytes(request, BODY_BYTES)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        return args | typed(read_json(body))
    if kind in ("application/x-www-form-urlencoded", "") or not body:
        return args | typed(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))
    raise WorkspaceRefusal("invalid_post_type")


def own_url(request: Request) -> str:
    """Where the caller reached this workspace: with the prefix it is mounted under, and a slash at the end."""
    # Starlette's request.base_url leaves the prefix of a mount out.
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}/"


async def read_bytes(request: Request, limit: int) -> bytes:
    """The body, but never more than limit bytes. Raises WorkspaceRefusal."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise WorkspaceRefusal("request_too_large")
    return bytes(body)


def read_json(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises WorkspaceRefusal."""
    try:
        read = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        raise WorkspaceRefusal("invalid_json") from None
    if not isinstance(read, dict):
        raise WorkspaceRefusal("json_not_object")
    return read


def typed(args: dict[str, Any]) -> dict[str, Any]:
    """Form values as what they stand for. Raises WorkspaceRefusal: an argument that must be JSON is not, or is null."""
    return {name: _typed(name, value) for name, value in args.items()}


def _typed(name: str, value: Any) -> Any:
    if name in JSON_ARGS and isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            raise WorkspaceRefusal(BROKEN.get(name, "invalid_arguments")) from None
    if value is None and name == "blocks":
        raise WorkspaceRefusal("invalid_blocks")
    if name in FLAG_ARGS and isinstance(value, str):
        return value.lower() in ("1", "true")
    if name in NUMBER_ARGS and isinstance(value, str) and re.fullmatch(r"\d{1,9}", value):
        return int(value)
    return value
