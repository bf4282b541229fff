"""The inputs of a modal, within Slack's limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core.words.blocks import OPTION_VALUE_MAX, Block, cut, title

INPUT_MAX = 3_000
TITLE_MAX = 24
LABEL_MAX = 2_000
OPTION_MAX = 75
OPTIONS_MAX = 100
CHECKBOXES_MAX = 10
PLACEHOLDER_MAX = 150


def plain(text: str, limit: int) -> Block:
    """Build a plain_text object."""
    return {"type": "plain_text", "text": cut(text, limit) or "?", "emoji": True}


def modal(name: str, heading: str, close: str, blocks: Iterable[Block], submit: str = "", memory: str = "") -> Block:
    """Build a view.

    Args:
        name: its callback_id.
        memory: its private_metadata, which Slack returns with each request.
        submit: empty if nothing can be submitted.
    """
    view: Block = {
        "type": "modal",
        "callback_id": name,
        "title": plain(heading, TITLE_MAX),
        "close": plain(close, TITLE_MAX),
        "blocks": list(blocks),
        "private_metadata": memory,
    }
    return view | {"submit": plain(submit, TITLE_MAX)} if submit else view


def asked(block_id: str, label: str, element: Block, hint: str = "", *, optional: bool = True) -> Block:
    """Build an input block."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, LABEL_MAX),
        "element": element,
        "optional": optional,
    }
    return block | {"hint": plain(hint, LABEL_MAX)} if hint else block


def words(action_id: str, initial: str, placeholder: str, *, limit: int = INPUT_MAX, lines: bool = True) -> Block:
    """Build a text field."""
    field: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": lines,
        "max_length": limit,
        "placeholder": plain(placeholder, PLACEHOLDER_MAX),
    }
    return field | {"initial_value": initial[:limit]} if initial else field


def number(action_id: str, placeholder: str) -> Block:
    """Build a field for a number above zero."""
    return {
        "type": "number_input",
        "action_id": action_id,
        "is_decimal_allowed": True,
        "min_value": "0",
        "placeholder": plain(placeholder, PLACEHOLDER_MAX),
    }


def choice(label: str, value: str, more: str = "") -> Block:
    """Build an option. Its label may come from outside. more: a second line."""
    option: Block = {"text": plain(title(label, OPTION_MAX), OPTION_MAX), "value": cut(value, OPTION_VALUE_MAX)}
    return option | {"description": plain(title(more, OPTION_MAX), OPTION_MAX)} if more else option


def select(action_id: str, options: Sequence[Block], chosen: str | None, placeholder: str) -> Block:
    """Build a select with at most a hundred options."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "options": list(options[:OPTIONS_MAX]),
        "placeholder": plain(placeholder, PLACEHOLDER_MAX),
        **_initial(options[:OPTIONS_MAX], chosen),
    }


def several(action_id: str, options: Sequence[Block], chosen: Iterable[str], placeholder: str) -> Block:
    """Build a select for several of at most a hundred options."""
    wanted = set(chosen)
    some = list(options[:OPTIONS_MAX])
    initial = [one for one in some if one["value"] in wanted]
    element: Block = {
        "type": "multi_static_select",
        "action_id": action_id,
        "options": some,
        "placeholder": plain(placeholder, PLACEHOLDER_MAX),
    }
    return element | {"initial_options": initial} if initial else element


def boxes(action_id: str, options: Sequence[Block], ticked: Iterable[str]) -> Block:
    """Build at most ten checkboxes."""
    wanted = set(ticked)
    initial = [one for one in options[:CHECKBOXES_MAX] if one["value"] in wanted]
    element: Block = {"type": "checkboxes", "action_id": action_id, "options": list(options[:CHECKBOXES_MAX])}
    return element | {"initial_options": initial} if initial else element


def _initial(options: Iterable[Block], chosen: str | None) -> Block:
    matches = [one for one in options if one["value"] == chosen]
    return {"initial_option": matches[0]} if matches else {}
