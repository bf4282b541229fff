"""Block Kit as Slack documents it: which blocks and elements there are, their fields and their sizes.

It holds the blocks that the page can show; a block that Slack knows and the page does not is refused here, so that
nobody designs a message blind. Source: docs.slack.dev, reference/block-kit.
"""

from typing import Any

from bot.workspace.shape import Checker, Problems, all_of, by_type, fields, flag, items, number, one_of, problem, string

ID = string(255)
URL = string(3000, pattern=r"https?://.+")


def words(limit: int) -> Checker:
    """A text object, plain or mrkdwn."""
    return by_type(
        {
            "mrkdwn": fields({"text": string(limit)}, verbatim=flag),
            "plain_text": fields({"text": string(limit)}, emoji=flag),
        }
    )


def plain(limit: int) -> Checker:
    """A text object that must be plain_text."""
    return by_type({"plain_text": fields({"text": string(limit)}, emoji=flag)})


def _one_image_source(value: Any, pointer: str, problems: Problems) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        problem(problems, pointer, "must provide either image_url or slack_file")


def _one_file_name(value: Any, pointer: str, problems: Problems) -> None:
    if ("id" in value) == ("url" in value):
        problem(problems, pointer, "must provide either id or url")


def _text_or_fields(value: Any, pointer: str, problems: Problems) -> None:
    if "text" not in value and "fields" not in value:
        problem(problems, pointer, "must provide text or fields")


def _distinct_values(value: Any, pointer: str, problems: Problems) -> None:
    chosen = [option.get("value") for option in value.get("options") or [] if isinstance(option, dict)]
    if len(set(map(str, chosen))) < len(chosen):
        problem(problems, f"{pointer}/options", "option values must be unique")


CONFIRM = fields(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    style=one_of("primary", "danger"),
)
SLACK_FILE = all_of(fields({}, id=ID, url=URL), _one_file_name)
IMAGE_SOURCE: dict[str, Checker] = {"image_url": URL, "slack_file": SLACK_FILE}

OPTION = fields({"text": plain(75), "value": string(150)}, description=plain(75))
RICH_OPTION = fields({"text": words(75), "value": string(150)}, description=plain(75))
OVERFLOW_OPTION = fields({"text": plain(75), "value": string(150)}, description=plain(75), url=URL)
DATE = string(10, pattern=r"\d{4}-\d{2}-\d{2}")
CLOCK_TIME = string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d")


def _choice(option: Checker, high: int, several: bool = False, placeholder: bool = False) -> Checker:
    more: dict[str, Checker] = {"initial_options": items(option, 1, high)} if several else {"initial_option": option}
    if placeholder:
        more["placeholder"] = plain(150)
    inner = fields({"options": items(option, 1, high)}, action_id=ID, confirm=CONFIRM, focus_on_load=flag, **more)
    return all_of(inner, _distinct_values)


BUTTON = fields(
    {"text": plain(75)},
    action_id=ID,
    value=string(2000),
    url=URL,
    style=one_of("primary", "danger"),
    confirm=CONFIRM,
    accessibility_label=string(75),
)
OVERFLOW = all_of(fields({"options": items(OVERFLOW_OPTION, 1, 5)}, action_id=ID, confirm=CONFIRM), _distinct_values)
INTERACTIVE: dict[str, Checker] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "static_select": _choice(OPTION, 100, placeholder=True),
    "radio_buttons": _choice(RICH_OPTION, 10),
    "checkboxes": _choice(RICH_OPTION, 10, several=True),
    "datepicker": fields(
        {}, action_id=ID, initial_date=DATE, placeholder=plain(150), confirm=CONFIRM, focus_on_load=flag
    ),
    "timepicker": fields(
        {}, action_id=ID, initial_time=CLOCK_TIME, placeholder=plain(150), confirm=CONFIRM, focus_on_load=flag
    ),
    "users_select": fields(
        {}, action_id=ID, initial_user=ID, placeholder=plain(150), confirm=CONFIRM, focus_on_load=flag
    ),
}
MULTI_SELECT = all_of(
    fields(
        {"options": items(OPTION, 1, 100)},
        action_id=ID,
        initial_options=items(OPTION, 1, 100),
        placeholder=plain(150),
        max_selected_items=number(1, 100),
        confirm=CONFIRM,
        focus_on_load=flag,
    ),
    _distinct_values,
)
IMAGE_ELEMENT = all_of(fields({"alt_text": string(2000)}, **IMAGE_SOURCE), _one_image_source)
WRITTEN: dict[str, Checker] = {
    "plain_text_input": fields(
        {},
        action_id=ID,
        initial_value=string(3000, low=0),
        multiline=flag,
        min_length=number(0, 3000),
        max_length=number(1, 3000),
        placeholder=plain(150),
        focus_on_load=flag,
    ),
    "number_input": fields(
        {"is_decimal_allowed": flag},
        action_id=ID,
        initial_value=string(255),
        min_value=string(255),
        max_value=string(255),
        placeholder=plain(150),
        focus_on_load=flag,
    ),
    "multi_static_select": MULTI_SELECT,
}
INPUTS = {kind: checker for kind, checker in INTERACTIVE.items() if kind not in ("button", "overflow")} | WRITTEN
ACCESSORIES = INTERACTIVE | {"image": IMAGE_ELEMENT, "multi_static_select": MULTI_SELECT}

CELL = by_type({"raw_text": fields({"text": string(2000, low=0)})})
COLUMN = fields({}, align=one_of("left", "center", "right"), is_wrapped=flag)

BLOCKS: dict[str, Checker] = {
    "section": all_of(
        fields(
            {},
            block_id=ID,
            text=words(3000),
            fields=items(words(2000), 1, 10),
            accessory=by_type(ACCESSORIES),
            expand=flag,
        ),
        _text_or_fields,
    ),
    "header": fields({"text": plain(150)}, block_id=ID),
    "divider": fields({}, block_id=ID),
    "image": all_of(
        fields({"alt_text": string(2000)}, block_id=ID, title=plain(2000), **IMAGE_SOURCE), _one_image_source
    ),
    "context": fields(
        {
            "elements": items(
                by_type(
                    {
                        "image": IMAGE_ELEMENT,
                        "mrkdwn": fields({"text": string(3000)}, verbatim=flag),
                        "plain_text": fields({"text": string(3000)}, emoji=flag),
                    }
                ),
                1,
                10,
            )
        },
        block_id=ID,
    ),
    "table": fields({"rows": items(items(CELL, 1, 20), 1, 100)}, block_id=ID, column_settings=items(COLUMN, 1, 20)),
    "actions": fields({"elements": items(by_type(INTERACTIVE), 1, 25)}, block_id=ID),
    "input": fields(
        {"label": plain(2000), "element": by_type(INPUTS)},
        block_id=ID,
        hint=plain(2000),
        optional=flag,
        dispatch_action=flag,
    ),
}
BLOCK = by_type(BLOCKS)


def check_blocks(blocks: Any, pointer: str, limit: int, problems: Problems) -> None:
    """A list of blocks with its uniqueness rules: block ids in the message, action ids in their block."""
    before = len(problems)
    items(BLOCK, 0, limit)(blocks, pointer, problems)
    if len(problems) > before:
        return
    if sum(block["type"] == "table" for block in blocks) > 1:
        problem(problems, pointer, "only_one_table_allowed")
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen:
                problem(problems, f"{pointer}/{index}/block_id", f"`block_id` already exists: {block_id}")
            seen.add(block_id)
        _distinct_actions(block, f"{pointer}/{index}", problems)


def elements_of(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The elements of a block wherever they stand: elements, accessory, element."""
    found = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
    return [element for element in found if isinstance(element, dict)]


def _distinct_actions(block: dict[str, Any], pointer: str, problems: Problems) -> None:
    seen: set[str] = set()
    for element in elements_of(block):
        action_id = element.get("action_id")
        if isinstance(action_id, str):
            if action_id in seen:
                problem(problems, pointer, f"`action_id` already exists: {action_id}")
            seen.add(action_id)
