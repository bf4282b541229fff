"""The `manifest` command: print the manifest of the Slack app."""

from __future__ import annotations

from pathlib import Path

import click

EXAMPLE_URL = "https://leak-diary.example.com"
MANIFEST = Path(__file__).parents[2] / "manifest.yaml"


@click.command()
@click.option("--url", default=EXAMPLE_URL, help="the address at which Slack reaches the bot")
def manifest(url: str) -> None:
    """Print manifest.yaml with the bot's address. Paste it into Slack's "create an app from a manifest"."""
    click.echo(MANIFEST.read_text(encoding="utf-8").replace(EXAMPLE_URL, url.rstrip("/")), nl=False)
