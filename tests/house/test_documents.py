"""The tables of README.md and docs, their links, the manifest and the lock files say what the code does."""

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bot.__main__ import COMMANDS, main
from bot.config import Settings
from bot.listeners.commands import TABLE
from bot.listeners.journal import SHORTCUT

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs").rglob("*.md"))),
)
MODULES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "storage").rglob("*.py")])


def table(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading of a page."""
    text = (ROOT / page).read_text("utf-8")
    part = text.split(f"# {heading}\n", 1)[1].split("\n## ", 1)[0]
    first = part[part.index("\n|") + 1 :].split("\n\n", 1)[0]
    rows = [line for line in first.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def mapped_rooms() -> set[str]:
    """The rooms in the tree of docs/architecture.md: storage, and what stands one step in from `bot/`."""
    tree = (ROOT / "docs/architecture.md").read_text("utf-8").split("```\n")[1]
    inside, _, outside = tree.partition("\nstorage/")
    assert outside
    return {"storage"} | {f"bot/{name}".rstrip("/") for name in re.findall(r"^  (\w\S*)", inside, re.M)}


def broken_links(page: str, text: str) -> list[str]:
    """Return the relative links of a page that lead to no file, or to no heading of it."""
    broken = []
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            broken.append(link)
    return broken


def anchors(text: str) -> set[str]:
    """Return the anchors that a public host gives a page's headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page: str) -> None:
    """To a file, and to a heading of it if one is named."""
    assert [] == broken_links(page, (ROOT / page).read_text("utf-8"))


def test_a_broken_link_is_seen() -> None:
    """The check above can fail, by file and by heading, and knows what is right."""
    text = "[a](docs/none.md) [b](docs/install.md#none) [c](docs/study-group.md#its-json) [d](https://example.com/none)"

    assert ["docs/none.md", "docs/install.md#none"] == broken_links("README.md", text)


def test_the_readme_stays_short_and_names_every_page() -> None:
    """7,000 bytes; the rest belongs into docs/."""
    text = (ROOT / "README.md").read_text("utf-8")

    assert len(text.encode()) <= 7000
    assert [] == [
        page for page in PAGES if page != "README.md" and "decisions/" not in page and f"({page})" not in text
    ]


def test_every_setting_is_documented() -> None:
    """Variable, default and meaning of the table are those of the code."""
    rows = table("docs/configuration.md", "Configuration")
    documented = {row[0].strip("`"): (row[1].strip("`"), row[2]) for row in rows}
    real = {name.upper(): (shown(field.default), field.description) for name, field in Settings.model_fields.items()}

    assert real == documented


def shown(default: object) -> str:
    return ",".join(default) if isinstance(default, tuple) else str(default)


def test_every_slash_command_is_documented() -> None:
    """What people can type stands in docs/commands.md."""
    documented = [row[0].strip("`").removeprefix("/leak ") for row in table("docs/commands.md", "In Slack")]

    assert [command.usage for command in TABLE.values()] == documented


def test_every_terminal_command_is_documented() -> None:
    """And so does the command line."""
    text = (ROOT / "docs/commands.md").read_text("utf-8")

    assert [] == [name for name in COMMANDS if f"`python -m bot {name}" not in text]
    assert 0 == CliRunner().invoke(main, ["--help"]).exit_code


def test_every_room_of_the_map_exists() -> None:
    """The map names files and folders that are there."""
    rooms = mapped_rooms()

    assert [] == [room for room in rooms if not (ROOT / room).exists()]
    assert len(rooms) > 10


def test_the_map_has_every_room() -> None:
    """A newcomer finds each folder below `bot/` in the map."""
    folders = [path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")]

    assert {f"bot/{name}" for name in folders} | {"storage"} <= mapped_rooms()


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
        name
        for row in table("CONTRIBUTING.md", "Recipes")
        for cell in row[1:]
        for name in re.findall(r"`([\w/.]+/[\w/.]*)`", cell)
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
