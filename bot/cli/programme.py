"""`python -m bot programme show|shift|skip|add|seed`. What a command needs is imported when it runs."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.cli.programme_dates import Change
    from bot.config import Settings

EXIT_REFUSED = 2
EXIT_TAKEN = 3
Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def programme() -> None:
    """The study group's rounds: see and move them, also while the bot runs. Past rounds never change."""


def _options(command: Command) -> Command:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="as one JSON object"),
        click.option("--programme", "name", metavar="NAME", help="[default: the one that is on]"),
        click.option("--db", help="where everything is kept  [DATABASE_URL]"),
    ):
        command = option(command)
    return command


def _dry_run(command: Command) -> Command:
    return click.option("--dry-run", is_flag=True, help="say what would change, and change nothing")(command)


@programme.command()
@_options
def show(db: str | None, name: str | None, as_json: bool) -> None:
    """Every round: its days, its meeting, and whether it was held, is on, comes, or is skipped."""
    from bot.cli import programme_dates

    with _refusals():
        programme_dates.show(_settings(db), name, as_json, click.echo)


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

    with _refusals():
        _change(programme_dates.shifted(number, by, time, only), dry_run, db, name, as_json)


@programme.command()
@click.argument("number", type=int)
@click.option("--undo", is_flag=True, help="have it meet after all")
@_dry_run
@_options
def skip(number: int, undo: bool, dry_run: bool, db: str | None, name: str | None, as_json: bool) -> None:
    """Round NUMBER does not meet: its time belongs to the next. The others stay where they are."""
    from bot.cli import programme_dates

    with _refusals():
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
    """One more round at the end, called TITLE."""
    from bot.cli import programme_dates

    with _refusals():
        _change(programme_dates.added(title, theme, on, time), dry_run, db, name, as_json)


@programme.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def seed(file: Path | None, db: str | None) -> None:
    """Make the programme of FILE, unless there is one of its name.  [FILE: PROGRAMME, default programme.toml]"""
    from bot.cli import programme_dates

    with _refusals():
        programme_dates.seed(_settings(db), file, click.echo)


def _change(edit: Change, dry_run: bool, db: str | None, name: str | None, as_json: bool) -> None:
    from bot.cli import programme_dates

    programme_dates.change(_settings(db), name, edit, dry_run, as_json, click.echo)


def _settings(db: str | None) -> Settings:
    from bot.config import load_settings

    return load_settings(database_url=db)


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    from bot.config import SettingsProblem
    from bot.core.group.date_changes import Refused
    from storage import StoreError, StoreUnusable

    try:
        yield
    except (Refused, SettingsProblem) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_REFUSED)
    except (StoreUnusable, StoreError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)
