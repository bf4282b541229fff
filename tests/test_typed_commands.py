"""Every command of README.md and the pages beside it, as it is typed after `. .venv/bin/activate`."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.leaks.triage import Triage
from storage import open_store, queues
from storage.queues import Delivery
from tests.test_scan import IMAGE, LOGGED, TIMER, UPLOAD
from tests.walks.events import event
from tests.walks.stage import CHANNEL, NOON

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)
FENCED = re.compile(r"^```\n(.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"(?:python -m|leak-diary|make|pip|pre-commit|apt-get|rm|\.) ")
WITHIN_S = 60
DIARY = Path(__file__).parent / "core/group/diaries/sam.en.md"

TYPED = {
    "rm -r data": 0,
    "leak-diary doctor": 0,
    "python -m bot": 2,  # prints its help
    "python -m bot backfill --since 2y": 2,  # says which settings are missing
    "python -m bot --version": 0,
    "python -m bot backup FILE": 0,
    "python -m bot backup TARGET": 0,
    "python -m bot chart L3 --out FILE.png": 0,
    "python -m bot digest --dry-run --json": 0,
    "python -m bot doctor": 0,
    "python -m bot doctor --retry": 0,
    "python -m bot journal import diary.md": 0,
    "python -m bot manifest --url URL": 0,
    "python -m bot restore": 0,
    "python -m bot manifest --url https://your-address": 0,
    "python -m bot scan --records FILE.jsonl": 0,
    "python -m bot trend --vectors FILE.json": 0,
}
"""Command -> its exit code. FILE, URL and the like are taken literally: what a command reads has that name."""

CHOSEN = {
    "python -m bot backfill --since 2y [--project P] [--ask]": {"backfill --since 2y --project P": 2},
    "python -m bot digest --dry-run [--round N] [--json] [--programme NAME]": {
        "digest --dry-run --round 1 --json": 0,
    },
    "python -m bot doctor [--retry]": {"doctor": 0, "doctor --retry": 0},
    "python -m bot journal export --member M [--programme NAME] [--out FILE]": {"journal export --member M": 0},
    "python -m bot journal forget --member M [--yes]": {"journal forget --member M": 0},
    "python -m bot journal import FILE.md [--member M] [--programme NAME] [--end DATE] [--zone Z]"
    " [--replace [--yes]]": {
        "journal import FILE.md": 0,
        "journal import FILE.md --member M --zone Asia/Seoul --replace": 0,
        "journal import FILE.md --member M --replace --yes": 0,
    },
    "python -m bot programme shift|skip|add": {'programme add "Retro" --on 2099-01-04 --dry-run': 0},
    "python -m bot programme show|shift|skip|add|seed [--json]": {
        "programme show --json": 0,
        "programme seed": 0,
    },
    "python -m bot scan FILE...": {"scan app.log": 1},
    "python -m bot simulate --judge --reps 500": {"simulate --judge --reps 1 --scenario fix-works": 0},
    "python -m bot simulate [--scenario NAME|FILE.toml] [--set KEY=VALUE] [--out FILE.jsonl] [--truth FILE.json]": {
        "simulate --scenario steady-rare --set fleet.replicas=8 --out OUT.jsonl --truth OUT.json": 0
    },
}
"""A form with choices, or one that takes too long -> what is typed instead, with its exit code."""

NOT_HERE = {
    ". .venv/bin/activate": "every command here is typed after it",
    "apt-get install chromium": "changes the machine",
    "leak-diary serve": "does not end; tests/test_package.py starts it",
    "pip install .": "changes the environment; tests/test_package.py installs a wheel into its own",
    "pre-commit install": "pre-commit is the developer's own tool; its hooks are those of make check",
    "python -m bot replay FILE --to https://your-address --secret CLIENT_SECRET": "needs a bot at that address",
    "python -m bot replay SOURCE --to URL --secret S": "needs a bot; tests/walks replay into one",
    "python -m bot restore": "needs a damaged database that was mended; tests/storage feed a spool",
    "python -m bot serve": "does not end; tests/walks start it",
}
"""Command -> why it is not run."""


def commands() -> list[str]:
    """Return the commands of the pages: lines of blocks, and words in backquotes that begin like one."""
    lines = [line.split("  ")[0].strip() for block in FENCED.findall(TEXT) for line in block.splitlines()]
    quoted = [one.replace("\\|", "|") for one in re.findall(r"`([^`\n]+)`", FENCED.sub("", TEXT))]
    return list(dict.fromkeys(one for one in [*lines, *quoted] if COMMAND.match(one)))


def typed() -> dict[str, int]:
    """Return what is typed here, with the exit code."""
    chosen = {f"python -m bot {words}": code for choices in CHOSEN.values() for words, code in choices.items()}
    return TYPED | chosen


def test_every_command_is_run_or_has_a_reason() -> None:
    """No command of the pages is forgotten, and none is listed here that they no longer have."""
    make = {one for one in commands() if one.startswith("make ")}

    assert {*commands()} - make == {*TYPED, *CHOSEN, *NOT_HERE}
    assert len(make) > 4


@pytest.mark.parametrize("command", [one for one in commands() if one.startswith("make ")])
def test_every_target_of_make_exists(command: str) -> None:
    """They install, or run all of this: `make -n` says what they would do."""
    done = subprocess.run([*shlex.split(command), "-n"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stderr


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a bot has run: three leaks, a diary's programme, and the files that commands name."""
    folder = tmp_path_factory.mktemp("used")
    (folder / "data").mkdir()
    store = open_store(f"sqlite:///{folder}/data/leak-diary.db", int(NOON))
    triage = Triage(store, CHANNEL, 3600, lambda: int(NOON))
    for number, text in enumerate((UPLOAD, IMAGE, TIMER)):
        at = int(NOON) - 3600 + number
        body = json.dumps({"action": "triggered", "data": {"event": event(text=text, timestamp=at)}}).encode()
        delivery = Delivery(f"d{number}", "sentry", "event_alert", body, at)
        with store.transaction():
            queues.put_deliveries(store, [delivery])
        triage.work(delivery)
    store.close()
    (folder / "app.log").write_text(f"{LOGGED}{UPLOAD}\n", "utf-8")
    (folder / "FILE.jsonl").write_text(json.dumps({"id": "1", "text": UPLOAD}) + "\n", "utf-8")
    vector = {"name": "six", "input": {"method": "laplace", "events": [5, 10, 20, 30, 45, 50], "t_end": 60}}
    (folder / "FILE.json").write_text(json.dumps([vector]), "utf-8")
    shutil.copy(ROOT / "programme.toml", folder)
    shutil.copy(DIARY, folder / "diary.md")
    shutil.copy(DIARY, folder / "FILE.md")
    assert 0 == in_shell("python -m bot journal import diary.md --member M", folder).returncode
    return folder


def in_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Type a command in a folder, in the activated environment, with nothing of this machine's settings."""
    activate = Path(sys.prefix) / "bin/activate"
    surroundings = {"PATH": os.defpath, "HOME": str(folder)}
    line = f". {shlex.quote(str(activate))} && {command}"
    return subprocess.run(
        ["sh", "-c", line], cwd=folder, env=surroundings, capture_output=True, text=True, timeout=WITHIN_S, check=False
    )


@pytest.mark.parametrize(("command", "code"), typed().items(), ids=typed())
def test_the_command_works_as_typed(command: str, code: int, used: Path, tmp_path: Path) -> None:
    """It ends as expected, and never with a traceback."""
    folder = shutil.copytree(used, tmp_path / "folder")

    done = in_shell(command, folder)

    assert code == done.returncode, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
