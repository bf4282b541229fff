"""The table of families is made from their modules, and so are the searches that find their reports in Sentry."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config import load_settings
from bot.core.families.table import families, literals, queries, recognise
from bot.core.reading.webhook import Event, read
from tests.core import test_families, test_netty

ROOT = Path(__file__).parents[2]
STORY = ROOT / "bot" / "story" / "reports.jsonl"
PAYLOADS = ROOT / "tests" / "payloads"
CORPUS = ROOT.parent / "shared" / "corpus"


def texts_in(path: Path) -> dict[str, str]:
    """Read the texts of a JSONL file that are reports, each with where it is from."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = {
        f"{path.name}:{n} {key}": text
        for n, row in enumerate(rows, 1)
        for key, text in row.items()
        if isinstance(text, str)
    }
    return {name: text for name, text in texts.items() if recognise(text)}


def payload_texts() -> dict[str, str]:
    events = {path.name: read(path.read_bytes()) for path in PAYLOADS.glob("*.json")}
    return {name: one.text for name, one in events.items() if isinstance(one, Event) and recognise(one.text)}


NETTY = {
    name: text
    for name, text in vars(test_netty).items()
    if isinstance(text, str) and not name.startswith("__") and recognise(text)
}
TEXTS = {
    **{name: text for name, (text, _) in test_families.REPORTS.items()},
    **{f"netty {name}": text for name, text in NETTY.items()},
    "hikari, taken back": test_families.RETRACTION,
    "r2dbc, exhausted": test_families.EXHAUSTION,
    **texts_in(STORY),
    **payload_texts(),
}


def finds(query: str, text: str) -> bool:
    """Search as Sentry does for a quoted phrase: it is contained in the message, ASCII letters in either case.

    Source: snuba, the errors table's search message is compared with positionCaseInsensitive.
    """
    return query.startswith('"') and query.strip('"').encode().lower() in text.encode("utf-8", "replace").lower()


def test_there_are_texts_of_every_family_and_kind():
    """The tests below say nothing about a family that has no text here."""
    reports = [report for text in TEXTS.values() if (report := recognise(text))]

    assert {family.name for family in families()} == {report.family for report in reports}
    assert {"leak", "retraction", "symptom"} == {report.kind.value for report in reports}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_report_is_found_by_a_query_of_its_family(text: str):
    """Backfill and the hourly look see only what a search of the default ones finds."""
    report = recognise(text)
    assert report is not None

    own = next(family.queries for family in families() if family.name == report.family)

    assert any(finds(query, text) for query in own)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus beside the checkout: {CORPUS} does not exist")
def test_reports_of_the_corpus_are_found_too():
    """Those that real programs printed, with the prefixes that they had."""
    texts = {name: text for path in sorted(CORPUS.glob("*.jsonl")) for name, text in texts_in(path).items()}

    assert len(texts) > 100
    assert [] == [name for name, text in texts.items() if not any(finds(query, text) for query in queries())]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_report_is_read_by_one_family_only(text: str):
    """The order in which families are tried changes no answer."""
    assert 1 == sum(family.recognise(text) is not None for family in families())


def test_a_query_can_be_typed_as_a_setting_and_is_one_phrase():
    """SENTRY_QUERIES separates by `;`; a quote or an asterisk inside a phrase has a meaning of its own in Sentry."""
    settings = load_settings(sentry_queries="; ".join(queries()))

    assert queries() == settings.queries
    assert len({*queries()}) == len(queries())
    phrases = [query[1:-1] for query in queries() if query.startswith('"')]
    assert not [phrase for phrase in phrases if set(phrase) & set('"*;\\')]


def test_a_family_is_called_like_its_module_and_its_literals_are_its_own():
    """Reports name their family, and its advice is looked up by that name."""
    assert [f"bot.core.families.{family.name}" for family in families()] == [
        family.recognise.__module__ for family in families()
    ]
    assert sum(len(family.literals) for family in families()) == len(literals())


def test_reading_nettys_text_imports_no_other_family():
    """Most deliveries are Netty's: the others' patterns are compiled when the first text without one comes."""
    code = (
        "import sys; from bot.core.families.table import recognise; recognise(sys.argv[1]);"
        "print(*sorted(name for name in sys.modules if name.startswith('bot.core.families.')))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, test_netty.UNCOUNTED], cwd=ROOT, capture_output=True, text=True, check=True
    )

    loaded = {name.rpartition(".")[2] for name in done.stdout.split()}
    others = {family.name for family in families()} - {"netty"}
    assert "netty" in loaded
    assert set() == others & loaded


ACME = '''
"""A family that was made for a test."""

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading.report import Level, Report


def recognise(text: str) -> Report | None:
    """Read it."""
    return Report("acme", "Widget", Level.UNKNOWN) if "widget was lost" in text else None


FAMILY = Family(
    "acme",
    recognise,
    literals=("widget was lost",),
    queries=('"widget was lost"',),
    kit=Kit(("--widgets=paranoid",)),
    rules=(Rule("acme-widget", "https://acme.example/widgets", text="lost"),),
)
'''
ASK_ACME = """
import json
from bot.core.explain.advice import advise
from bot.core.families.table import families, literals, queries, recognise
found = advise("a widget was lost")
print(json.dumps([
    recognise("a widget was lost").family, literals()["widget was lost"], '"widget was lost"' in queries(),
    found.rule, found.source, found.kit.options, [family.name for family in families()].count("acme"),
]))
"""


def test_a_family_needs_its_module_and_nothing_else(copied: Path, run_copied: Callable[..., str]):
    """A file more in the folder is read, searched for in Sentry and in logs, advised on, and has its kit."""
    (copied / "bot" / "core" / "families" / "acme.py").write_text(ACME, encoding="utf-8")
    (copied / "app.log").write_text("12:00:00 WARN a widget was lost\n", encoding="utf-8")

    asked = json.loads(run_copied("-c", ASK_ACME))
    scanned = json.loads(run_copied("-m", "bot", "scan", "--json", "app.log", code=1))

    expected = ["acme", "acme", True, "acme-widget", "https://acme.example/widgets", ["--widgets=paranoid"], 1]
    assert expected == asked
    assert "Widget" == scanned["resource"]
