"""Untyped JSON from outside, taken apart without trust: what is not of the wanted type is as good as absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def mapping(value: Any) -> Json:
    """An object, empty if it is none."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list, empty if it is none."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str | None:
    """A non-empty string, fit to be stored: no NUL, no lone surrogate."""
    if not isinstance(value, str) or not value:
        return None
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode() or None


def label(value: str | None) -> str | None:
    """A name in one line, at most 200 characters, as Sentry limits tags and releases."""
    return " ".join(value.split())[:200] or None if value else None
