"""Lock the SQLite file, so that only one process writes it."""

from __future__ import annotations

import fcntl
from typing import IO

from bot.config import Settings
from storage import StoreUnusable
from storage.private_files import make_file, make_folder


def hold_file(settings: Settings) -> IO[str] | None:
    """Lock the SQLite file for this process and return the handle; None for a database in memory.

    With two writing processes, the webhook's 99th percentile exceeded Sentry's timeout of one second, as measured.

    Raises:
        StoreUnusable: another process holds the lock, or the lock file cannot be written.
    """
    path = settings.database_file
    if path is None:
        return None
    path = path.resolve()  # follow links: the lock file lies beside the real file
    lock = path.with_name(path.name + ".lock")
    try:
        make_folder(lock.parent)
        make_file(lock)
        handle = lock.open("w")
    except OSError as error:
        raise StoreUnusable(
            f"{lock} cannot be written ({error.strerror}): check that its folder exists and who owns it"
        ) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise StoreUnusable(
            f"{path} is served by another process: stop that one first, or give this one a DATABASE_URL of its own"
        ) from None
    return handle
