"""The folder of material that may lie beside the checkout: larger samples, and tools that judge from outside."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def needs(path: str) -> pytest.MarkDecorator:
    """Skip a test, with a reason that tests/skips.txt lists, where a file or folder of ../shared is not there."""
    return pytest.mark.skipif(not (SHARED / path).exists(), reason=f"not beside this checkout: ../shared/{path}")
