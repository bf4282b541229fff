"""Open the store for one terminal command, and turn refusals into exit codes."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from bot.core.texts.bundles import Texts
    from storage import Engine

EXIT_REFUSED = 2
EXIT_TAKEN = 3


def refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(EXIT_REFUSED)


@contextlib.contextmanager
def opened(db: str | None, new: bool) -> Iterator[tuple[Engine, Texts]]:
    """The store and the language; refusals become sentences. new: a database that is not there yet is made."""
    from bot.app.clock import Clock
    from bot.config import SettingsProblem, load_settings
    from bot.core.texts.bundles import Texts
    from bot.group.diaries import Refused
    from storage import StoreError, StoreUnusable, open_store

    try:
        settings = load_settings(database_url=db)
        file = settings.database_file
        if not new and (file is None or not file.exists()):
            raise StoreUnusable(f"{file or 'a database in memory'} is not there: set DATABASE_URL or --db to the bot's")
        store = open_store(settings.database_url, Clock().now())
    except SettingsProblem as problem:
        refuse(f"The settings cannot be used:\n{problem}")
    except (StoreUnusable, StoreError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)
    try:
        yield store, Texts(settings.leak_language)
    except Refused as refused:
        refuse(str(refused))
    except (StoreUnusable, StoreError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)
    finally:
        store.close()
