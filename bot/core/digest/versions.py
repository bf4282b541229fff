"""Stored figures of any version, upgraded for the current texts.

A round's digest is stored as figures and may be shown again years later. A newer text then needs keys that older
figures lack. Each gets a value that adds nothing to the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Figures = dict[str, Any]

VERSION = 1
"""The version of new figures. A new key needs a new version, and its value for older figures below."""


class NewerFigures(Exception):
    """The figures were made by a newer version of the bot. The message says so, and what to do."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"this digest was made by a newer version of the bot (figures of version {version}; this one reads up to"
            f" {VERSION}): update the bot"
        )
        self.version = version


@dataclass(frozen=True, slots=True)
class Each:
    """A list of mappings with these keys; [] if the list is missing."""

    one: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Maybe:
    """None, or a mapping with these keys; None if it is missing."""

    one: Mapping[str, Any]


_HAPPENED: Mapping[str, Any] = {"now": [], "before": None}
_WAITED = {"of": 0, "n": 0, "waiting": 0, "median_s": None}
_SHARED = {"shared": 0, "on_time": 0, "late": 0, "passes": 0, "applause": 0}
_CHANGED = Each({"ratio_low": None, "ratio": None, "ratio_high": None, "unit": "episodes"})
_ROUND = {"number": 0, "title": "", "begins_at": 0, "meets_at": 0}

MISSING: Mapping[str, Any] = {
    "programme": {"id": 0, "name": "", "zone": "UTC"},
    "round": {**_ROUND, "theme": "", "of": 0},
    "before": Maybe(_ROUND),
    "ends": 0,
    "built_at": 0,
    "so_far": False,
    "late_s": 0,
    "missed": [],
    "reports": {"now": 0, "before": None, "leaks": 0},
    "opened": _HAPPENED,
    "recurring": _HAPPENED,
    "returned": _HAPPENED,
    "investigated": _HAPPENED,
    "fixed": _HAPPENED,
    "open": {"n": 0, "silent": None},
    "taken": {**_WAITED, "before": Maybe(_WAITED)},
    "done": {**_WAITED, "before": Maybe(_WAITED)},
    "trends": {"tested": 0, "q": None, "more": _CHANGED, "less": _CHANGED},
    "watches": Each({"days_needed": None, "days_more": None}),
    "weekly": {"ends": [], "leaks": [], "others": {"leaks": 0, "counts": []}},
    "journals": {**_SHARED, "members": 0, "sharers": [], "presents": [], "asks": 0, "before": Maybe(_SHARED)},
    "next": Maybe(_ROUND),
    "finale": Maybe(
        {
            "days": 0.0,
            "rounds": 0,
            "before": 0,
            "after": 0,
            "leaks": Each({"verdict": None, "watch": None}),
            "fixed": 0,
            "members": Each({"passes": 0}),
        }
    ),
    "quiet": False,
    "names": {},
}
"""Every key of the figures, with the value that adds nothing to the text."""


def upgrade(kept: Mapping[str, Any]) -> Figures:
    """Add to stored figures every key that the current texts read.

    Args:
        kept: the figures as stored. Figures without a version are the oldest.

    Raises:
        NewerFigures: a newer version of the bot stored them.
    """
    version = int(kept.get("version", 0))
    if version > VERSION:
        raise NewerFigures(version)
    filled: Figures = _filled(kept, MISSING)
    return filled


def _filled(value: Any, missing: Any) -> Any:
    if isinstance(missing, Each):
        return [_filled(one, missing.one) for one in value]
    if isinstance(missing, Maybe):
        return None if value is None else _filled(value, missing.one)
    if not isinstance(missing, Mapping):
        return value
    return {
        **{name: _nothing(one) for name, one in missing.items()},
        **{name: _filled(one, missing.get(name)) for name, one in value.items()},
    }


def _nothing(missing: Any) -> Any:
    if isinstance(missing, Each):
        return []
    if isinstance(missing, Maybe):
        return None
    return _filled({}, missing) if isinstance(missing, Mapping) else missing
