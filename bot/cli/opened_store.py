"""What the terminal commands share: settings, the opened store, and refusals as sentences with exit codes.

A command ends with 0 when it is done, EXIT_NO when the answer is no, EXIT_USAGE when it was used wrongly, and
EXIT_TAKEN when the store cannot be used. Imports stand inside the functions: commands without a store use `refuse` too.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from bot.app.clock import Clock
    from bot.config import Settings
    from bot.core.texts.bundles import Texts
    from storage import Engine

EXIT_NO = 1
EXIT_USAGE = 2
EXIT_TAKEN = 3


@dataclass(frozen=True)
class OpenedStore:
    """An open store, with the settings and the clock it was opened with."""

    settings: Settings
    store: Engine
    clock: Clock

    @property
    def texts(self) -> Texts:
        """The texts in the language of LEAK_LANGUAGE."""
        from bot.core.texts.bundles import Texts

        return Texts(self.settings.leak_language)


def refuse(sentence: str, code: int = EXIT_USAGE) -> NoReturn:
    """End the command: print the sentence on standard error and exit."""
    click.echo(sentence, err=True)
    sys.exit(code)


def settings_of(**options: object) -> Settings:
    """Read the settings, with a command's options over them; None means not given. Refuse what cannot be used."""
    from bot.config import SettingsProblem, load_settings

    try:
        return load_settings(**options)
    except SettingsProblem as problem:
        refuse(f"The settings cannot be used:\n{problem}")


@contextlib.contextmanager
def refusals(*usage: type[Exception]) -> Iterator[None]:
    """Turn errors of the block into one sentence and an exit code.

    Args:
        usage: further errors that mean wrong use. Their text is the sentence.
    """
    from storage import StoreError, StoreUnusable

    try:
        yield
    except usage as problem:
        refuse(str(problem))
    except (StoreUnusable, StoreError) as problem:
        refuse(str(problem), EXIT_TAKEN)
    except PermissionError as problem:
        refuse(f"{problem.filename} cannot be opened ({problem.strerror}): check who owns it", EXIT_TAKEN)


@contextlib.contextmanager
def opened(settings: Settings, *usage: type[Exception], new: bool) -> Iterator[OpenedStore]:
    """Open the store for the block, then close it; turn refusals into sentences and exit codes.

    Args:
        usage: as for `refusals`.
        new: make a database that does not exist. If False, a missing database is refused.
    """
    from bot.app.clock import Clock
    from storage import StoreUnusable, open_store

    with refusals(*usage):
        file = settings.database_file
        if not new and (file is None or not file.exists()):
            raise StoreUnusable(f"{file or 'a database in memory'} is not there: set DATABASE_URL or --db to the bot's")
        clock = Clock()
        store = open_store(settings.database_url, clock.now())
        try:
            yield OpenedStore(settings, store, clock)
        finally:
            store.close()
