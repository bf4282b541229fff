"""The goals of the reader and the site keys over labelled reports of real libraries, with the figures printed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.core.scanning.scan import scan_records
from tests.beside import SHARED, needs

CORPUS, TOOLS = SHARED / "corpus", SHARED / "tools"

pytestmark = [pytest.mark.corpus, needs("corpus"), needs("tools")]


def load(name: str) -> list[dict[str, Any]]:
    with (CORPUS / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def save(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def score(tool: str, *arguments: Path | str) -> Any:
    done = subprocess.run(
        [sys.executable, TOOLS / tool, *arguments, "--json"], capture_output=True, text=True, check=True, timeout=120
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def grouping(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    """The scorer's rows for the generated reports, by (level, scope)."""
    generated = load("leaks-netty-generated.jsonl")
    found = scan_records({"id": record["id"], "text": record["formatted"]} for record in generated)
    predictions = [{"id": row["id"], "cluster": row["leak"]} for row in found if row["leak"] is not None]
    path = save(tmp_path_factory.mktemp("scored") / "groups.jsonl", predictions)
    return {
        (row["level"], row["scope"]): row
        for row in score("score_dedupe.py", path, CORPUS / "leaks-netty-generated.jsonl")["rows"]
    }


@pytest.mark.parametrize(
    ("level", "scope", "least"),
    [
        ("advanced", "service", 0.99),
        ("paranoid", "service", 0.99),
        ("all levels", "service", 0.95),
        ("all levels", "all", 0.95),
    ],
)
def test_generated_reports_fall_into_their_leaks(
    grouping: dict[tuple[str, str], dict[str, Any]], level: str, scope: str, least: float
):
    """Pairwise F1 within one Netty version, and over all of them."""
    row = grouping[level, scope]

    print(level, scope, {name: row[name] for name in ("precision", "recall", "f1", "clusters", "true")})
    assert least <= row["f1"]


@pytest.mark.parametrize("scope", ["service", "all"])
def test_there_are_about_as_many_leaks_as_sites(grouping: dict[tuple[str, str], dict[str, Any]], scope: str):
    """At most a tenth too many or too few."""
    row = grouping["all levels", scope]

    assert abs(row["clusters"] - row["true"]) <= 0.1 * row["true"]


def test_real_reports_are_read_as_labelled(tmp_path: Path):
    """Family, resource, level, owner frame, pairs of one or two sites, and texts that are no report."""
    rows = score(
        "score_records.py",
        save(tmp_path / "out.jsonl", list(scan_records(load("leaks-real.jsonl")))),
        CORPUS / "leaks-real.jsonl",
        "--pairs",
        CORPUS / "leak-pairs.jsonl",
        "--negatives-out",
        save(tmp_path / "negatives.jsonl", list(scan_records(load("leaks-negative.jsonl")))),
    )

    print({name: row["share"] for name, row in rows.items()})
    least = {
        "family": 0.99,
        "resource": 0.99,
        "level": 0.98,
        "owner_frame, high confidence": 0.95,
        "pairs": 0.95,
        "negatives": 1.0,
    }
    assert {} == {name: rows[name]["share"] for name, share in least.items() if rows[name]["share"] < share}
