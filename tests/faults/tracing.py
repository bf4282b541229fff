"""strace beside the bot: the order of its system calls, and calls that fail or take long."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.faults.running import ANY_WAIT_S, wait_until


@cache
def missing() -> str | None:
    """Why strace cannot be used here; None: it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    with tempfile.NamedTemporaryFile() as log:
        tried = subprocess.run(["strace", "-o", log.name, "true"], capture_output=True, text=True, timeout=20)
    return f"strace may not trace: {tried.stderr.strip()[:200]}" if tried.returncode else None


SYNCS = "fsync,fdatasync"
"""Which of the two SQLite calls was decided when it was built."""


def slow_syncs(delay_us: int) -> list[str]:
    """Put before a command: each of its syncs takes so much longer."""
    inject = ["-e", f"trace={SYNCS}", "-e", f"inject={SYNCS}:delay_exit={delay_us}"]
    return ["strace", "-f", "-q", "--seccomp-bpf", "-o", "/dev/null", *inject]


@contextmanager
def failing_syncs(pid: int) -> Iterator[None]:
    """The next sync of each thread fails with EIO, the later ones do not."""
    inject = ["-e", f"trace={SYNCS}", "-e", f"inject={SYNCS}:error=EIO:when=1"]
    command = ["strace", "-f", "-q", "-o", "/dev/null", *inject, "-p", str(pid)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        wait_until(lambda: all(_tracer(task) == tracer.pid for task in _tasks(pid)), ANY_WAIT_S)
        yield
    finally:
        tracer.terminate()
        tracer.communicate(timeout=60)


def _tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


def _tracer(task: Path) -> int:
    for line in (task / "status").read_text().splitlines():
        if line.startswith("TracerPid:"):
            return int(line.split()[1])
    return 0
