"""`python -m bot programme`, and the file that a bot reads when it starts."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.app.programme_source import programme_source
from bot.config import Settings
from bot.core.group.round_calendar import days_later
from bot.group.programme_file import ProgrammeFileProblem, Seeded, seed
from storage import open_store, programmes
from tests.walks.process import Process

EXAMPLE = Path(__file__).parents[2] / "programme.toml"
NOW = 1_790_424_000
REAL = {
    "slack_bot_token": "xoxb-1",
    "slack_signing_secret": "s",
    "leak_channel": "C0123456789",
    "sentry_client_secrets": ("c",),
}


class Terminal:
    """Commands on a database of their own, with the example in it, which begins with the present week."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder}/walk.db"
        self.file = folder / "programme.toml"
        self.file.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
        self.env = {"PROGRAMME": str(self.file)}

    def run(self, *args: str) -> Result:
        return CliRunner().invoke(main, ["programme", *args, "--db", self.url], env=self.env)

    def rounds(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.run("show", "--json").stdout)["rounds"]
        return found

    def meetings(self) -> list[str]:
        return [one["meets_on"] for one in self.rounds() if one["state"] != "skipped"]


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Nothing seeded. The folder has no .env of this machine."""
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path)


@pytest.fixture
def terminal(empty: Terminal) -> Terminal:
    """The example seeded."""
    assert 0 == empty.run("seed").exit_code
    return empty


def test_show_tells_every_round_and_where_dates_come_from(terminal: Terminal):
    """In words and as JSON."""
    shown = terminal.run("show").stdout
    first = terminal.rounds()[0]

    assert "Growth season (Asia/Seoul), C0STUDY0001, grace 60 min, passes 1, members 0" in shown
    assert (
        f"   1  {first['begins_on']} to {first['meets_on']}  meets {first['meets_on']} 21:00  present  Candidates"
        in shown
    )
    assert "was read once; its later changes are not" in shown
    assert ["present", "coming", "coming", "coming"] == [one["state"] for one in terminal.rounds()]


def test_a_shift_says_before_and_after(terminal: Terminal):
    """And the store has it; a dry run changes nothing."""
    before = terminal.meetings()

    dry = terminal.run("shift", "2", "1w", "--dry-run")
    unchanged = terminal.meetings()
    done = terminal.run("shift", "2", "1w")

    assert before == unchanged
    assert "Nothing was changed" in dry.stdout
    assert f"{before[1]} 21:00 → " in done.stdout
    assert f"{days_later(before[1], 7)} 21:00  Choice by ROI" in done.stdout
    assert [before[0], *(days_later(day, 7) for day in before[1:])] == terminal.meetings()


@pytest.mark.parametrize("by", ["-1d", "+3d", "date"])
def test_a_shift_goes_by_days_or_to_a_date(terminal: Terminal, by: str):
    """A day earlier is not taken for an option."""
    before = terminal.meetings()
    days = {"-1d": -1, "+3d": 3, "date": 10}[by]

    done = terminal.run("shift", "3", days_later(before[2], 10) if by == "date" else by, "--time", "20:00")

    assert 0 == done.exit_code, done.output
    assert [*before[:2], *(days_later(day, days) for day in before[2:])] == terminal.meetings()
    assert ["21:00", "21:00", "20:00", "20:00"] == [one["meets_time"] for one in terminal.rounds()]


def test_skip_and_its_taking_back(terminal: Terminal):
    """The next round has the time of a skipped one."""
    whole = terminal.rounds()

    assert "→ skipped" in terminal.run("skip", "2").stdout
    assert ["present", "skipped", "coming", "coming"] == [one["state"] for one in terminal.rounds()]
    assert whole[1]["begins_at"] == terminal.rounds()[2]["begins_at"]
    assert 0 == terminal.run("skip", "2", "--undo").exit_code
    assert whole == terminal.rounds()


def test_add_appends_a_week_after_the_last(terminal: Terminal):
    """With its title and theme."""
    last = terminal.meetings()[-1]

    done = terminal.run("add", "Looking  back", "--theme", "What stays?")

    assert "(none) → " in done.stdout
    new = terminal.rounds()[-1]
    assert (5, "Looking back", "What stays?") == (new["number"], new["title"], new["theme"])
    assert days_later(last, 7) == new["meets_on"]


def test_a_change_as_json_has_both(terminal: Terminal):
    """For scripts."""
    told = json.loads(terminal.run("skip", "3", "--json").stdout)

    assert [4, 4] == [len(told[key]) for key in ("before", "after")]
    assert ["coming", "skipped"] == [told[key][2]["state"] for key in ("before", "after")]
    assert told["changed"] is True


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("shift", "9", "1w"), "There is no round 9: the rounds are 1 to 4"),
        (("shift", "2", "soon"), "'soon' says no day: use a date such as 2026-01-11"),
        (("shift", "2", "9999w"), "'9999w' says no day"),
        (("shift", "2", "2026-02-30"), "'2026-02-30' says no day"),
        (("shift", "1", "-52w"), "which is past"),
        (("shift", "2", "1d", "--time", "25:00"), "'25:00' is no local time"),
        (("skip", "1", "--undo"), "Round 1 is not skipped"),
        (("add", "  "), "The title must have 1 to 120 characters"),
        (("add", "x", "--on", "2020-01-01"), "which is past"),
        (
            ("show", "--programme", "other"),
            "There is no programme 'other': name one with --programme, of 'Growth season'",
        ),
    ],
)
def test_what_cannot_be_ends_with_2_and_a_sentence(terminal: Terminal, args: tuple[str, ...], says: str):
    """And changes nothing."""
    before = terminal.rounds()

    done = terminal.run(*args)

    assert 2 == done.exit_code
    assert says in done.stderr
    assert before == terminal.rounds()


def test_without_a_programme_it_says_how_to_make_one(empty: Terminal):
    """Exit code 2. A database that is not there is another answer, and is not made."""
    missing = empty.run("show")
    open_store(empty.url, 0).close()

    done = empty.run("show")

    assert (3, "walk.db is not there") == (missing.exit_code, missing.stderr.rpartition("/")[2][:20])
    assert 2 == done.exit_code
    assert "`python -m bot programme seed FILE`" in done.stderr


def test_a_file_is_read_once(terminal: Terminal):
    """A later change of it does nothing but under a new name, and `show` says so."""
    before = terminal.rounds()
    terminal.file.write_text(EXAMPLE.read_text("utf-8").replace("Candidates", "Other") + "\nnonsense = 1", "utf-8")

    assert "is there already" in terminal.run("seed").stdout
    assert before == terminal.rounds()
    terminal.file.write_text(EXAMPLE.read_text("utf-8").replace("Growth season", "Second"), "utf-8")
    assert "names 'Second', which is not in the store" in terminal.run("show").stdout
    assert "Second was made" in terminal.run("seed").stdout


# ---- at the start of `serve`


def seeded(tmp_path: Path, text: str | None, **settings: Any) -> tuple[Seeded | None, int]:
    """What became of a file's text, and how many programmes there are then."""
    if text is not None:
        (tmp_path / "programme.toml").write_text(text, "utf-8")
    store = open_store("sqlite://", NOW)
    try:
        found = seed(store, programme_source(Settings(_env_file=None, **settings)), NOW)
        return found, len(programmes.every(store))
    finally:
        store.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the default file would be looked for."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_missing_default_file_is_fine(folder: Path):
    """A bot without a study group."""
    assert (None, 0) == seeded(folder, None)
    assert (None, 0) == seeded(folder, None, programme="")


def test_a_missing_file_that_was_named_is_a_problem(folder: Path):
    """Named is meant."""
    with pytest.raises(ProgrammeFileProblem, match=r"mine\.toml cannot be read .*: set PROGRAMME"):
        seeded(folder, None, programme="mine.toml")


def test_an_example_is_for_the_local_workspace_only(folder: Path):
    """A bot with Slack tokens does not begin a season that nobody wrote; named, it is told what is missing."""
    example = EXAMPLE.read_text("utf-8")

    local, there = seeded(folder, example)
    real, none = seeded(folder, example, **REAL)

    assert local is not None
    assert local.programme is not None
    assert ("C0STUDY0001", 1) == (local.programme.channel, there)
    assert (Seeded(None, new=False), 0) == (real, none)
    with pytest.raises(ProgrammeFileProblem, match="start is missing"):
        seeded(folder, example, programme="programme.toml", **REAL)


def test_a_file_with_a_start_is_a_season_in_the_leak_channel(folder: Path):
    """Unless it names a channel of its own; its members take part from the start."""
    text = (
        EXAMPLE.read_text("utf-8").replace("# start = 2026-01-05", "start = 2026-09-21").replace("# members", "members")
    )
    found, _ = seeded(folder, text, **REAL)
    named, _ = seeded(folder, text.replace("# channel = ", "channel = ").replace("C0123456789", "C0999999999"), **REAL)

    assert found is not None
    assert named is not None
    assert ["C0123456789", "C0999999999"] == [one.programme.channel for one in (found, named) if one.programme]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = ", "is not TOML"),
        (
            'name = "x"\nend = 2016-01-15\nstart = 2025-12-16\n[[rounds]]\ntitle = "a"',
            "end = 2016-01-15 is before start",
        ),
        ("zone = 1", "name is missing"),
    ],
)
def test_a_wrong_file_stops_the_start_with_its_problems(folder: Path, text: str, says: str):
    """Each with the file's name."""
    with pytest.raises(ProgrammeFileProblem, match=says):
        seeded(folder, text)


def test_serve_makes_the_programme_and_a_second_start_leaves_it(tmp_path: Path):
    """As `make run` does it."""
    (tmp_path / "programme.toml").write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    for _ in range(2):
        process = Process(tmp_path, "--no-story")
        process.wait_for("ready ")
        assert 0 == process.end()

    store = open_store(f"sqlite:///{tmp_path}/data/walk.db", NOW)
    (found,) = programmes.every(store)
    rounds = programmes.rounds(store, found.id)
    store.close()
    assert ["Candidates", "Choice by ROI", "Reproduction and fix", "PR and follow-up"] == [one.title for one in rounds]
    assert {6} == {date.fromisoformat(one.meets_on).weekday() for one in rounds}


def test_serve_does_not_start_with_a_wrong_file(tmp_path: Path):
    """Exit code 2, as for every other setting, with all that is wrong."""
    (tmp_path / "programme.toml").write_text("zone = 1", "utf-8")

    process = Process(tmp_path, "--no-story")

    assert 2 == process.wait()
    process.end()
    said = process.log_path.read_text()
    assert "programme.toml: name is missing" in said
    assert "programme.toml: rounds is missing" in said
    assert "Traceback" not in said
