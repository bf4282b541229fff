"""The `restore` command. Heavy imports stand inside the function: help and wrong use answer at once."""

from __future__ import annotations

import click

from bot.cli.opened_store import EXIT_TAKEN, opened, refuse, settings_of


@click.command()
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def restore(db: str | None) -> None:
    """Take in alerts that were kept beside a damaged database.

    Each is fed to the mended database once, also if this is run again.
    """
    from storage.spool import existing, feed
    from storage.sqlite import SqliteEngine

    with opened(settings_of(database_url=db), new=False) as place:
        now = place.clock.now()
        spool = existing(place.settings.database_file, now)
        if spool is None:
            click.echo("nothing to restore: no alerts were kept beside the database")
            return
        for store in (place.store, spool.store):
            if isinstance(store, SqliteEngine) and (damage := store.check_pages()):
                refuse(damage, EXIT_TAKEN)
        fed = feed(spool, place.store, now)
        spool.close()
    click.echo(f"{fed.found} alerts were kept in {spool.path}: {fed.new} are new, and the bot reads them now")
    click.echo("The spool is left as it is; delete it when you need it no more")
