"""For all tests: the record of every call that a bot makes to Slack, a bot to open, and the list of skipped tests."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

    from tests.walks.stage import Stage

# How long an example takes says more about the machine than about the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
ALLOWED_SKIPS = Path(__file__).with_name("skips.txt")


def skips(reporter: TerminalReporter) -> dict[str, list[str]]:
    """Group the skipped tests by reason."""
    found: dict[str, list[str]] = defaultdict(list)
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        found[reason.removeprefix("Skipped: ")].append(report.nodeid)
    return dict(sorted(found.items()))


def is_allowed(reason: str) -> bool:
    """True if tests/skips.txt has a pattern for the whole reason."""
    lines = ALLOWED_SKIPS.read_text(encoding="utf-8").splitlines()
    return any(re.fullmatch(line, reason) for line in lines if line and not line.startswith("#"))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """List what was skipped and why, so that nobody takes a skipped test for a passed one."""
    found = skips(terminalreporter)
    if not found:
        return
    terminalreporter.section("skipped, and why")
    for reason, tests in found.items():
        mark = "" if is_allowed(reason) else " (not listed in tests/skips.txt)"
        terminalreporter.write_line(f"{len(tests)} skipped: {reason}{mark}")
        for test in sorted(set(tests)):
            terminalreporter.write_line(f"    {test}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which a test was skipped for a reason that is not listed, if LEAK_DIARY_STRICT_SKIPS is set."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    # A worker of pytest-xdist has no reporter that knows the reports: the one process that started the workers has.
    if reporter is None or hasattr(session.config, "workerinput") or not os.environ.get("LEAK_DIARY_STRICT_SKIPS"):
        return
    if session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) and not all(
        is_allowed(reason) for reason in skips(reporter)
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def slack_calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of JSON lines, {"method", "payload"} each; tests/walks/test_zz_slack_calls.py has it checked.

    LEAK_DIARY_SLACK_CALLS: a folder that outlives this session, where each process that runs tests has a file.
    """
    kept = os.environ.get("LEAK_DIARY_SLACK_CALLS")
    folder = Path(kept).resolve() if kept else tmp_path_factory.mktemp("slack")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'calls')}.jsonl"


@pytest.fixture
def open_stage(tmp_path: Path, slack_calls: Path) -> Iterator[Callable[..., Stage]]:
    """Open a bot on this test's database; another one after the first was stopped goes on from where that ended."""
    from tests.walks.stage import Stage  # half a second that the tests of the core need not pay

    opened: list[Stage] = []

    def open_one(**settings: Any) -> Stage:
        stage = Stage(tmp_path, slack_calls, **settings)
        opened.append(stage)
        return stage.start()

    yield open_one
    for stage in opened:
        stage.stop()
