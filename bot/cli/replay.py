"""The `replay` command. Heavy imports stand inside the function: help and wrong use answer at once."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli.opened_store import EXIT_NO, refuse


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--to", "url", required=True, help="the bot's address, such as http://127.0.0.1:3000")
@click.option("--secret", required=True, help="client secret to sign with, as Sentry would")
@click.option("--hook-secret", help="secret for service hooks  [default: --secret]")
@click.option("--legacy-path", help="where unsigned plugin bodies go; without it they are left out")
def replay(source: Path, url: str, secret: str, hook_secret: str | None, legacy_path: str | None) -> None:
    """Post webhook bodies, signed as Sentry signs them.

    SOURCE is a .body, .json or .jsonl file, or a folder of them.
    """
    from bot.sentry.replay import NotJson, Target, replay_all

    posted = failed = 0
    try:
        for outcome in replay_all(source, Target(url, secret, hook_secret or secret, legacy_path)):
            click.echo(outcome.text)
            posted += 1
            failed += not outcome.accepted
    except NotJson as problem:
        refuse(str(problem))
    if not posted:
        refuse(f"{source} holds nothing to post: name a .body, .json or .jsonl file, or a folder of them")
    sys.exit(EXIT_NO if failed else 0)
