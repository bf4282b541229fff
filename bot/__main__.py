"""The terminal commands: `leak-diary COMMAND` or `python -m bot COMMAND`."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "backfill": "bot.cli.backfill",
    "backup": "bot.cli.backup",
    "chart": "bot.cli.chart",
    "digest": "bot.cli.digest",
    "doctor": "bot.cli.doctor",
    "journal": "bot.cli.journal",
    "manifest": "bot.cli.manifest",
    "programme": "bot.cli.programme",
    "replay": "bot.cli.replay",
    "restore": "bot.cli.restore",
    "scan": "bot.cli.scan.command",
    "serve": "bot.cli.serve",
    "simulate": "bot.cli.simulate",
    "trend": "bot.cli.vectors.command",
}
"""Name -> module that holds the command under that name."""


class CommandTable(click.Group):
    """A group that imports a command's module when the command is named, or when all of them are listed.

    The modules are light: what a command needs to run is imported when it runs.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


def _print_version(ctx: click.Context, param: click.Parameter, is_asked: bool) -> None:
    if is_asked and not ctx.resilient_parsing:
        from bot.cli.version import package_version

        click.echo(f"leak-diary {package_version()}")
        ctx.exit()


@click.group(
    cls=CommandTable,
    help="Leak Diary: resource-leak alerts from Sentry as readable Slack threads.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
def main() -> None:
    """Run one terminal command."""


if __name__ == "__main__":
    main(prog_name="python -m bot")
