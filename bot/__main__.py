"""The command line: `python -m bot COMMAND`. Each command imports what it needs, so that a short one starts fast."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from bot.cli.digest import digest
from bot.cli.journal import journal
from bot.cli.programme import programme

if TYPE_CHECKING:
    from bot.config import Settings

EXIT_USAGE = 2
EXIT_TAKEN = 3


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def main() -> None:
    """Leak Diary: resource-leak alerts from Sentry as readable Slack threads."""


def _settings(**overrides: object) -> Settings:
    from bot.config import SettingsProblem, load_settings

    try:
        return load_settings(**overrides)
    except SettingsProblem as problem:
        click.echo(f"The settings cannot be used:\n{problem}", err=True)
        sys.exit(EXIT_USAGE)


@main.command()
@click.option("--host", help="address to listen on  [LISTEN_HOST, default 127.0.0.1]")
@click.option("--port", type=int, help="port to listen on, 0 for any  [PORT, default 3000]")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
@click.option("--story/--no-story", default=None, help="replay the leak story into a new local workspace  [LEAK_STORY]")
def serve(host: str | None, port: int | None, db: str | None, story: bool | None) -> None:
    """Run the bot; prints `ready URL` when it accepts. Without Slack tokens: in the local workspace."""
    import gc

    gc.disable()  # until the door is open: imports leave nothing to collect, and the looking costs a tenth of a second
    from bot.cli.serve import serve as run
    from bot.config import SettingsProblem
    from storage import StoreError, StoreUnusable

    settings = _settings(listen_host=host, port=port, database_url=db, leak_story=story)
    try:
        run(settings)
    except SettingsProblem as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_USAGE)
    except (StoreUnusable, StoreError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)


@main.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--to", "url", required=True, help="the bot's address, such as http://127.0.0.1:3000")
@click.option("--secret", required=True, help="client secret to sign with, as Sentry would")
@click.option("--hook-secret", help="secret for service hooks  [default: --secret]")
@click.option("--legacy-path", help="where unsigned plugin bodies go; without it they are left out")
def replay(source: Path, url: str, secret: str, hook_secret: str | None, legacy_path: str | None) -> None:
    """Post webhook bodies (.body, .json, .jsonl; a file or a folder of them) signed, as Sentry would."""
    from bot.sentry.replay import Target, replay_all

    failed = 0
    for line in replay_all(source, Target(url, secret, hook_secret or secret, legacy_path)):
        click.echo(line.text)
        failed += not line.accepted
    sys.exit(1 if failed else 0)


@main.command()
@click.option("--since", required=True, help="how far back: 2y, 90d, 12h, or a date such as 2024-11-22")
@click.option("--project", help="slug or number of one project  [default: SENTRY_PROJECTS, else all]")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
@click.option("--ask", is_flag=True, help="let the running bot do it: it owns the file")
def backfill(since: str, project: str | None, db: str | None, ask: bool) -> None:
    """Read past events of the leak issues from Sentry. Can be stopped and run again; posts one summary."""
    from bot.cli.backfill import backfill as run
    from bot.sentry.http import SentryProblem
    from storage import StoreError, StoreUnusable

    try:
        run(_settings(database_url=db), since, project, ask, click.echo)
    except ValueError as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_USAGE)
    except (StoreUnusable, StoreError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)
    except SentryProblem as problem:
        click.echo(f"{problem}\nWhat was read is kept: run the same command again to go on.", err=True)
        sys.exit(1)


@main.command()
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
@click.option("--retry", is_flag=True, help="make every dead row claimable again")
def doctor(db: str | None, retry: bool) -> None:
    """Say what is wrong, and what to do about it. Exit 1 when something is."""
    from bot.cli.doctor import examine
    from storage import StoreUnusable

    try:
        well = examine(_settings(database_url=db), retry, click.echo)
    except StoreUnusable as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)
    sys.exit(0 if well else 1)


@main.command()
@click.argument("leak")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="the PNG file to write")
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def chart(leak: str, out: Path, db: str | None) -> None:
    """Draw reports per week of a leak, such as L3, as a PNG; prints the same in words."""
    from bot.cli.chart import draw_leak
    from storage import StoreError, StoreUnusable

    try:
        found = draw_leak(_settings(database_url=db), leak)
    except (StoreUnusable, StoreError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)
    if found is None:
        click.echo(f"{leak} is no leak in this database: name one as L3", err=True)
        sys.exit(EXIT_USAGE)
    picture, words = found
    out.write_bytes(picture)
    click.echo(words)


@main.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--db", help="where everything is kept  [DATABASE_URL]")
def backup(target: Path, db: str | None) -> None:
    """Copy the database to TARGET while the bot runs; the copy is checked before it gets its name."""
    from storage import StoreUnusable
    from storage.sqlite import backup_file

    settings = _settings(database_url=db)
    try:
        size = backup_file(settings.database_file, target)
    except StoreUnusable as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_TAKEN)
    click.echo(f"{target}: {size} bytes, checked")


@main.command()
@click.option("--url", default="https://leak-diary.example.com", help="the address at which Slack reaches the bot")
def manifest(url: str) -> None:
    """Print manifest.yaml for Slack's "create an app from a manifest", with the address filled in."""
    text = (Path(__file__).parent.parent / "manifest.yaml").read_text(encoding="utf-8")
    click.echo(text.replace("https://leak-diary.example.com", url.rstrip("/")), nl=False)


@main.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--baseline", multiple=True, type=click.Path(), metavar="LOG", help="a log from before a change")
@click.option("--json", "as_json", is_flag=True, help="the same as --format json: one object a leak")
@click.option("--format", "format_", type=click.Choice(["table", "json", "github"]), help="[default: table]")
@click.option("--records", "source", type=click.File(encoding="utf-8"), metavar="FILE", help='{"id","text"} a line')
def scan(
    files: tuple[str, ...], baseline: tuple[str, ...], as_json: bool, format_: str | None, source: IO[str] | None
) -> None:
    """Find the leaks in logs: FILES are plain or gzipped, `-` is standard input.

    Exit code: 1 if there are leaks, 0 if there are none, 2 if a log cannot be read to its end (the others are). With
    --baseline (repeatable) it says of each leak whether it is gone, new or remains, and only leaks that FILES still
    have make it 1. A leak that is gone from a short or quiet log is no proof: Netty reports samples, each text once.
    --format github prints annotations for a workflow. --records reads texts instead of logs: one JSON object a line,
    in the same order.
    """
    from bot.cli.scan.advice import advise
    from bot.cli.scan.command import print_records, scan_logs

    if as_json and format_ not in {None, "json"}:
        raise click.UsageError(f"--json and --format {format_} exclude each other")
    if source is not None:
        if files or baseline or format_:
            raise click.UsageError("--records takes no logs, no --baseline and no --format")
        sys.exit(print_records(source))
    if not files:
        raise click.UsageError("name at least one log, or - for standard input")
    if [*files, *baseline].count("-") > 1:
        raise click.UsageError("standard input can be read once only")
    sys.exit(scan_logs(files, baseline, "json" if as_json else format_ or "table", advise))


@main.command()
@click.option("--vectors", "source", type=click.File(encoding="utf-8"), required=True, help="a file of test vectors")
def trend(source: IO[str]) -> None:
    """Compute test vectors: {"name","got"} a line, as the file's own `expect` names them."""
    import json

    from bot.cli.vectors.command import results

    try:
        for found in results(json.load(source)):
            click.echo(json.dumps(found, ensure_ascii=False))
    except (ValueError, KeyError, TypeError) as error:
        click.echo(f"{source.name}: not a file of vectors: {error!r}", err=True)
        sys.exit(EXIT_USAGE)


@main.command()
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
    """Make the webhooks of a simulated fleet of JVMs that leaks, one JSON object a line in the order of time."""
    from bot.simulation import simulate as simulation

    if len(chosen) > 1 and not judge:
        raise click.UsageError("one scenario at a time, unless they are judged")
    wanted = chosen or (simulation.names() if judge else ["steady-rare"])
    try:
        scenarios = [simulation.load(name, changes) for name in wanted]
        if judge:
            with click.progressbar(scenarios, file=sys.stderr, label="judging") as counted:
                found = simulation.judge_table(counted, seed, reps)
            click.echo(found)
        else:
            first = int(begin.replace(tzinfo=UTC).timestamp()) if begin else simulation.BEGIN
            simulation.write(scenarios[0], seed, first, out, truth, click.echo)
    except BrokenPipeError:
        raise  # click ends quietly: whoever read the lines has enough
    except (simulation.BadScenario, OSError) as problem:
        click.echo(str(problem), err=True)
        sys.exit(EXIT_USAGE)


main.add_command(programme)
main.add_command(journal)
main.add_command(digest)


if __name__ == "__main__":
    main(prog_name="python -m bot")
