"""The `journal forget` command: the same as `/leak journal forget`, for a member who cannot type it in Slack."""

from __future__ import annotations

import click

from bot.cli.opened_store import EXIT_NO, opened, refuse, settings_of


@click.command()
@click.option("--member", required=True, help="whose texts: a Slack user id, or an imported diary's author")
@click.option("--yes", is_flag=True, help="do it; without it, only say what would go")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def forget(member: str, yes: bool, db: str | None) -> None:
    """Delete all that a member wrote: entries, drafts, candidates, applause, posts. It cannot be undone.

    The running bot deletes the posts in Slack; if none runs, the next one that starts does it.
    """
    from bot.group import erasure
    from storage.erasure import count_data

    with opened(settings_of(database_url=db), new=False) as place:
        texts = count_data(place.store, member)
        if texts.is_nothing:
            refuse(f"There is nothing of {member!r} in the study group.", EXIT_NO)
        what = f"{texts.entries} entries, {texts.posts} posts in Slack, {texts.candidates} candidates"
        if not yes:
            click.echo(f"This would take out {what}, and all else of theirs. It cannot be undone: add --yes to do it.")
            return
        erasure.forget(place.store, member, "terminal", place.clock.now())
        is_clean = erasure.wipe(place.store, place.clock.now())
    click.echo(f"Forgotten: {what}.")
    if not is_clean:
        click.echo("Somebody reads the database: the running bot rids its files of the texts within a minute or two.")
