"""A file system of a few megabytes that only the bot sees, so that nothing is left mounted whatever happens."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path


def namespace() -> list[str]:
    """The command that gives a process mounts of its own; as nobody special, a user namespace beside it."""
    return ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]


@cache
def missing() -> str | None:
    """Why there is no small disk here; None: there is."""
    if shutil.which("unshare") is None or shutil.which("mount") is None:
        return "unshare or mount is not installed"
    tried = subprocess.run(
        [*namespace(), "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"], capture_output=True, text=True
    )
    return f"mounting is not permitted: {tried.stderr.strip()[:200]}" if tried.returncode else None


def wrap(folder: Path, megabytes: int) -> list[str]:
    """Put before a command: `folder` is then a file system of this size for it."""
    mount = f'mount -t tmpfs -o size={megabytes}m tmpfs "{folder}" && exec "$@"'
    return [*namespace(), "sh", "-c", mount, "sh"]


class SmallDisk:
    """The folder as the process `pid` sees it."""

    def __init__(self, folder: Path, pid: int) -> None:
        self.folder = Path(f"/proc/{pid}/root{folder}")
        self._filler = self.folder / "filler"

    def fill(self) -> None:
        """Take every byte that is left."""
        with self._filler.open("ab", buffering=0) as filler:
            for size in (65536, 4096, 1):
                try:
                    while filler.write(b"\0" * size):
                        pass
                except OSError:
                    continue

    def copy(self, stop: Callable[[], object], to: Path) -> Path:
        """What lies there once the bot has stopped. Its disk goes with it, so we hold on to the folder meanwhile."""
        held = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            stop()
            return Path(shutil.copytree(f"/proc/self/fd/{held}", to))
        finally:
            os.close(held)

    def free(self) -> None:
        """Give the space back."""
        self._filler.unlink()
