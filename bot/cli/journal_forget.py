"""`python -m bot journal forget`: what `/leak journal forget` does, for somebody who cannot or will not do it there."""

from __future__ import annotations

import sys

import click

EXIT_NOTHING = 1


@click.command()
@click.option("--member", required=True, help="whose texts: a Slack user id, or an imported diary's author")
@click.option("--yes", is_flag=True, help="do it; without it, only say what would go")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def forget(member: str, yes: bool, db: str | None) -> None:
    """Take out all that a member wrote: entries, drafts, candidates, applause, posts. It cannot be undone.

    The posts are deleted in Slack by the running bot, or by the next one that starts.
    """
    from bot.app.clock import Clock
    from bot.cli.opened_store import opened
    from bot.group import erasure
    from storage.erasure import held

    with opened(db, new=False) as (store, _):
        found = held(store, member)
        if found.is_nothing:
            click.echo(f"There is nothing of {member!r} in the study group.", err=True)
            sys.exit(EXIT_NOTHING)
        what = f"{found.entries} entries, {found.posts} posts in Slack, {found.candidates} candidates"
        if not yes:
            click.echo(f"This would take out {what}, and all else of theirs. It cannot be undone: add --yes to do it.")
            return
        erasure.forget(store, member, "terminal", Clock().now())
        clean = erasure.wipe(store, Clock().now())
    click.echo(f"Forgotten: {what}.")
    if not clean:
        click.echo("Somebody reads the database: the running bot rids its files of the texts within a minute or two.")
