"""`python -m bot journal import|export`: growth diaries from and to Markdown. Imports what it needs when it runs."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, NoReturn

import click

from bot.group.cli_forget import forget

if TYPE_CHECKING:
    from bot.core.texts import Texts
    from storage import Engine

EXIT_REFUSED = 2
EXIT_TAKEN = 3
FILE_BYTES_MAX = 8 * 2**20


@click.group()
def journal() -> None:
    """Bring growth diaries in, and take them out, as Markdown files."""


journal.add_command(forget)


@journal.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--member", help="whose diary it is: a name or a Slack user id  [default: the title's author]")
@click.option("--programme", help="the programme that it belongs to  [default: the title's]")
@click.option(
    "--end", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="the last day, where the file's is wrong"
)
@click.option("--zone", help="time zone of a new programme  [Asia/Seoul]")
@click.option("--replace", "replacing", is_flag=True, help="also overwrite what was written or changed in Slack")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def import_(
    file: BinaryIO,
    member: str | None,
    programme: str | None,
    end: datetime | None,
    zone: str | None,
    replacing: bool,
    db: str | None,
) -> None:
    """Read a growth diary into programme, rounds and entries; `-` is standard input.

    The entries are drafts that only their author sees. The same file again changes nothing; a changed one updates what
    came from a file, and never what was written in Slack.
    """
    from bot.app.clock import Clock
    from bot.group.diaries import Wishes, import_diary

    wishes = Wishes(member, programme, end.date() if end else None, zone, replacing)
    with opened(db, new=True) as (store, texts):
        for line in import_diary(store, _text(file), wishes, texts, Clock().now()):
            click.echo(line)


@journal.command("export")
@click.option("--member", required=True, help="whose diary: a name or a Slack user id")
@click.option("--programme", help="of which programme, where there are several")
@click.option("--out", type=click.Path(dir_okay=False), metavar="FILE", help="the file to write  [standard output]")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def export(member: str, programme: str | None, out: str | None, db: str | None) -> None:
    """Write a member's diary as Markdown, drafts included. A file that was imported comes out as it was."""
    from bot.group.diaries import export_markdown, find_diary

    with opened(db, new=False) as (store, texts):
        found, person = find_diary(store, member, programme, texts)
        made = export_markdown(store, found, person, texts).encode("utf-8")
    try:
        with click.open_file(out or "-", "wb") as file:
            file.write(made)
    except OSError as problem:
        _refuse(f"{out} cannot be written ({problem.strerror}): name another file with --out")


def _text(file: BinaryIO) -> str:
    """The file's characters. Ends the command where it is no text."""
    name = getattr(file, "name", "the file")
    try:
        source = file.read(FILE_BYTES_MAX + 1)
    except OSError as problem:
        _refuse(f"{name} cannot be read ({problem.strerror}): name a Markdown file")
    if len(source) > FILE_BYTES_MAX:
        _refuse(f"{name} is larger than {FILE_BYTES_MAX} bytes: a diary is text, leave pictures and logs out")
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as problem:
        _refuse(f"{name} is not UTF-8 (byte {problem.start}): save it as UTF-8, or use iconv -f cp949 -t utf-8")
    if "\0" in text:
        _refuse(f"{name} holds a NUL character, so it is no text: save it as plain UTF-8 Markdown")
    return text


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(EXIT_REFUSED)


@contextlib.contextmanager
def opened(db: str | None, new: bool) -> Iterator[tuple[Engine, Texts]]:
    """The store and the language; refusals become sentences. new: a database that is not there yet is made."""
    from bot.app.clock import Clock
    from bot.config import SettingsProblem, load_settings
    from bot.core.texts import Texts
    from bot.group.diaries import Refused
    from storage import StoreError, StoreUnusable, open_store

    try:
        settings = load_settings(database_url=db)
        file = settings.database_file
        if not new and (file is None or not file.exists()):
            raise StoreUnusable(f"{file or 'a database in memory'} is not there: set DATABASE_URL or --db to the bot's")
        store = open_store(settings.database_url, Clock().now())
    except SettingsProblem as problem:
        _refuse(f"The settings cannot be used:\n{problem}")
    except (StoreUnusable, StoreError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)
    try:
        yield store, Texts(settings.leak_language)
    except Refused as refused:
        _refuse(str(refused))
    except (StoreUnusable, StoreError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)
    finally:
        store.close()
