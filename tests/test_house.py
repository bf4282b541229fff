"""The rules of the house, held by a test: who imports whom, sizes, purity, and that the README's tables are true."""

import ast
import re
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot.__main__ import COMMANDS, main
from bot.config import Settings
from bot.listeners.commands import TABLE
from bot.listeners.journal import SHORTCUT

ROOT = Path(__file__).parents[1]
MODULES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "storage").rglob("*.py")])
MAX_LINES, MAX_FUNCTION = 300, 40
CORE_MAY = {"bot.core", "storage.records", "fluent", "pytest"}
WIRES = {"bot.app.wiring", "bot.cli.server", "bot.story", "bot.leaks.chart"}
# The rim's own values that others take: an error, a record, a function without state.
SHARED = {"bot.config", "bot.app.clock", "bot.sentry.replay"}
CLOCKS = re.compile(r"\b(time\.time|datetime\.(now|utcnow|today)|date\.today)\b")
READS_TIME = {"bot/app/clock.py", "bot/sentry/replay.py", "bot/workspace/server.py"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def under(name: str, *roots: str) -> bool:
    return any(name == root or name.startswith(root + ".") for root in roots)


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in MODULES if "core" in path.parts], ids=ids)
def test_the_core_is_pure(path: Path) -> None:
    """The core imports itself, the records, the standard library and fluent; nothing that touches the world."""
    touching = {"os", "socket", "subprocess", "threading", "asyncio", "sqlite3", "urllib.request", "random", "logging"}
    foreign = [
        name
        for name in imports_of(path)
        if not under(name, *CORE_MAY)
        and name != "storage"
        and (name.split(".")[0] not in sys.stdlib_module_names or under(name, *touching))
    ]

    assert [] == foreign
    assert not CLOCKS.search(path.read_text("utf-8"))


@pytest.mark.parametrize("path", [path for path in MODULES if "storage" in path.parts], ids=ids)
def test_storage_knows_nothing_of_the_bot(path: Path) -> None:
    """Rows and SQL do not import what uses them."""
    assert [] == [name for name in imports_of(path) if under(name, "bot", "slack_sdk", "slack_bolt")]


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name == "workspace"], ids=ids)
def test_the_local_workspace_knows_nothing_of_the_bot(path: Path) -> None:
    """It stands in for Slack, so it may know no more of the bot than Slack does."""
    assert [] == [
        name for name in imports_of(path) if under(name, "bot", "storage") and not under(name, "bot.workspace")
    ]


def test_only_wiring_builds_the_rim() -> None:
    """Who needs another part of the rim is given it; modules that put things together are named above."""
    rim = {name_of(path) for path in (ROOT / "bot").glob("*.py")} - {"bot"} - SHARED
    builders = [
        f"{name_of(path)} calls {node.func.id}"
        for path in (ROOT / "bot").glob("*.py")
        if name_of(path) not in WIRES
        for names in [classes_from(path, rim)]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]

    assert [] == builders


def classes_from(path: Path, rim: set[str]) -> set[str]:
    """Names of the rim's building blocks that a module imports."""
    blocks = {
        "Triage",
        "Sender",
        "Worker",
        "Intake",
        "Door",
        "Listeners",
        "Commands",
        "LeakCommands",
        "Marking",
        "Renderer",
        "Clock",
    }
    return {
        alias.name
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.module in rim
        for alias in node.names
        if alias.name in blocks
    }


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_modules_and_functions_are_small(path: Path) -> None:
    """A module fits a few screens and a function fits one."""
    lines = path.read_text("utf-8").count("\n")
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION
    ]

    assert lines <= MAX_LINES
    assert [] == long


def test_nobody_but_the_clock_reads_the_time() -> None:
    """One clock, made in wiring; a command that runs on its own and the stand-in for Slack have the real one."""
    readers = [ids(path) for path in MODULES if CLOCKS.search(path.read_text("utf-8"))]

    assert set(readers) <= READS_TIME


def test_no_module_is_called_utils() -> None:
    """A file is called what it holds."""
    assert [] == [ids(path) for path in MODULES if re.search(r"utils?|helpers?|common|manager|factory|misc", path.stem)]


def table(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading of the README."""
    text = (ROOT / "README.md").read_text("utf-8")
    part = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    first = part[part.index("\n|") + 1 :].split("\n\n", 1)[0]
    rows = [line for line in first.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_the_readme_lists_every_setting() -> None:
    """Variable, default and meaning of the README's table are those of the code."""
    documented = {row[0].strip("`"): (row[1].strip("`"), row[2]) for row in table("4. Configuration")}
    real = {name.upper(): (shown(field.default), field.description) for name, field in Settings.model_fields.items()}

    assert real == documented


def shown(default: object) -> str:
    return ",".join(default) if isinstance(default, tuple) else str(default)


def test_the_readme_lists_every_slash_command() -> None:
    """What people can type stands in the README."""
    documented = [row[0].strip("`").removeprefix("/leak ") for row in table("5. Commands")]

    assert [command.usage for command in TABLE.values()] == documented


def test_the_readme_lists_every_terminal_command() -> None:
    """And so does the command line."""
    text = (ROOT / "README.md").read_text("utf-8")

    assert [] == [name for name in COMMANDS if f"`python -m bot {name}" not in text]
    assert 0 == CliRunner().invoke(main, ["--help"]).exit_code


def test_every_room_of_the_readme_exists() -> None:
    """The map names files and folders that are there."""
    rooms = [row[0].strip("`") for row in table("6. The map")]

    assert [] == [room for room in rooms if not (ROOT / room).exists()]
    assert len(rooms) > 10


def test_every_recipe_names_what_is_there() -> None:
    """Whoever follows a recipe finds its files, and its last column the tests that show it."""
    named = [
        name for row in table("7. Recipes") for cell in row[1:] for name in re.findall(r"`([\w/.]+/[\w/.]*)`", cell)
    ]

    assert [] == [name for name in named if not (ROOT / name).exists()]
    assert len(named) > 8


def test_env_example_names_real_settings() -> None:
    """Nobody copies a variable that does nothing."""
    names = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M)

    assert set(names) <= {name.upper() for name in Settings.model_fields}


def test_the_manifest_asks_for_what_the_code_uses() -> None:
    """Slack's scopes and events are those of the methods called and the listeners registered, no more, no less."""
    manifest = yaml.safe_load((ROOT / "manifest.yaml").read_text("utf-8"))
    code = "\n".join(path.read_text("utf-8") for path in MODULES if not {"workspace", "core"} & {*path.parts})
    needs = {
        "chat.postMessage": {"chat:write"},
        "chat.update": {"chat:write"},
        "chat.delete": {"chat:write"},
        "conversations.open": {"im:write"},
        "views.open": set(),
        "views.update": set(),
        "views.push": set(),
        "views.publish": set(),
        "conversations.history": {"channels:history", "groups:history", "im:history"},
        "conversations.replies": {"channels:history", "groups:history"},
        "auth.test": set(),
        "files.getUploadURLExternal": {"files:write"},
        "files.completeUploadExternal": {"files:write"},
        "users.info": {"users:read"},
    }
    methods = set(re.findall(r'"((?:chat|conversations|reactions|views|users|files|auth)\.\w+)"', code))
    events = set(re.findall(r'app\.event\("(\w+)"\)', code))
    commands = set(re.findall(r'app\.command\("(/\w+)"\)', code))
    scopes = {scope for method in methods for scope in needs[method]}
    scopes |= {"commands"} if commands else set()
    told = {"member_joined_channel", "channel_rename", "channel_unarchive"}
    scopes |= {"channels:read", "groups:read"} if events & told else set()
    scopes |= {"reactions:read"} if any(event.startswith("reaction_") for event in events) else set()

    assert scopes == set(manifest["oauth_config"]["scopes"]["bot"])
    assert events == set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert manifest["features"]["app_home"]["home_tab_enabled"] is ("app_home_opened" in events)
    assert commands == {one["command"] for one in manifest["features"]["slash_commands"]}
    assert [SHORTCUT] == [one["callback_id"] for one in manifest["features"]["shortcuts"]]
    assert len(manifest["display_information"]["description"]) <= 140


def test_the_lock_files_hold_hashes_and_no_address() -> None:
    """Every package is pinned with its hashes, and no registry is named."""
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / name).read_text("utf-8")
        pinned = re.findall(r"^([\w.\[\]-]+)==", text, re.M)
        assert text.count("--hash=sha256:") >= len(pinned) > 20
        assert not re.search(r"https?://|--index|--find-links", text)
