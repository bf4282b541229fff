"""Signed bodies that are nearly what Sentry and Slack send: known shapes, broken in one to three places."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

SENTRY_SHAPES = [
    json.loads(file.read_text("utf-8")) for file in sorted(Path(__file__).parent.joinpath("payloads").glob("*.json"))
]
VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    7,
    10**400,
    1e300,
    float("nan"),
    "",
    " ",
    "x" * 5_000,
    "\0",
    "\ud800",
    "\u202e<!channel>",
    "L1",
    "2026-09-26T12:00:00Z",
    "http://[",
    [],
    {},
    [[]],
    {"": None},
    ["L1", 1],
    {"value": "L1"},
)
Place = tuple[Any, Any]


def mutated_json(draw: Random, shape: Any) -> Any:
    """Return a copy of a shape in which one to three values are replaced, left out, wrapped or exchanged."""
    made = {"": copy.deepcopy(shape)}
    for _ in range(draw.randint(1, 3)):
        holder, key = draw.choice([*_places(made)])
        act = draw.randrange(5)
        if act == 0 and holder is not made:
            del holder[key]
        elif act == 1:
            holder[key] = [holder[key]]
        elif act == 2:
            other, name = draw.choice([*_places(made)])
            holder[key] = copy.deepcopy(other[name])
        else:
            holder[key] = copy.deepcopy(draw.choice(VALUES))
    return made[""]


def _places(value: Any) -> Iterator[Place]:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def mutated_bytes(draw: Random, body: bytes) -> bytes:
    """Return a body that is cut, doubled, or has other bytes in a few places."""
    act = draw.randrange(3)
    if act == 0:
        return body[: draw.randrange(len(body) + 1)]
    if act == 1:
        at = draw.randrange(len(body) + 1)
        return body[:at] + bytes([draw.choice(b'\n\0\t"{}[]&=%\xff\x80')]) + body[at:]
    made = bytearray(body or b" ")
    for _ in range(draw.randint(1, 8)):
        made[draw.randrange(len(made))] = draw.randrange(256)
    return bytes(made)


def sentry_body(draw: Random) -> bytes:
    """Make one body of Sentry's, with control characters in strings now and then."""
    text = json.dumps(mutated_json(draw, draw.choice(SENTRY_SHAPES)), ensure_ascii=draw.random() < 0.9)
    if draw.random() < 0.1:
        text = text.replace("\\n", "\n").replace("\\t", "\t")
    body = text.encode("utf-8", "surrogatepass")
    return mutated_bytes(draw, body) if draw.random() < 0.1 else body


def slack_body(draw: Random, shapes: list[tuple[str, Any]]) -> tuple[str, bytes]:
    """Make one content type and body of Slack's. shapes: (event, command or an interaction, payload)."""
    kind, shape = draw.choice(shapes)
    made = mutated_json(draw, shape)
    if kind == "event":
        content, body = "application/json", json.dumps(made).encode()
    elif kind == "command":
        fields = made if isinstance(made, dict) else {"text": made}
        content, body = "application/x-www-form-urlencoded", urlencode(fields, errors="replace").encode()
    else:
        content, body = "application/x-www-form-urlencoded", urlencode({"payload": json.dumps(made)}).encode()
    return content, mutated_bytes(draw, body) if draw.random() < 0.1 else body
