"""The links from leaks to the pages of their newest events."""

from __future__ import annotations

from collections.abc import Callable

from storage.engine import Engine


def drop_links(store: Engine, is_allowed: Callable[[str], bool]) -> int:
    """Drop each leak's link that is not allowed; return how many. An earlier version kept every link."""
    rows = store.query("SELECT number, last_url FROM leaks WHERE last_url IS NOT NULL")
    refused = [{"number": row["number"]} for row in rows if not is_allowed(row["last_url"])]
    if refused:
        with store.transaction():
            store.execute("UPDATE leaks SET last_url = NULL WHERE number = :number", refused)
    return len(refused)
