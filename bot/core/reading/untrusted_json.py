"""Read untrusted JSON: a value of the wrong type counts as absent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def mapping(value: Any) -> Json:
    """Return the value if it is an object, else {}."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """Return the value if it is a list, else []."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str | None:
    """Return a non-empty string without NUL and lone surrogates, so that it can be stored; None for other values."""
    if not isinstance(value, str) or not value:
        return None
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode() or None


def label(value: str | None) -> str | None:
    """Return a name as one line of at most 200 characters, Sentry's limit for tags and releases."""
    return " ".join(value.split())[:200] or None if value else None
