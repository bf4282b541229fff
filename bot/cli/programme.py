"""The `programme` commands: show, shift, skip, add and seed a study group's rounds.

Each command is one short transaction of its own process. SQLite lets one process write at a time and the other waits
for milliseconds; the running bot reads the rounds anew whenever it needs them. Heavy imports stand inside the
functions: help and wrong use answer at once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.cli.opened_store import OpenedStore, opened, settings_of

if TYPE_CHECKING:
    from bot.cli.programme_dates import Change

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def programme() -> None:
    """See and move the study group's rounds, also while the bot runs. Past rounds never change."""


def _options(command: Command) -> Command:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="as one JSON object"),
        click.option("--programme", "name", metavar="NAME", help="[default: the present one]"),
        click.option("--db", help="where everything is kept  [DATABASE_URL]"),
    ):
        command = option(command)
    return command


def _dry_run(command: Command) -> Command:
    return click.option("--dry-run", is_flag=True, help="say what would change, and change nothing")(command)


@programme.command()
@_options
def show(db: str | None, name: str | None, as_json: bool) -> None:
    """List every round: its days, its meeting, and its state: held, present, coming or skipped."""
    from bot.cli import programme_dates

    with _opened(db) as place:
        for line in programme_dates.listing(place, name, as_json):
            click.echo(line)


@programme.command(context_settings={"ignore_unknown_options": True})
@click.argument("number", type=int)
@click.argument("by")
@click.option("--time", metavar="HH:MM", help="the local time at which they meet from now on")
@click.option("--only", is_flag=True, help="move this round alone")
@_dry_run
@_options
def shift(
    number: int, by: str, time: str | None, only: bool, dry_run: bool, db: str | None, name: str | None, as_json: bool
) -> None:
    """Move the meeting of round NUMBER and all after it BY 7d, -1d, 1w, or to a date such as 2026-01-11."""
    from bot.cli import programme_dates

    _change(programme_dates.shifted(number, by, time, only), dry_run, db, name, as_json)


@programme.command()
@click.argument("number", type=int)
@click.option("--undo", is_flag=True, help="have it meet after all")
@_dry_run
@_options
def skip(number: int, undo: bool, dry_run: bool, db: str | None, name: str | None, as_json: bool) -> None:
    """Skip the meeting of round NUMBER. Its time belongs to the next round; the others keep their dates."""
    from bot.cli import programme_dates

    _change(programme_dates.skipped(number, undo), dry_run, db, name, as_json)


@programme.command()
@click.argument("title")
@click.option("--theme", default="", help="what the round is about, in a sentence")
@click.option("--on", metavar="DATE", help="the day of its meeting  [a week after the last]")
@click.option("--time", metavar="HH:MM", help="the local time of its meeting  [as the last]")
@_dry_run
@_options
def add(
    title: str,
    theme: str,
    on: str | None,
    time: str | None,
    dry_run: bool,
    db: str | None,
    name: str | None,
    as_json: bool,
) -> None:
    """Add one more round at the end, called TITLE."""
    from bot.cli import programme_dates

    _change(programme_dates.added(title, theme, on, time), dry_run, db, name, as_json)


@programme.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def seed(file: Path | None, db: str | None) -> None:
    """Make the programme of FILE, unless there is one of its name. One of an imported diary joins it.

    Without FILE it reads PROGRAMME, by default programme.toml.
    """
    from bot.cli import programme_dates

    with _opened(db, new=True) as place:
        for line in programme_dates.seed(place, file):
            click.echo(line)


def _change(edit: Change, dry_run: bool, db: str | None, name: str | None, as_json: bool) -> None:
    from bot.cli import programme_dates

    with _opened(db) as place:
        for line in programme_dates.change(place, name, edit, dry_run, as_json):
            click.echo(line)


@contextlib.contextmanager
def _opened(db: str | None, new: bool = False) -> Iterator[OpenedStore]:
    from bot.core.group.date_changes import ProgrammeRefusal
    from bot.group.programme_file import ProgrammeFileProblem

    with opened(settings_of(database_url=db), ProgrammeRefusal, ProgrammeFileProblem, new=new) as place:
        yield place
