"""The `backfill` command. Heavy imports stand inside the functions: help and wrong use answer at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.opened_store import EXIT_NO, opened, refusals, refuse, settings_of

if TYPE_CHECKING:
    from bot.config import Settings


@click.command()
@click.option("--since", required=True, help="how far back: 2y, 90d, 12h, or a date such as 2024-11-22")
@click.option("--project", help="slug or number of one project  [default: SENTRY_PROJECTS, else all]")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
@click.option("--ask", is_flag=True, help="let the running bot do it: it owns the file")
def backfill(since: str, project: str | None, db: str | None, ask: bool) -> None:
    """Read past events of the leak issues from Sentry. Can be stopped and run again. Posts one summary."""
    from bot.app.clock import Clock
    from bot.cli.past_events import read_past
    from bot.core.when import read_since
    from bot.sentry.http import SentryProblem

    settings = settings_of(database_url=db)
    if not settings.sentry_auth_token:
        refuse("SENTRY_AUTH_TOKEN is empty: set it and SENTRY_ORG to read past events from Sentry")
    try:
        moment = read_since(since, Clock().now())
    except ValueError as problem:
        refuse(str(problem))
    if ask:
        _ask(settings, moment, project)
        return
    try:
        with refusals():
            read_past(settings, moment, project)
    except SentryProblem as problem:
        refuse(f"{problem}\nWhat was read is kept: run the same command again to go on.", EXIT_NO)


def _ask(settings: Settings, since: int, project: str | None) -> None:
    from storage import readings

    with opened(settings, new=True) as place:
        now = place.clock.now()
        reading = readings.ask(place.store, readings.BACKFILL, since, now, project, now)
    click.echo(
        f"backfill {reading.id} is asked for: the running bot begins within a minute, and posts a summary at the end"
    )
