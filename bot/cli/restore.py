"""The `restore` command. Heavy imports stand inside the function: help and wrong use answer at once."""

from __future__ import annotations

import click

from bot.cli.opened_store import EXIT_TAKEN, opened, refuse, settings_of


@click.command()
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def restore(db: str | None) -> None:
    """Feed the alerts that were kept beside a damaged database to the mended one, each once."""
    from storage.spool import Spool, feed
    from storage.sqlite import SqliteEngine

    with opened(settings_of(database_url=db), new=False) as place:
        file, now = place.settings.database_file, place.clock.now()
        if file is None or not (spool := Spool(file, now)).is_used():
            click.echo("nothing to restore: no alerts were kept beside the database")
            return
        for store in (place.store, spool.store):
            if isinstance(store, SqliteEngine) and (damage := store.check_pages()):
                refuse(damage, EXIT_TAKEN)
        fed = feed(spool, place.store, now)
        spool.close()
    click.echo(f"{fed.found} alerts were kept in {spool.path}: {fed.new} are new, and the bot reads them now")
    click.echo("The spool is left as it is; delete it when you need it no more")
