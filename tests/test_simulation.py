"""The simulated fleet behaves as Netty and Sentry do, and the verdicts over it keep what is promised."""

import json
import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.core.families.table import recognise
from bot.core.reading.keys import keys
from bot.core.reading.match import KnownKey, resolve
from bot.core.reading.webhook import Event, read
from bot.sentry.replay import as_sent, bodies
from bot.simulation.fleet import FleetHistory, Printed, Process
from bot.simulation.scenario import SentryRule, curve
from bot.simulation.sentry_side import deliver
from bot.simulation.shop import SITES, texts
from bot.simulation.simulate import BEGIN, BadScenario, Scenario, load, names, simulate, simulator
from bot.simulation.table import table
from bot.simulation.verdicts import Row, judge_all
from storage.records.spans import DAY_S

STATISTICS = Path(__file__).parents[1] / "docs/statistics.md"
REPS, SEED = 40, 11
JUDGED: dict[str, Row] = {}


def judged(name: str) -> Row:
    """A scenario's verdicts over REPS histories, computed once."""
    if name not in JUDGED:
        JUDGED[name] = judge_all(simulator(load(name)), SEED, REPS, BEGIN)
    return JUDGED[name]


def a_history(name: str, *changes: str) -> tuple[Scenario, FleetHistory]:
    scenario = load(name, changes)
    return scenario, simulator(scenario).run(Random(SEED))


def printed(at: float, thread: int = 0) -> Printed:
    return Printed(at, 0, 0, thread, Process("pod", 0.0, 1e9, 0))


# What a fleet does.


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Webhooks and truth are those of the seed, and another seed tells another history."""
    lines, happened = simulate(load("grows"), 5)
    again, happened_again = simulate(load("grows"), 5)
    other, _ = simulate(load("grows"), 6)

    first = list(lines)
    assert list(again) == first
    assert happened_again == happened
    assert list(other) != first


def test_each_text_is_printed_once_per_process() -> None:
    """However much it leaks: Netty keeps what it has printed."""
    _, history = a_history("steady-torrent")

    counts = Counter((line.process, line.leak, line.text) for line in history.printed)
    assert {1} == set(counts.values())
    assert len(history.processes) * 1.5 < len(counts) <= len(history.processes) * 2


def test_reports_come_from_processes_that_run() -> None:
    """In the order of time, after the start and before the end of the process, with its release."""
    _, history = a_history("grows")

    assert sorted(line.at for line in history.printed) == [line.at for line in history.printed]
    assert all(line.process.start < line.at < line.process.end for line in history.printed)
    assert all(one.start >= history.deployments[one.release] for one in history.processes)


def test_netty_sees_one_lost_buffer_in_128() -> None:
    """A rare leak is reported once per 128 lost buffers; at 1 in 1 every one that has a new text is."""
    _, rare = simulate(load("steady-rare"), 3)
    _, often = simulate(load("steady-rare", ["fleet.one_in=1"]), 3)

    assert 80 < rare["leaks"][0]["lost_buffers"] / rare["leaks"][0]["reports_printed"] < 200
    assert often["leaks"][0]["reports_printed"] > 8 * rare["leaks"][0]["reports_printed"]


def test_a_fix_that_works_ends_the_reports_of_its_release() -> None:
    """Old processes go on leaking until they are gone; the fixed ones do not."""
    scenario, history = a_history("fix-works")

    fixed = history.fixed
    assert fixed is not None
    assert scenario.fix is not None
    assert history.deployments[fixed] >= scenario.fix.day * DAY_S
    assert max(line.process.release for line in history.printed) < fixed


def test_replicas_and_deployments_follow_their_curves() -> None:
    """Twice the replicas start twice the processes; a step is a step."""
    _, few = a_history("steady-rare", "fleet.crashes_per_year=0")
    _, many = a_history("steady-rare", "fleet.replicas=8", "fleet.crashes_per_year=0")

    assert 4 * len(few.deployments) == len(few.processes)
    assert 8 * len(many.deployments) == len(many.processes)
    assert (1.0, 2.0, 5.0, 5.0) == tuple(map(curve([[0, 1], [2, 3], [2, 5]], "it").at, (0, 1, 2, 9)))


# What Sentry does.


def test_the_throttle_is_per_issue() -> None:
    """An issue alerts again when the interval is over; another thread's stack is another issue."""
    lines = [printed(0), printed(60), printed(120, thread=1), printed(600), printed(601)]

    by_thread = deliver(Random(1), SentryRule("thread", 10, 0.0), lines)
    in_one = deliver(Random(1), SentryRule("one", 10, 0.0), lines)

    assert [0, 120, 600] == [one.printed.at for one in by_thread]
    assert [0, 600] == [one.printed.at for one in in_one]


def test_webhooks_can_get_lost() -> None:
    """Sentry tries once: a lost webhook is lost, and throttles all the same."""
    lines = [printed(float(3600 * k)) for k in range(1000)]

    assert 850 < len(deliver(Random(1), SentryRule("one", 0, 0.1), lines)) < 950
    assert [] == deliver(Random(1), SentryRule("one", 0, 1.0), lines)


# What the bot reads of it.


def test_every_webhook_is_read_and_no_leak_is_mixed_up() -> None:
    """Four sites of the shop: an event each, recognised, and as many leaks as there are in truth."""
    sites = [site for site in SITES if site != "stock-timer"]
    leaks = ", ".join(f'{{site = "{site}", per_million = 300, texts = {len(texts(site))}}}' for site in sites)
    lines, _ = simulate(load("steady-rare", [f"leak=[{leaks}]", "days=60"]), 1)

    known: list[KnownKey] = []
    found: dict[int, set[str]] = {}
    times = []
    for line in lines:
        event = read(line.encode())
        assert isinstance(event, Event)
        report = recognise(event.text)
        assert report is not None
        resolution = resolve(keys(report, event.project or ""), known)
        leak = resolution.leak if resolution.leak is not None else len(found)
        known += [KnownKey(kind, key, leak, callers) for kind, key, callers in resolution.learn]
        found.setdefault(leak, set()).update(re.findall(r"shop\.lantern\.(?!web)(\w+)\.", event.text))
        times.append(json.loads(line)["data"]["event"]["timestamp"])
    assert sorted(times) == times
    assert sorted(["cart", "export", "invoice", "photo"]) == sorted(room for rooms in found.values() for room in rooms)
    assert len(sites) == len(found)


@pytest.mark.parametrize("site", SITES)
def test_every_site_prints_reports_of_the_shop(site: str) -> None:
    """No name of the story is left in them, and they differ."""
    for text in texts(site):
        assert "acme" not in text
        assert recognise(text) is not None
    assert len(set(texts(site))) == len(texts(site)) > 0


# The command.


def test_the_command_writes_what_replay_posts(tmp_path: Path) -> None:
    """A file of webhooks, and the truth beside it."""
    out, truth = tmp_path / "alerts.jsonl", tmp_path / "truth.json"

    done = CliRunner().invoke(
        main, ["simulate", "--scenario", "fix-works", "--out", str(out), "--truth", str(truth), "--begin", "2025-01-06"]
    )

    happened = json.loads(truth.read_text("utf-8"))
    sent = [body for _, body in bodies(out)]
    assert (0, "") == (done.exit_code, done.output)
    assert happened["delivered"] == len(sent) > 20
    assert sent == [as_sent(json.loads(body)) for body in sent]
    assert 1736121600 == happened["begin"] < happened["fix"]["deployed_at"] < happened["fix"]["drained_at"]
    assert happened["leaks"][0]["lost_buffers"] > 1000
    assert happened["processes"][0].keys() == {"host", "release", "started_at", "ended_at"}


def test_the_command_reads_a_file_and_changes(tmp_path: Path) -> None:
    """A scenario of one's own, on standard output."""
    own = tmp_path / "mine.toml"
    own.write_text(
        "days = 60\n[fleet]\nreplicas = 2\ndeploy_every_days = 5\nrequests_per_day = 100000\n"
        '[[leak]]\nsite = "stock-timer"\nper_million = 50\ntexts = 1\n'
    )

    done = CliRunner().invoke(main, ["simulate", "--scenario", str(own), "--set", "fleet.replicas=3", "--seed", "2"])

    assert 0 == done.exit_code
    assert 10 < len(done.output.splitlines()) < 60
    assert "HashedWheelTimer" in done.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("fleet.replica=8", "[fleet] holds replica"),
        ("fleet.replicas=0", "replicas falls below 1"),
        ("fleet.replicas=[[9, 1], [3, 2]]", "its days must not go back"),
        ("fleet.weekend=nan", "weekend holds nan"),
        ("sentry.grouping=both", "one of thread, one"),
        ("leak.0.site=moon", "no site moon"),
        ("leak.0.texts=99", "can print 3 texts, not 99"),
        ("leak.7.site=moon", "there is no 7"),
        ("days=1", "a whole number from 30"),
        ("truth=perhaps", "steady, grows or shrinks"),
        ("days", "write it as"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused(change: str, said: str) -> None:
    """With the sentence that says what is wrong."""
    done = CliRunner().invoke(main, ["simulate", "--set", change])

    assert 2 == done.exit_code
    assert said in done.output


def test_an_unknown_scenario_names_the_known_ones() -> None:
    """And a file that is not there is no traceback."""
    with pytest.raises(BadScenario, match="steady-rare"):
        load("steady")

    assert 2 == CliRunner().invoke(main, ["simulate", "--scenario", "nowhere.toml"]).exit_code


# The verdicts. The bounds are wide for so few histories; the table of docs/statistics.md has more.


@pytest.mark.parametrize("name", ["steady-rare", "steady-torrent"])
def test_steady_leaks_seldom_alarm(name: str) -> None:
    """Neither "more" nor "less often" in more than one of ten; the other two clocks are not far from that."""
    row = judged(name)

    assert row.wrong <= 0.1
    assert sum(row.risk) <= 0.2
    assert sum(row.starts) <= 0.2


def test_growth_is_found() -> None:
    """A strong growth and a step, and the step's date lies in the interval about as often as it says."""
    assert judged("grows").wall[0] >= 0.6
    assert judged("grows-step").wall[0] >= 0.6
    assert 0.6 <= (judged("grows-step").covers or 0)


def test_deployments_fool_the_days_and_not_the_processes() -> None:
    """The leak is unchanged: the days say "more often" nearly always, the hours at risk seldom."""
    row = judged("steady-deployments")

    assert row.wall[0] >= 0.9
    assert row.starts[0] <= 0.1
    assert sum(row.risk) <= 0.2


def test_a_torrent_that_grows_shows_only_per_hour_at_risk() -> None:
    """Where every process reports, counts cannot grow; the time to the first report shrinks."""
    row = judged("grows-torrent")

    assert row.wall[0] <= 0.1
    assert row.risk[0] >= 0.6


def test_fixed_is_claimed_when_it_is() -> None:
    """And in at most 8 % where the fix did nothing."""
    assert judged("fix-works").fixed >= 0.9
    assert judged("fix-none").fixed <= 0.08
    assert judged("fix-half").fixed <= 0.3


def test_the_page_shows_every_scenario() -> None:
    """Its two tables are those that the command prints, row by row, with the titles of the files."""
    part = STATISTICS.read_text("utf-8").split("## How often the verdicts are right\n", 1)[1].split("\n## ", 1)[0]
    shown = [line for line in part.splitlines() if line.startswith("| `")]

    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in shown]
    scenarios = {name: load(name) for name in names()}
    assert {f"`{name}`": scenario.title for name, scenario in scenarios.items()} == {row[0]: row[1] for row in rows}
    assert all(one in part for one in table([judged("grows"), judged("fix-none")]).splitlines() if "scenario" in one)
