"""Files of the top level that are part of the installed package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def shipped(name: str) -> Path:
    """Return a file of the top level: the copy in an installed package, else the checkout's own."""
    return PACKAGE / name if (PACKAGE / name).exists() else PACKAGE.parent / name
