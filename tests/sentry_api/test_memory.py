"""A backfill's memory does not grow with what it reads. BACKFILL_EVENTS=100000 measures the goal; the default is small.

A figure is the process's own peak (VmHWM), so it holds everything: the store, the pages, the parsed events.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage import open_store
from tests.optional import there
from tests.sentry_api.conftest import NOW
from tests.sentry_api.past import SITES, past
from tests.sentry_api.server import SentryServer
from tests.sentry_api.test_command import CHECKOUT, environment

FEW, MANY = 1000, int(os.environ.get("BACKFILL_EVENTS", "6000"))
GROWS_AT_MOST_KB = 16_384
PEAK = """
import re, sys
from pathlib import Path
from bot.__main__ import main
main(sys.argv[1:], standalone_mode=False)
print("peak", re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def peak_kb(sentry: SentryServer, folder: Path, events: int) -> int:
    """The peak of a backfill of so many events in kB, of which one line is printed."""
    sentry.issues.clear()
    sentry.issue("61", *(past(n, NOW - 600 * 86_400 + n * 300, SITES[n % 4], f"pod-{n % 40}") for n in range(events)))
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", PEAK, "backfill", "--since", "9y", "--db", f"sqlite:///{folder}/{events}.db"],
        cwd=folder,
        env=environment(sentry, folder, PYTHONPATH=str(CHECKOUT)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"backfill: {events} reports of 4 leaks" in done.stdout, done.stderr
    found = int(there(re.search(r"peak (\d+)", done.stdout))[1])
    print(f"{events} events: peak {found / 1024:.1f} MB, {time.monotonic() - begun:.1f} s")
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_memory_does_not_grow_with_the_events(sentry: SentryServer, tmp_path: Path):
    """Many events need no more than few do, but for what a process settles at."""
    few, many = (peak_kb(sentry, tmp_path, events) for events in (FEW, MANY))

    store = open_store(f"sqlite:///{tmp_path}/{MANY}.db", NOW)
    total = store.query("SELECT COUNT(*) AS n FROM sightings")[0]["n"]
    store.close()
    assert total == MANY
    assert many - few < GROWS_AT_MOST_KB
