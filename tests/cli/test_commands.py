"""The table of terminal commands: what is listed, what is imported, and who may import the demo."""

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.__main__ import COMMANDS, main

CHECKOUT = Path(__file__).parents[2]
# Loaded by a command's help: the table, the options, and nothing that costs time.
LIGHT = {"bot", "bot.__main__", "bot.cli", "bot.cli.opened_store", "bot.cli.journal_forget", "bot.cli.scan"}


def commands() -> dict[str, click.Command]:
    """Every command of the table, imported."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def run_python(code: str, folder: Path) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env={"PYTHONPATH": str(CHECKOUT)}, capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    return done.stdout


def test_the_table_names_real_commands():
    """Each under its own name."""
    assert list(COMMANDS) == [command.name for command in commands().values()]


def test_help_lists_every_command_in_a_whole_sentence():
    """No sentence is cut in a window of 80 columns."""
    shown = CliRunner().invoke(main, ["--help"], terminal_width=80).stdout

    assert 0 < len(COMMANDS)
    for name, command in commands().items():
        assert f"  {name:<10} {command.get_short_help_str(200)}\n" in shown


def test_an_unknown_command_is_wrong_use():
    """Exit code 2, and a sentence."""
    done = CliRunner().invoke(main, ["dcotor"])

    assert 2 == done.exit_code
    assert "No such command 'dcotor'" in done.stderr


def test_version_is_that_of_the_package():
    """As pyproject.toml says it."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]

    done = CliRunner().invoke(main, ["--version"])

    assert (0, f"leak-diary {project['version']}\n") == (done.exit_code, done.stdout)


def modules_after(words: list[str], folder: Path) -> set[str]:
    """The modules of this project, and pydantic, that a command line has loaded when it ends."""
    code = (
        "import sys, json, contextlib, io\n"
        "from bot.__main__ import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        f"    main({words!r})\n"
        "ours = [name for name in sys.modules if name.partition('.')[0] in {'bot', 'storage', 'pydantic'}]\n"
        "print(json.dumps(ours))\n"
    )
    return set(json.loads(run_python(code, folder)))


def test_help_imports_nothing_heavy(tmp_path: Path):
    """Neither the settings nor the store, whatever command is asked for; what runs does import them."""
    light = LIGHT | set(COMMANDS.values()) | {"bot.cli.vectors"}

    assert light >= modules_after(["--help"], tmp_path)
    for name in COMMANDS:
        assert light >= modules_after([name, "--help"], tmp_path)
    assert {"bot.config", "storage"} <= modules_after(["doctor", "--db", "sqlite:///a.db"], tmp_path)


def test_a_command_imports_no_other_command(tmp_path: Path):
    """It is loaded when it is named."""
    loaded = modules_after(["manifest"], tmp_path)

    assert {"bot.cli.manifest"} == loaded & set(COMMANDS.values())


def test_serve_imports_the_bot_without_the_garbage_collector(tmp_path: Path):
    """Looking for garbage while modules load costs a tenth of a second."""
    code = (
        "import gc, sys\n"
        "seen = {}\n"
        "def hook(event, args):\n"
        "    if event == 'import' and args[0] in {'click', 'bot.config', 'bot.cli.server'}:\n"
        "        seen.setdefault(args[0], gc.isenabled())\n"
        "sys.addaudithook(hook)\n"
        "from bot.__main__ import main\n"
        "try:\n"
        "    main(['serve', '--port', '99999'])\n"
        "except SystemExit as end:\n"
        "    print(end.code, seen)\n"
    )

    said = run_python(code, tmp_path)

    assert "2 {'click': True, 'bot.cli.server': False, 'bot.config': False}" == said.strip()


def imports_of(module: str) -> set[str]:
    """Modules of `bot` that a module names in any import, also one inside a function."""
    path = CHECKOUT.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.startswith("bot.") and exists(name)}


def exists(module: str) -> bool:
    path = CHECKOUT.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def reached_from(module: str) -> set[str]:
    """Every module that a module can come to import, directly or through others."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        for name in imports_of(waiting.pop()) - found:
            found.add(name)
            waiting.append(name)
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_only_serve_can_import_the_demo(name: str):
    """Imports inside functions count too."""
    demo = {module for module in reached_from(COMMANDS[name]) if module.startswith("bot.story")}

    assert (name == "serve") == bool(demo)


def test_nothing_else_of_the_bot_imports_the_demo():
    """The one module is the one that runs the bot."""
    modules = [
        ".".join(file.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")
        for file in (CHECKOUT / "bot").rglob("*.py")
        if "story" not in file.parts
    ]

    users = [module for module in modules if any(name.startswith("bot.story") for name in imports_of(module))]

    assert ["bot.cli.server"] == users
