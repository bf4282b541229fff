"""The `chart` command. Heavy imports stand inside the functions: help and wrong use answer at once."""

from __future__ import annotations

import re
from pathlib import Path

import click

from bot.cli.opened_store import OpenedStore, opened, refuse, settings_of


@click.command()
@click.argument("leak")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="the PNG file to write")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def chart(leak: str, out: Path, db: str | None) -> None:
    """Draw reports per week of a leak, such as L3, as a PNG. Prints the same in words."""
    from bot.leaks.artist import DrawingFailed

    with opened(settings_of(database_url=db), DrawingFailed, new=False) as place:
        drawn = _draw(place, leak)
    if drawn is None:
        refuse(f"{leak} is no leak in this database: name one as L3")
    picture, words = drawn
    try:
        out.write_bytes(picture)
    except OSError as problem:
        refuse(f"{out} cannot be written ({problem.strerror}): name another file with --out")
    click.echo(words)


def _draw(place: OpenedStore, name: str) -> tuple[bytes, str] | None:
    """Return PNG and words of a leak such as "L3"; None if there is no such leak."""
    from bot.leaks.chart import chart_of, draw
    from storage import leaks

    match = re.fullmatch(r"[lL]?(\d{1,9})", name.strip())
    if match is None:
        return None
    leak = leaks.find_leak(place.store, leaks.present_number(place.store, int(match[1])))
    if leak is None:
        return None
    made = chart_of(place.store, leak.number, place.clock.now(), place.texts)
    return draw(made.spec), made.words
