"""Each rule of the house refuses what it is there for: one violation, planted in a tiny house that keeps all rules."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import building, names, rooms, rules
from tests.house.rules import RULES
from tests.house.trees import House, house

CLEAN = {
    "bot/__init__.py": '"""The bot."""\n',
    "bot/config.py": "class Settings:\n    port: int = 1\n    token: str = ''\n\n    @property\n"
    "    def is_local(self):\n        return not self.token\n",
    "bot/app/__init__.py": '"""One running bot."""\n',
    "bot/app/wiring.py": "from bot.config import Settings\nfrom bot.core.when import Value\n"
    "from bot.leaks.triage import Triage\n\n\ndef build(settings):\n    return Triage(settings.port, Value())\n",
    "bot/app/slack.py": "def is_local(settings):\n    return settings.is_local\n",
    "bot/app/sentry.py": "",
    "bot/app/clock.py": "import time\n\n\ndef now():\n    return time.time()\n",
    "bot/leaks/__init__.py": "",
    "bot/leaks/triage.py": '"""Triage: see `bot.core.when`, `storage.leaks.find` and storage/leaks.py."""\n\n'
    "import time\n\nfrom storage import leaks\n\nSTARTED = time.monotonic\n\n\nclass Triage:\n"
    "    def work(self):\n        return leaks.find()\n",
    "bot/leaks/marks.py": "",
    "bot/core/__init__.py": "",
    "bot/core/when.py": "from storage.records import Leak\n\n\nclass Value:\n    def of(self):\n        return Leak\n",
    "bot/core/alarm.py": "import orjson\n",
    "bot/workspace/__init__.py": "",
    "bot/workspace/model.py": "import json\n",
    "storage/__init__.py": '"""Rows."""\n\nfrom storage.records import Leak\n\n__all__ = ["Leak"]\n',
    "storage/records.py": "class Leak:\n    pass\n",
    "storage/leaks.py": "def find():\n    with open('rows') as file:\n        return file\n",
}
TRIAGE = "from bot.leaks.triage import Triage"
Rule = Callable[[House], list[str]]
# The rule, the file, and what is planted in it.
PLANTED: list[tuple[Rule, str, str]] = [
    (rooms.core_is_pure, "bot/core/alarm.py", "import requests\n"),
    (rooms.core_is_pure, "bot/core/alarm.py", "import os\n"),
    (rooms.core_is_pure, "bot/core/alarm.py", "from time import monotonic\n"),
    (rooms.core_is_pure, "bot/core/alarm.py", "def f():\n    from storage import leaks\n"),
    (rooms.core_is_pure, "bot/core/alarm.py", "from ..config import Settings\n"),
    (rooms.storage_stands_alone, "storage/leaks.py", "import bot.core.when\n"),
    (rooms.storage_stands_alone, "storage/leaks.py", "from slack_sdk import WebClient\n"),
    (rooms.workspace_stands_alone, "bot/workspace/model.py", "def f():\n    from bot.config import Settings\n"),
    (rooms.workspace_stands_alone, "bot/workspace/model.py", "import storage.leaks as rows\n"),
    (rooms.imports_go_down, "bot/leaks/marks.py", "from bot.app import clock\n"),
    (rooms.imports_go_down, "bot/leaks/marks.py", "def f():\n    from bot.app.clock import now\n"),
    (
        rooms.imports_go_down,
        "bot/leaks/marks.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import bot.app.clock\n",
    ),
    (rooms.imports_go_down, "bot/core/when.py", "from bot.core.alarm import orjson\n"),
    (rooms.imports_go_down, "storage/leaks.py", "import bot.core.when\n"),
    (rooms.imports_go_down, "bot/attic/old.py", "import json\n"),
    (rooms.no_import_circle, "bot/leaks/marks.py", f"{TRIAGE}\n# planted:bot/leaks/triage.py:import bot.leaks.marks"),
    (
        rooms.no_import_circle,
        "bot/leaks/marks.py",
        f"def f():\n    {TRIAGE}\n# planted:bot/leaks/triage.py:from bot.leaks import marks",
    ),
    (rooms.rooms_are_few, "bot/leaks/marks.py", "# planted:rooms"),
    (rooms.rooms_are_few, "bot/leaks/marks.py", "# planted:arrows"),
    (building.only_wiring_builds, "bot/leaks/marks.py", f"{TRIAGE}\ndef f():\n    return Triage()\n"),
    (building.only_wiring_builds, "bot/leaks/marks.py", f"{TRIAGE} as Inbox\ndef f():\n    return Inbox(1, 2)\n"),
    (
        building.only_wiring_builds,
        "bot/leaks/marks.py",
        "from bot.leaks import triage as it\ndef f():\n    return it.Triage()\n",
    ),
    (
        building.only_wiring_builds,
        "bot/leaks/marks.py",
        "import bot.leaks.triage\ndef f():\n    return bot.leaks.triage.Triage()\n",
    ),
    (
        building.only_wiring_builds,
        "bot/leaks/marks.py",
        f"import functools\n{TRIAGE}\ndef f():\n    return functools.partial(Triage, 1)\n",
    ),
    (
        building.only_wiring_builds,
        "bot/leaks/marks.py",
        f"{TRIAGE}\nBuild = Triage\ndef f():\n    return Build()\n",
    ),
    (building.only_wiring_builds, "bot/app/jobs.py", f"def f():\n    {TRIAGE}\n    return Triage.of(1)\n"),
    (building.nothing_is_built_at_import, "bot/app/wiring.py", "ONE = Triage(1, 2)\n"),
    (building.nothing_is_built_at_import, "bot/leaks/marks.py", "class Marks:\n    rows = open('rows').read()\n"),
    (
        building.nothing_is_built_at_import,
        "bot/leaks/marks.py",
        "from pathlib import Path\ndef f(rows=Path('rows').read_text()):\n    return rows\n",
    ),
    (building.nothing_is_built_at_import, "bot/leaks/marks.py", "import os\nHOME = os.environ['HOME']\n"),
    (building.settings_are_read, "bot/config.py", "    unread: int = 2\n"),
    (rules.one_clock, "bot/leaks/marks.py", "import time\ndef f():\n    return time.time()\n"),
    (rules.one_clock, "bot/leaks/marks.py", "from time import time as _now\n"),
    (rules.one_clock, "bot/leaks/marks.py", "import time as t\ndef f():\n    return t.time()\n"),
    (rules.one_clock, "bot/leaks/marks.py", "def f():\n    import time\n    return time.time_ns()\n"),
    (rules.one_clock, "bot/leaks/marks.py", "import time\ndef f(clock=time.time):\n    return clock()\n"),
    (rules.one_clock, "bot/leaks/marks.py", "import time\ndef f():\n    return getattr(time, 'time')()\n"),
    (rules.one_clock, "bot/leaks/marks.py", "import datetime\ndef f():\n    return datetime.datetime.now()\n"),
    (rules.one_clock, "bot/leaks/marks.py", "from datetime import datetime as d\ndef f():\n    return d.utcnow()\n"),
    (rules.one_clock, "bot/leaks/marks.py", "from datetime import date\ndef f():\n    return date.today()\n"),
    (rules.one_clock, "bot/core/alarm.py", "import datetime as dt\ndef f():\n    return dt.date.today()\n"),
    (rules.one_clock, "storage/leaks.py", "import time\nnow = time.time\n"),
    (rules.everything_is_small, "bot/leaks/marks.py", "X = 1\n" * 301),
    (rules.everything_is_small, "bot/leaks/marks.py", "def f():\n" + "    x = 1\n" * 40),
    (rules.files_say_what_they_hold, "bot/leaks/mark_utils.py", ""),
    (rules.class_names_are_unique, "bot/leaks/marks.py", "class Leak:\n    pass\n"),
    (rules.packages_hold_no_code, "bot/leaks/__init__.py", "LIMIT = 1\n"),
    (rules.packages_hold_no_code, "storage/__init__.py", "def find():\n    return 1\n"),
    (names.names_in_prose_exist, "bot/leaks/marks.py", '"""See `bot.leaks.marking`."""\n'),
    (names.names_in_prose_exist, "bot/leaks/marks.py", '"""As storage.leaks.found says."""\n'),
    (names.names_in_prose_exist, "bot/leaks/marks.py", "X = 1  # as in bot/leaks/marking.py\n"),
    (names.names_in_prose_exist, "bot/leaks/marks.py", "# rows: leak_rows.py\n"),
    (names.names_in_prose_exist, "bot/leaks/marks.py", "# a family is a file of `bot/core/families`\n"),
]


def built(root: Path, files: dict[str, str]) -> House:
    """Write files below a root, and read them as a house."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return house(root)


def with_planted(file: str, text: str) -> dict[str, str]:
    """The clean house and what is planted; a comment `planted:` says what is planted in other files besides."""
    files = {**CLEAN, file: CLEAN.get(file, "") + text}
    if "# planted:rooms" in text:
        return files | {f"bot/room{number}/here.py": "" for number in range(rooms.MAX_ROOMS)}
    if "# planted:arrows" in text:
        lower = "".join(f"import bot.{one}.here\n" for one in ROOMS_BELOW)
        return files | {f"bot/{one}/here.py": lower for one in ROOMS_BELOW}
    if "# planted:" in text:
        other, line = text.split("# planted:")[1].split(":")
        return files | {other: f"{CLEAN[other]}{line}\n"}
    return files


ROOMS_BELOW = [f"r{number}" for number in range(8)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_clean_house_passes(tmp_path: Path, rule: Rule) -> None:
    """The control: what is refused below is refused for what was planted."""
    assert [] == rule(built(tmp_path, CLEAN))


@pytest.mark.parametrize(("rule", "file", "text"), PLANTED, ids=lambda one: getattr(one, "__name__", ""))
def test_a_rule_refuses_what_it_is_there_for(tmp_path: Path, rule: Rule, file: str, text: str) -> None:
    """The house with one violation in it is refused."""
    planted = built(tmp_path, with_planted(file, text))

    assert [] != rule(planted)


def test_every_rule_is_shown_to_refuse() -> None:
    """No rule is without a planted violation."""
    assert set(RULES) == {rule for rule, _, _ in PLANTED}


def test_a_violation_is_refused_in_the_real_house(tmp_path: Path) -> None:
    """A service that is built below the top of `bot/` is seen in a copy of the checkout, too."""
    root = Path(__file__).parents[2]
    files = {
        str(path.relative_to(root)): path.read_text("utf-8")
        for room in ("bot", "storage")
        for path in (root / room).rglob("*.py")
    }
    files["bot/group/rounds.py"] += "def planted():\n    from bot.leaks.marks import Marking\n    return Marking()\n"

    found = building.only_wiring_builds(built(tmp_path, files))

    assert ["bot.leaks.marks.Marking"] == [one.split(" builds ")[1] for one in found]
