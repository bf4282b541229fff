"""A copy of the product's files, in which a test may lay a file that is not there, and a Python that runs in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy `bot`, `storage` and `tests` into a folder of their own."""
    folder = tmp_path / "copy"
    for name in ("bot", "storage", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.fixture
def run_copied(copied: Path) -> Callable[..., str]:
    """Run Python in the copy, and return what it printed. code: the exit code that it must have."""

    def run(*arguments: str, code: int = 0, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=copied,
            env={**os.environ, "PYTHONPATH": str(copied), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert code == done.returncode, done.stderr
        return done.stdout

    return run
