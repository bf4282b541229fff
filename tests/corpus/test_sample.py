"""A small sample of the labelled corpus, so that reader and site keys are also checked where the corpus is not there.

Its texts were printed by the real libraries in programs of our own.
"""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from bot.core.scanning.scan import scan_records

SAMPLE = Path(__file__).parents[1] / "samples" / "corpus"


def load(name: str) -> list[dict[str, Any]]:
    with (SAMPLE / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def method_of(frame: str) -> str:
    """A frame without its line."""
    return re.sub(r"\(.*", "", frame)


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """What the reader says of the real reports, by their id."""
    return {row["id"]: row for row in scan_records(load("leaks-real.jsonl"))}


def test_generated_reports_fall_into_their_leaks():
    """Six leaks, each reported by two versions of Netty: each leak holds the reports of one site."""
    truth = load("leaks-netty-generated.jsonl")

    rows = scan_records({"id": one["id"], "text": one["formatted"]} for one in truth)
    leaks = {row["id"]: row["leak"] for row in rows}

    sites = defaultdict(set)
    for one in truth:
        sites[leaks[one["id"]]].add(one["site"])
    assert 6 == len(sites)
    assert {1} == {len(one) for one in sites.values()}


@pytest.mark.parametrize("label", load("leaks-real.jsonl"), ids=lambda label: label["id"])
def test_a_real_report_is_read_as_labelled(found: dict[str, Any], label: dict[str, Any]):
    """Family and owner frame; of Netty's reports the resource and the level too."""
    row, expected = found[label["id"]], label["expect"]

    assert label["family"] == row["family"]
    if expected.get("owner_frame"):
        assert method_of(expected["owner_frame"]) == method_of(row["owner_frame"])
    if label["family"] == "netty":
        assert (expected["resource"], expected["level"]) == (row["resource"], row["level"])


@pytest.mark.parametrize("pair", load("leak-pairs.jsonl"), ids=lambda pair: f"{pair['a']}-{pair['b']}")
def test_two_reports_are_one_leak_if_they_have_one_site(found: dict[str, Any], pair: dict[str, Any]):
    """Whatever the version of Netty."""
    first, second = found[pair["a"]]["leak"], found[pair["b"]]["leak"]

    assert None not in (first, second)
    assert pair["same_site"] == (first == second)


@pytest.mark.parametrize("text", [one["text"] for one in load("leaks-negative.jsonl")])
def test_what_is_no_report_is_not_read_as_one(text: str):
    """Lines that only look like it."""
    (row,) = scan_records([{"id": "1", "text": text}])

    assert row["family"] is None
