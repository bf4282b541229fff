"""A skipped test is listed with its reason, and fails the run of continuous integration unless the reason is known."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
TESTS = """
import pytest

def test_passes():
    pass

def test_skips():
    pytest.skip({reason!r})
"""


def run(folder: Path, reason: str, *options: str, strict: bool) -> tuple[int, list[str]]:
    """Run two tests, one of which is skipped, beside a copy of this project's conftest; exit code and lines."""
    for file in (CONFTEST, CONFTEST.with_name("skips.txt")):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "test_two.py").write_text(TESTS.format(reason=reason), encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)} | (
        {"LEAK_DIARY_STRICT_SKIPS": "1"} if strict else {}
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("options", [(), ("-n", "2")])
@pytest.mark.parametrize(
    ("reason", "strict", "exit_code"),
    [
        ("the moon is full", True, 1),
        ("the moon is full", False, 0),
        ("not beside this checkout: ../shared/corpus", True, 0),
    ],
)
def test_a_skip_is_listed_and_fails_only_a_strict_run(
    tmp_path: Path, options: tuple[str, ...], reason: str, strict: bool, exit_code: int
):
    """In one process and over several; the last line is pytest's own."""
    code, lines = run(tmp_path, reason, *options, strict=strict)

    mark = " (not listed in tests/skips.txt)" if "moon" in reason else ""
    assert exit_code == code
    assert f"1 skipped: {reason}{mark}" in lines
    assert lines[-1].startswith("1 passed, 1 skipped in ")
