"""A progress bar on standard error for long logs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from bot.cli.scan.sources import STDIN, Source

# Fewer bytes are read before a bar could be seen.
LONG_BYTES = 64 * 1024 * 1024
# Moving the bar takes longer than searching one chunk.
STEP_BYTES = 4 * 1024 * 1024


class Shows(Protocol):
    """Called after each chunk of a log."""

    def __call__(self, source: Source) -> None:
        """Show how far the source is read."""


@contextmanager
def shown(paths: Iterable[str]) -> Iterator[Shows]:
    """Show one bar for these logs; none if standard error is not a terminal or the logs are short."""
    sizes = [_size(path) for path in paths]
    known = [size for size in sizes if size is not None]
    is_long = len(known) < len(sizes) or sum(known) >= LONG_BYTES
    if not (is_long and sys.stderr.isatty()):
        yield lambda source: None
        return
    # Imported here: it takes as long as scanning 30 MB.
    from rich import progress
    from rich.console import Console

    bar = progress.Progress(
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TransferSpeedColumn(),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=sum(known) if len(known) == len(sizes) else None)
        done: dict[int, int] = {}
        shown_to = 0

        def show(source: Source) -> None:
            nonlocal shown_to
            done[id(source)] = source.read_bytes
            read_bytes = sum(done.values())
            if read_bytes - shown_to >= STEP_BYTES:
                shown_to = read_bytes
                bar.update(task, description=source.name[-40:], completed=read_bytes)

        yield show


def _size(path: str) -> int | None:
    """Return a log's size in bytes; None if it is unknown before the log is read."""
    from pathlib import Path

    if path == STDIN:
        return None
    try:
        file = Path(path)
        return file.stat().st_size if file.is_file() else 0
    except (OSError, ValueError):
        return 0
