"""Any text, of whomever, is read in time that grows with its length and no faster."""

import subprocess
import sys

import pytest

from bot.core.families.table import families
from tests.core.linear_time import READERS

WITHIN_S = 300


@pytest.mark.parametrize("reader", [*READERS, *(family.name for family in families())])
def test_four_times_the_text_is_not_eight_times_as_slow(reader: str):
    """Each reader gets the words and repeats of its own patterns, again and again, in a process that can be ended."""
    try:
        run = subprocess.run(
            [sys.executable, "-m", "tests.core.linear_time", reader], capture_output=True, text=True, timeout=WITHIN_S
        )
    except subprocess.TimeoutExpired as stuck:
        last = (stuck.stdout or b"").decode().rstrip().rpartition("\n")[2]
        pytest.fail(f"{reader} did not come to an end with {last[:300]}")

    assert 0 == run.returncode, run.stdout[-3000:] + run.stderr[-3000:]
