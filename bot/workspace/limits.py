"""What Slack refuses in a message, its metadata or a view, with Slack's error codes.

Sources: docs.slack.dev, reference/methods (chat.*, views.*), surfaces/modals, messaging/message-metadata.
"""

import copy
import re
import secrets
from typing import Any

import orjson

from bot.workspace.blockkit import check_blocks, elements_of, plain
from bot.workspace.refusal import WorkspaceRefusal
from bot.workspace.shape import Problems, fields, flag, problem, string

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
POST_TEXT = 40_000
UPDATE_TEXT = 4_000
# Not documented; refusals are reported from about 13,200 characters of block text on.
BLOCK_TEXT_SUM = 13_200
VIEW_BYTES = 250_000
VIEW_STACK = 3
METADATA_DEPTH = 1

_VIEW_FIELDS = {
    "private_metadata": string(3000, low=0),
    "callback_id": string(255, low=0),
    "external_id": string(255, low=0),
}
MODAL = fields(
    {"title": plain(24), "blocks": lambda *_: None},
    submit=plain(24),
    close=plain(24),
    clear_on_close=flag,
    notify_on_close=flag,
    submit_disabled=flag,
    **_VIEW_FIELDS,
)
HOME = fields({"blocks": lambda *_: None}, **_VIEW_FIELDS)
UNSHOWN = ("attachments", "markdown_text")


def check_content(args: dict[str, Any]) -> None:
    """Refuse a message's words and blocks where Slack does; the text's length is the method's own matter."""
    for name in UNSHOWN:
        if args.get(name):
            raise WorkspaceRefusal(
                "invalid_arguments", [f"[ERROR] this workspace cannot show {name}: send text and blocks"]
            )
    if "blocks" in args:
        _check_message_blocks(args["blocks"])
    if not str(args.get("text") or "").strip() and not args.get("blocks"):
        raise WorkspaceRefusal("no_text")


def _check_message_blocks(blocks: Any) -> None:
    problems: Problems = []
    check_blocks(blocks, "/blocks", MESSAGE_BLOCKS, problems)
    if problems:
        raise WorkspaceRefusal("invalid_blocks", problems)
    if _text_sum(blocks) > BLOCK_TEXT_SUM:
        raise WorkspaceRefusal("msg_blocks_too_long")


def _text_sum(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_text_sum, value))
    if isinstance(value, dict):
        return sum(
            len(inner) if name == "text" and isinstance(inner, str) else _text_sum(inner)
            for name, inner in value.items()
        )
    return 0


def check_metadata(metadata: Any) -> None:
    """{event_type: letters, digits and _; event_payload: scalars and at most one level below}; {} is no metadata."""
    if metadata in (None, {}):
        return
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise WorkspaceRefusal("invalid_metadata_format")
    event_type, payload = metadata["event_type"], metadata["event_payload"]
    if not isinstance(event_type, str) or not re.fullmatch(r"\w{1,255}", event_type, re.ASCII):
        raise WorkspaceRefusal("invalid_metadata_format")
    if not isinstance(payload, dict) or any(_depth(value) > METADATA_DEPTH for value in payload.values()):
        raise WorkspaceRefusal("invalid_metadata_format")


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def check_view(view: Any, kind: str) -> None:
    """Refuse a modal or a home where Slack does. kind: "modal" or "home", whichever the method takes."""
    problems: Problems = []
    if not isinstance(view, dict):
        raise WorkspaceRefusal("invalid_arguments", ["[ERROR] must be a valid object [json-pointer:/view]"])
    if view.get("type") != kind:
        raise WorkspaceRefusal("invalid_arguments", [f"[ERROR] must be {kind} [json-pointer:/view/type]"])
    if len(orjson.dumps(view)) > VIEW_BYTES:
        raise WorkspaceRefusal("view_too_large")
    (MODAL if kind == "modal" else HOME)(view, "/view", problems)
    check_blocks(view.get("blocks"), "/view/blocks", VIEW_BLOCKS, problems)
    blocks = view.get("blocks")
    asks = isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
    if kind == "modal" and asks and "submit" not in view:
        problem(problems, "/view", "missing required field: submit")
    if problems:
        raise WorkspaceRefusal("invalid_arguments", problems)


def complete(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A copy in which every block and every interactive element has an id, as Slack gives them."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in elements_of(block):
            if element["type"] not in ("image", "mrkdwn", "plain_text"):
                element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return blocks


def slack_files(blocks: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Every slack_file that the blocks name."""
    holders = [holder for block in blocks for holder in (block, *elements_of(block))]
    return [holder["slack_file"] for holder in holders if "slack_file" in holder]
