"""Files and folders that only their owner may read: they hold alerts, journals and secrets."""

from __future__ import annotations

import os
import stat
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
SHARED_BITS = 0o077


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone. One that exists keeps its mode. Raises OSError."""
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """Make an empty file for its owner alone, before anything is written to it. Raises OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, FILE_MODE))


def is_shared(path: Path) -> bool:
    """Say whether others than the owner have any access to a file or folder."""
    return bool(path.stat().st_mode & SHARED_BITS)


def is_for_all(folder: Path) -> bool:
    """Say whether a folder is meant for everybody's files, such as /tmp."""
    return bool(folder.stat().st_mode & stat.S_ISVTX)
