"""The `trend` command. Heavy modules are imported inside the function, so that help and usage errors are fast."""

from __future__ import annotations

import json
from typing import IO

import click

from bot.cli.opened_store import refuse


@click.command()
@click.option("--vectors", "source", type=click.File(encoding="utf-8"), required=True, help="a file of test vectors")
def trend(source: IO[str]) -> None:
    """Compute test vectors.

    Prints one object {"name","got"} for each, with the keys of its `expect`.
    """
    from bot.cli.vectors.methods import results

    try:
        for result in results(json.load(source)):
            click.echo(json.dumps(result, ensure_ascii=False))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        refuse(f"{source.name}: not a file of vectors: {error!r}")
