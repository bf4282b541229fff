"""`python -m bot digest`: a round's digest in a terminal. Imports what it needs when it runs."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from bot.group.digest_publisher import Digesting
    from storage.records import Programme, Round

EXIT_REFUSED = 2
EXIT_TAKEN = 3


@click.command()
@click.option("--round", "number", type=int, help="its number  [the one that is on, else the last that met]")
@click.option("--dry-run", is_flag=True, help="say what it says; nothing is kept or sent")
@click.option("--again", is_flag=True, help="have the running bot post it once more")
@click.option("--json", "as_json", is_flag=True, help="its figures as one JSON object")
@click.option("--programme", "name", metavar="NAME", help="[default: the one that is on]")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def digest(number: int | None, dry_run: bool, again: bool, as_json: bool, name: str | None, db: str | None) -> None:
    """Show the digest of a round (--dry-run), or post it once more (--again). By itself it comes at the meeting."""
    from bot.app.clock import Clock
    from bot.config import SettingsProblem, load_settings
    from bot.core.texts.bundles import Texts
    from bot.group.digest_publisher import Digesting
    from storage import StoreError, StoreUnusable, open_store

    if dry_run == again:
        raise click.UsageError("say --dry-run to see it, or --again to have it posted once more")
    try:
        settings, clock = load_settings(database_url=db), Clock()
        file = settings.database_file
        if file is not None and not file.exists():
            raise StoreUnusable(f"{file} does not exist: set DATABASE_URL or --db to the bot's")
        store = open_store(settings.database_url, clock.now())
        try:
            digesting = Digesting(store, Texts(settings.leak_language), clock.now)
            programme, one = _meant(digesting, name, number, again)
            click.echo(_again(digesting, programme, one) if again else _shown(digesting, programme, one, as_json))
        finally:
            store.close()
    except SettingsProblem as problem:
        _refuse(str(problem))
    except (StoreUnusable, StoreError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)


def _meant(digesting: Digesting, name: str | None, number: int | None, again: bool) -> tuple[Programme, Round]:
    from bot.core.digest import command as digest_answers
    from bot.group.rounds import meant_by

    found = meant_by(digesting.store, digesting.now(), name)
    if found is None:
        _refuse("No programme is meant: name one with --programme; `python -m bot programme seed FILE` makes one")
    programme, rounds = found
    now, wish = digesting.now(), digest_answers.Wish(number, again)
    one = digest_answers.meant(rounds, wish, now)
    refused = digest_answers.refusal(programme, rounds, one, now, digesting.texts)
    if refused is not None or one is None:
        _refuse(_plain(refused.text if refused else "?"))
    return programme, one


def _shown(digesting: Digesting, programme: Programme, one: Round, as_json: bool) -> str:
    from bot.core.digest import message as digest_words

    told = digesting.show(programme, one, digesting.now())
    if as_json:
        return json.dumps(told, ensure_ascii=False)
    return _plain(digest_words.digest(told, texts=digesting.texts, asked_by=told.get("asked_by")).text)


def _again(digesting: Digesting, programme: Programme, one: Round) -> str:
    if one.meets_at > digesting.now():
        _refuse(f"round {one.number} has not met yet: its digest comes by itself")
    if programme.channel is None:
        _refuse(f"{programme.name} has no channel to post to")
    if not digesting.again(programme, one, "", digesting.now()):
        _refuse(f"the digest of round {one.number} was posted within the hour")
    return f"the digest of round {one.number} waits to be posted once more"


def _plain(text: str) -> str:
    from bot.core.words.plain_text import plain

    return plain(text, {})


def _refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(EXIT_REFUSED)
