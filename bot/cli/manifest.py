"""The `manifest` command: print the manifest of the Slack app."""

from __future__ import annotations

import click

EXAMPLE_URL = "https://leak-diary.example.com"


@click.command()
@click.option("--url", default=EXAMPLE_URL, help="the address at which Slack reaches the bot")
def manifest(url: str) -> None:
    """Print manifest.yaml with the bot's address. Paste it into Slack's "create an app from a manifest"."""
    from bot.cli.shipped import shipped

    text = shipped("manifest.yaml").read_text(encoding="utf-8")
    click.echo(text.replace(EXAMPLE_URL, url.rstrip("/")), nl=False)
