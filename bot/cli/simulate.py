"""The `simulate` command. Heavy imports stand inside the function: help and wrong use answer at once."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.opened_store import refuse


@click.command()
@click.option("--scenario", "chosen", multiple=True, metavar="NAME|FILE.toml", help="what is true  [steady-rare]")
@click.option("--set", "changes", multiple=True, metavar="KEY=VALUE", help="change it: fleet.replicas=8")
@click.option("--seed", type=int, default=1, show_default=True, help="the same seed gives the same history")
@click.option("--begin", type=click.DateTime(["%Y-%m-%d"]), help="first day, UTC, a Monday  [2024-01-01]")
@click.option("--out", type=click.Path(path_type=Path), help="a .jsonl file for `replay`  [standard output]")
@click.option("--truth", type=click.Path(path_type=Path), help="a .json file for what really happened")
@click.option("--judge", is_flag=True, help="how often are the verdicts right? Over every scenario, or those named")
@click.option("--reps", type=click.IntRange(1), default=100, show_default=True, help="histories of each for --judge")
def simulate(
    chosen: tuple[str, ...],
    changes: tuple[str, ...],
    seed: int,
    begin: datetime | None,
    out: Path | None,
    truth: Path | None,
    judge: bool,
    reps: int,
) -> None:
    """Simulate a fleet of JVMs that leaks. Prints its webhooks in the order of time, one JSON object a line."""
    if len(chosen) > 1 and not judge:
        raise click.UsageError("one scenario at a time, unless they are judged")
    from bot.simulation import simulate as simulation

    names = chosen or (simulation.names() if judge else ["steady-rare"])
    try:
        scenarios = [simulation.load(name, changes) for name in names]
        if judge:
            with click.progressbar(scenarios, file=sys.stderr, label="judging") as counted:
                table = simulation.judge_table(counted, seed, reps)
            click.echo(table)
        else:
            first = int(begin.replace(tzinfo=UTC).timestamp()) if begin else simulation.BEGIN
            simulation.write(scenarios[0], seed, first, out, truth, click.echo)
    except BrokenPipeError:
        raise  # click ends quietly: the reader of the lines has enough
    except simulation.BadScenario as problem:
        refuse(str(problem))
    except OSError as problem:
        refuse(f"{problem.filename} cannot be read or written ({problem.strerror}): name another file")
