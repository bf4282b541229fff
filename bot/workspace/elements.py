"""What a person put into interactive elements: the typed values of actions and of a view's state."""

from typing import Any

from bot.workspace.blockkit import elements_of
from bot.workspace.refusal import WorkspaceRefusal

Element = dict[str, Any]
REQUIRED = "Please complete this required field."


def find_element(blocks: list[dict[str, Any]], action_id: str, block_id: str | None) -> tuple[str, Element]:
    """The element with this action_id and the block it stands in. Raises WorkspaceRefusal: there is none."""
    for block in blocks:
        if block_id in (None, block["block_id"]):
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return block["block_id"], element
    raise WorkspaceRefusal("no_such_element")


def action_of(element: Element, block_id: str, value: Any, at: float) -> dict[str, Any]:
    """The entry of "actions" for a press; value: the chosen option's value, a date, a list of option values."""
    action = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": f"{at:.6f}",
    }
    if element["type"] != "button":
        return action | _filled(element, value)
    action["text"] = element["text"]
    return action | {name: element[name] for name in ("value", "style") if name in element}


def values_of(blocks: list[dict[str, Any]], filled: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A view's state.values. filled: block_id → action_id → what the person put there; else the initial value."""
    values: dict[str, dict[str, Any]] = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in ("button", "overflow", "image", "mrkdwn", "plain_text"):
                continue
            given = (filled.get(block["block_id"]) or {}).get(element["action_id"], _initial(element))
            state = {"type": element["type"]} | _filled(element, given)
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def missing(blocks: list[dict[str, Any]], values: dict[str, dict[str, Any]]) -> dict[str, str]:
    """What Slack itself says, before the app hears of it: block_id → the sentence under that input."""
    errors = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = values[block["block_id"]][element["action_id"]]
        content = next((value for name, value in state.items() if name != "type"), None)
        if content in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = REQUIRED
        elif element["type"] == "plain_text_input":
            errors |= _length_error(block["block_id"], element, str(content))
    return errors


def _length_error(block_id: str, element: Element, text: str) -> dict[str, str]:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(text) < low:
        return {block_id: f"Must be at least {low} characters."}
    if len(text) > high:
        return {block_id: f"Must be {high} characters or fewer."}
    return {}


def _initial(element: Element) -> Any:
    kind = element["type"]
    if kind in ("checkboxes", "multi_static_select"):
        return [option["value"] for option in element.get("initial_options", [])]
    if kind in ("static_select", "radio_buttons"):
        return element.get("initial_option", {}).get("value")
    names = {"datepicker": "initial_date", "timepicker": "initial_time", "users_select": "initial_user"}
    return element.get(names.get(kind, "initial_value"))


def _filled(element: Element, value: Any) -> dict[str, Any]:
    kind = element["type"]
    if kind in ("checkboxes", "multi_static_select"):
        if not isinstance(value, list | None):
            raise WorkspaceRefusal("invalid_value", [f"{kind} takes a list of option values"])
        return {"selected_options": [_option(element, one) for one in value or []]}
    if kind in ("static_select", "radio_buttons", "overflow"):
        return {"selected_option": None if value in (None, "") else _option(element, value)}
    names = {"datepicker": "selected_date", "timepicker": "selected_time", "users_select": "selected_user"}
    if not isinstance(value, str | None):
        raise WorkspaceRefusal("invalid_value", [f"{kind} takes a string"])
    # Slack says null for what was left empty.
    return {names.get(kind, "value"): value or None}


def _option(element: Element, value: Any) -> dict[str, Any]:
    for option in element["options"]:
        if option["value"] == value:
            return dict(option)
    raise WorkspaceRefusal("no_such_option")
