"""The `replay` command. Heavy imports stand inside the function: help and wrong use answer at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from bot.cli.opened_store import EXIT_NO, refuse, settings_of


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--to", "url", required=True, help="the bot's address, such as http://127.0.0.1:3000")
@click.option("--secret", help="client secret to sign with, as Sentry would  [REPLAY_SECRET, SENTRY_CLIENT_SECRETS]")
@click.option("--hook-secret", help="secret for service hooks  [default: --secret]")
@click.option("--legacy-path", help="where unsigned plugin bodies go; without it they are left out")
def replay(source: Path, url: str, secret: str | None, hook_secret: str | None, legacy_path: str | None) -> None:
    """Post webhook bodies, signed as Sentry signs them.

    SOURCE is a .body, .json or .jsonl file, or a folder of them.
    """
    from bot.sentry.replay import NotJson, Target, replay_all

    secret = secret or _secret_of_environment()
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


def _secret_of_environment() -> str:
    """Return REPLAY_SECRET, or the first of SENTRY_CLIENT_SECRETS. A secret in an option can be read by every user."""
    secret = os.environ.get("REPLAY_SECRET")
    if not secret and (known := settings_of().sentry_client_secrets):
        secret = known[0].get_secret_value()
    if not secret:
        refuse("no secret to sign with: set REPLAY_SECRET or SENTRY_CLIENT_SECRETS, or use --secret")
    return secret
