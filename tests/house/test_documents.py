"""The tables of the README, the manifest and the lock files say what the code does."""

import re
from pathlib import Path

import yaml
from click.testing import CliRunner

from bot.__main__ import COMMANDS, main
from bot.config import Settings
from bot.listeners.commands import TABLE
from bot.listeners.journal import SHORTCUT

ROOT = Path(__file__).parents[2]
MODULES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "storage").rglob("*.py")])


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


def test_the_readme_maps_every_room() -> None:
    """A newcomer finds each folder below `bot/` in the map."""
    folders = [path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")]

    assert {f"bot/{name}" for name in folders} | {"storage"} <= {row[0].strip("`") for row in table("6. The map")}


def test_the_architecture_names_files_that_are_there() -> None:
    """The walks of docs/architecture.md lead through files that exist."""
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    named = re.findall(r"`((?:\w+/)+\w*(?:\.py)?)`", text)
    places = (ROOT, ROOT / "bot")

    assert [] == [name for name in named if not any((place / name).exists() for place in places)]
    assert len(named) > 15


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
