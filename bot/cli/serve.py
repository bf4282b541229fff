"""The `serve` command. It imports the bot only when it runs."""

from __future__ import annotations

import gc

import click


@click.command()
@click.option("--host", help="address to listen on  [LISTEN_HOST, default 127.0.0.1]")
@click.option("--port", type=int, help="port to listen on, 0 for any  [PORT, default 3000]")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
@click.option("--story/--no-story", default=None, help="replay the leak story into a new local workspace  [LEAK_STORY]")
def serve(host: str | None, port: int | None, db: str | None, story: bool | None) -> None:
    """Run the bot. It prints `ready URL` when it accepts requests. Without Slack tokens it uses the local workspace."""
    # Imports leave nothing to collect, and looking costs a tenth of a second. The server enables it again.
    gc.disable()
    from bot.cli.opened_store import refusals, settings_of
    from bot.cli.server import run
    from bot.group.programme_file import ProgrammeFileProblem

    settings = settings_of(listen_host=host, port=port, database_url=db, leak_story=story)
    with refusals(ProgrammeFileProblem):
        run(settings)
