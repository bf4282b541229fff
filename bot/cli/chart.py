"""`leak-diary chart L3 --out FILE`: draw one leak's reports per week."""

from __future__ import annotations

import re
from pathlib import Path

from bot.app.clock import Clock
from bot.config import Settings
from bot.core.texts.bundles import Texts
from bot.leaks.chart import chart_of, draw
from storage import StoreUnusable, leaks, open_store


def draw_leak(settings: Settings, name: str) -> tuple[bytes, str] | None:
    """PNG and words of a leak such as "L3"; None if there is no such leak. Raises StoreUnusable."""
    match = re.fullmatch(r"[lL]?(\d{1,9})", name.strip())
    file: Path | None = settings.database_file
    if file is None or not file.exists():
        raise StoreUnusable(f"{file or 'a database in memory'} cannot be read: set DATABASE_URL or --db to the bot's")
    now = Clock().now()
    store = open_store(settings.database_url, now)
    try:
        found = leaks.find_leak(store, leaks.present_number(store, int(match[1]))) if match else None
        if found is None:
            return None
        made = chart_of(store, found.number, now, Texts(settings.leak_language))
        return draw(made.spec), made.words
    finally:
        store.close()
