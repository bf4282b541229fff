"""The `backup` command. Heavy imports stand inside the function: help and wrong use answer at once."""

from __future__ import annotations

import os
from pathlib import Path

import click

from bot.cli.opened_store import refusals, refuse, settings_of


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def backup(target: Path, db: str | None) -> None:
    """Copy the database to TARGET while the bot runs. The copy is checked before it gets its name."""
    from storage.sqlite import backup_file

    settings = settings_of(database_url=db)
    if not os.access(target.parent, os.W_OK | os.X_OK):
        refuse(f"{target} cannot be written: name a file in a folder that exists and that you may write to")
    with refusals():
        size = backup_file(settings.database_file, target)
    click.echo(f"{target}: {size} bytes, checked")
