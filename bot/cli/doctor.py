"""The `doctor` command. Heavy imports stand inside the function: help and wrong use answer at once."""

from __future__ import annotations

import sys

import click

from bot.cli.opened_store import EXIT_NO, opened, settings_of


@click.command()
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
@click.option("--retry", is_flag=True, help="make every dead row claimable again")
def doctor(db: str | None, retry: bool) -> None:
    """Say what is wrong, and what to do about it. Exits with 1 if something is wrong."""
    from bot.cli.findings import examine

    with opened(settings_of(database_url=db), new=False) as place:
        is_well = examine(place.store, place.settings, retry, place.clock.now(), click.echo)
    sys.exit(0 if is_well else EXIT_NO)
