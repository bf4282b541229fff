"""The files whose docstrings do not yet keep ruff's rules: `python -m tests.docstrings` writes their list anew.

The list stands in pyproject.toml, where ruff reads it. It may only shrink: tests/test_docstrings.py holds its length.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PROJECT = ROOT / "pyproject.toml"
TABLE = "[tool.ruff.lint.extend-per-file-ignores]"
FOLDERS = ("bot", "storage")


def settings() -> dict[str, Any]:
    """Return ruff's settings for its rules."""
    lint: dict[str, Any] = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["ruff"]["lint"]
    return lint


def listed() -> list[str]:
    """Return the files that pyproject.toml excuses."""
    return list(settings()["extend-per-file-ignores"])


def unclean(*places: str) -> list[str]:
    """Return the files below the places that break a rule, by the rules of pyproject.toml without its excuses."""
    lint = settings()
    select, ignore = (",".join(code for code in lint[key] if code.startswith("D")) for key in ("select", "ignore"))
    convention = f'lint.pydocstyle.convention = "{lint["pydocstyle"]["convention"]}"'
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--output-format", "json"]
    rules = ["--select", select, "--ignore", ignore, "--config", convention]
    done = subprocess.run([*command, *rules, *places], cwd=ROOT, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    return sorted({one["filename"].removeprefix(f"{ROOT.resolve()}/") for one in found})


def write(files: list[str]) -> None:
    """Put the list into pyproject.toml, in place of the one that stands there."""
    before, _, after = PROJECT.read_text("utf-8").partition(TABLE)
    rest = after.partition("\n\n")[2]
    rows = "".join(f'"{name}" = ["D"]\n' for name in files)
    PROJECT.write_text(f"{before}{TABLE}\n{rows}\n{rest}", "utf-8")


if __name__ == "__main__":
    write(unclean(*FOLDERS))
    print(f"{len(listed())} files listed")
