"""The `scan` command. It imports the readers of reports only when it runs."""

from __future__ import annotations

import sys
from typing import IO

import click


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--baseline", multiple=True, type=click.Path(), metavar="LOG", help="a log from before a change")
@click.option("--json", "as_json", is_flag=True, help="the same as --format json: one object a leak")
@click.option("--format", "format_", type=click.Choice(["table", "json", "github"]), help="[default: table]")
@click.option("--records", "source", type=click.File(encoding="utf-8"), metavar="FILE", help='{"id","text"} a line')
def scan(
    files: tuple[str, ...], baseline: tuple[str, ...], as_json: bool, format_: str | None, source: IO[str] | None
) -> None:
    """Find the leaks in logs. FILES are plain or gzipped, `-` is standard input.

    Exit code: 1 if there are leaks, 0 if there are none, 2 if a log cannot be read to its end (the others are read).
    With --baseline (repeatable) each leak is marked gone, new or remains, and only leaks that FILES still have count
    for the exit code. A leak that is gone from a short or quiet log may still exist: Netty reports samples, each text
    once. --format github prints annotations for a workflow. --records reads texts instead of logs: one JSON object a
    line, answered in the same order.
    """
    if as_json and format_ not in {None, "json"}:
        raise click.UsageError(f"--json and --format {format_} exclude each other")
    if source is not None and (files or baseline or format_):
        raise click.UsageError("--records takes no logs, no --baseline and no --format")
    if source is None and not files:
        raise click.UsageError("name at least one log, or - for standard input")
    if [*files, *baseline].count("-") > 1:
        raise click.UsageError("standard input can be read once only")
    from bot.cli.scan.advice import advise
    from bot.cli.scan.logs import print_records, scan_logs

    if source is not None:
        sys.exit(print_records(source))
    sys.exit(scan_logs(files, baseline, "json" if as_json else format_ or "table", advise))
