"""The `journal` commands. Heavy imports stand inside the functions: help and wrong use answer at once."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

import click

from bot.cli.journal_forget import forget
from bot.cli.opened_store import EXIT_NO, EXIT_USAGE, opened, refuse, settings_of

FILE_BYTES_MAX = 8 * 2**20


@click.group()
def journal() -> None:
    """Import and export growth diaries as Markdown files."""


journal.add_command(forget)


@journal.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--member", help="whose diary it is: a name or a Slack user id  [default: the title's author]")
@click.option("--programme", help="the programme that it belongs to  [default: the title's]")
@click.option(
    "--end", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="the last day, where the file's is wrong"
)
@click.option("--zone", help="time zone of a new programme  [Asia/Seoul]")
@click.option(
    "--replace", "replacing", is_flag=True, help="also overwrite other texts of the same weeks, such as Slack's"
)
@click.option("--yes", is_flag=True, help="with --replace: delete the weeks that it lists, with their posts in Slack")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def import_(
    file: BinaryIO,
    member: str | None,
    programme: str | None,
    end: datetime | None,
    zone: str | None,
    replacing: bool,
    yes: bool,
    db: str | None,
) -> None:
    """Read a growth diary into programme, rounds and entries. `-` is standard input.

    The entries are drafts that only their author sees. The same file again changes nothing. A changed file updates
    what came from it, and never what was written in Slack. A diary may be a file a week: a file with one week changes
    that week only. --replace lists the weeks that a shorter file would delete, and deletes them with --yes.
    """
    from bot.group.diaries import GroupRefusal, ImportOptions, import_diary

    options = ImportOptions(member, programme, end.date() if end else None, zone, replacing, yes)
    with opened(settings_of(database_url=db), new=True) as place:
        try:
            lines = import_diary(place.store, _text(file), options, place.texts, place.clock.now())
        except GroupRefusal as refusal:
            refuse(str(refusal), EXIT_NO if refusal.is_doubt else EXIT_USAGE)
        for line in lines:
            click.echo(line)


@journal.command("export")
@click.option("--member", required=True, help="whose diary: a name or a Slack user id")
@click.option("--programme", help="of which programme, where there are several")
@click.option("--out", type=click.Path(dir_okay=False), metavar="FILE", help="the file to write  [standard output]")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def export(member: str, programme: str | None, out: str | None, db: str | None) -> None:
    """Write a member's diary as Markdown, drafts included. A file that was imported comes out as it was."""
    from bot.group.diaries import GroupRefusal, export_markdown, find_diary

    with opened(settings_of(database_url=db), GroupRefusal, new=False) as place:
        number, person = find_diary(place.store, member, programme, place.texts)
        markdown = export_markdown(place.store, number, person, place.texts).encode("utf-8")
    try:
        with click.open_file(out or "-", "wb") as file:
            file.write(markdown)
    except OSError as problem:
        refuse(f"{out} cannot be written ({problem.strerror}): name another file with --out")


def _text(file: BinaryIO) -> str:
    """Return the file's characters; refuse a file that is not text."""
    name = getattr(file, "name", "the file")
    try:
        source = file.read(FILE_BYTES_MAX + 1)
    except OSError as problem:
        refuse(f"{name} cannot be read ({problem.strerror}): name a Markdown file")
    if len(source) > FILE_BYTES_MAX:
        refuse(f"{name} is larger than {FILE_BYTES_MAX} bytes: a diary is text, leave pictures and logs out")
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as problem:
        refuse(f"{name} is not UTF-8 (byte {problem.start}): save it as UTF-8, or use iconv -f cp949 -t utf-8")
    if "\0" in text:
        refuse(f"{name} holds a NUL character, so it is no text: save it as plain UTF-8 Markdown")
    return text
