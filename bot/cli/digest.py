"""The `digest` command. Heavy imports stand inside the functions: help and wrong use answer at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from bot.cli.opened_store import opened, refuse, settings_of

if TYPE_CHECKING:
    from bot.group.digest_publisher import DigestPublisher
    from storage.records import Programme, Round


@click.command()
@click.option("--round", "number", type=int, help="its number  [the present one, else the last that met]")
@click.option("--dry-run", is_flag=True, help="show the digest; keep and send nothing")
@click.option("--again", is_flag=True, help="have the running bot post it once more")
@click.option("--json", "as_json", is_flag=True, help="its figures as one JSON object")
@click.option("--programme", "name", metavar="NAME", help="[default: the present one]")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def digest(number: int | None, dry_run: bool, again: bool, as_json: bool, name: str | None, db: str | None) -> None:
    """Show a round's digest (--dry-run), or post it again (--again). The bot posts it at the meeting."""
    if dry_run == again:
        raise click.UsageError("say --dry-run to see it, or --again to have it posted once more")
    from bot.group.digest_publisher import DigestPublisher

    with opened(settings_of(database_url=db), new=False) as place:
        publisher = DigestPublisher(store=place.store, texts=place.texts, now=place.clock.now)
        programme, one = _meant(publisher, name, number, again)
        click.echo(_again(publisher, programme, one) if again else _shown(publisher, programme, one, as_json))


def _meant(publisher: DigestPublisher, name: str | None, number: int | None, again: bool) -> tuple[Programme, Round]:
    from bot.core.digest import command as digest_answers
    from bot.group.rounds import meant_by

    now = publisher.now()
    meant = meant_by(publisher.store, now, name)
    if meant is None:
        refuse("No programme is meant: name one with --programme; `python -m bot programme seed FILE` makes one")
    programme, rounds = meant
    one = digest_answers.meant(rounds, digest_answers.DigestRequest(number, again), now)
    refused = digest_answers.refusal(programme, rounds, one, now, publisher.texts)
    if refused is not None or one is None:
        refuse(_plain(refused.text if refused else "?"))
    return programme, one


def _shown(publisher: DigestPublisher, programme: Programme, one: Round, as_json: bool) -> str:
    from bot.core.digest import message as digest_words
    from bot.core.digest.versions import NewerFigures

    try:
        figures = publisher.show(programme, one, publisher.now())
    except NewerFigures as newer:
        refuse(str(newer))
    if as_json:
        return json.dumps(figures, ensure_ascii=False)
    return _plain(digest_words.digest(figures, texts=publisher.texts, asked_by=figures.get("asked_by")).text)


def _again(publisher: DigestPublisher, programme: Programme, one: Round) -> str:
    if one.meets_at > publisher.now():
        refuse(f"round {one.number} has not met yet: its digest comes by itself")
    if programme.channel is None:
        refuse(f"{programme.name} has no channel to post to")
    if not publisher.again(programme, one, "", publisher.now()):
        refuse(f"the digest of round {one.number} was posted within the hour")
    return f"the digest of round {one.number} waits to be posted once more"


def _plain(text: str) -> str:
    from bot.core.words.plain_text import plain

    return plain(text, {})
