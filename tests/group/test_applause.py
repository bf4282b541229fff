"""Applause: people who react to a journal, each once, however Slack tells of it."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from bot.group.applause import record_reaction
from storage import Engine, digests, open_store, outbox
from storage.applause import counts
from storage.records import MessageKind
from tests.group.seasons import ARA, CHANNEL, JONAS, MINA, open_season

NOW = 1_790_424_000
ROOT, REPLY, LEAK_POST = "1790424000.000001", "1790424001.000001", "1790424002.000001"


@pytest.fixture
def store() -> Iterator[Engine]:
    """Mina's entry of round 1 was posted as a root and a reply; a leak's reply lies in the same channel."""
    engine = open_store("sqlite://", 0)
    open_season(engine).write(1, MINA, "words", NOW)
    for key, kind, ts in (
        (f"journal:P1:R1:{MINA}", MessageKind.JOURNAL, ROOT),
        (f"journal-text:P1:R1:{MINA}:0", MessageKind.JOURNAL_TEXT, REPLY),
        ("change:1", MessageKind.CHANGE, LEAK_POST),
    ):
        with engine.transaction():
            outbox.ask(engine, key, kind, None, CHANNEL, NOW, detail=key.partition(":")[2])
        row = outbox.claim(engine, CHANNEL, NOW, 60)
        assert row is not None
        with engine.transaction():
            outbox.sent(engine, row, NOW, ts)
    yield engine
    engine.close()


def event(person: str, name: str = "tada", at: float = 1.0, ts: str = ROOT, added: bool = True) -> dict[str, Any]:
    return {
        "type": "reaction_added" if added else "reaction_removed",
        "user": person,
        "reaction": name,
        "item": {"type": "message", "channel": CHANNEL, "ts": ts},
        "event_ts": f"{NOW + at:.6f}",
    }


def tell(store: Engine, *events: dict[str, Any]) -> dict[str, int]:
    for one in events:
        record_reaction(store, lambda: NOW, one, one["type"] == "reaction_added")
    return counts(store, 1, 1)


def test_people_count_once_whatever_they_press(store: Engine):
    """Two emoji on the root and one on the reply are one person; a skin tone is another emoji and the same person."""
    events = [event(JONAS), event(JONAS, "clap::skin-tone-3"), event(JONAS, ts=REPLY), event(ARA, ts=REPLY)]

    assert {MINA: 2} == tell(store, *events)


def test_the_author_does_not_clap_for_herself(store: Engine):
    """Her own reaction is kept and not counted; another member's is."""
    assert {} == tell(store, event(MINA))
    assert {MINA: 1} == tell(store, event(MINA, "clap"), event(JONAS))


def test_only_journals_are_applauded(store: Engine):
    """A reaction on another post of ours, or on anybody's, is none; nor does another round count it."""
    assert {} == tell(store, event(JONAS, ts=LEAK_POST), event(JONAS, ts="1.000001"))
    assert {MINA: 1} == tell(store, event(JONAS))
    assert {} == counts(store, 1, 2) == counts(store, 2, 1) == counts(store, 1, 11)


def test_whatever_the_order_the_last_word_counts(store: Engine):
    """Added, removed, added, told twice each and in all orders: it stands; without the last it does not."""
    words = [event(JONAS, at=1), event(JONAS, at=2, added=False), event(JONAS, at=3)]

    for n, order in enumerate(itertools.permutations(range(3))):
        stands = [{**words[one], "reaction": f"stands{n}"} for one in (*order, *order)]
        gone = [{**words[one], "reaction": f"gone{n}"} for one in (*order, *order) if one < 2]
        tell(store, *stands, *gone)

    names = {row["name"] for row in store.query("SELECT name FROM applause")}
    assert {f"stands{n}" for n in range(6)} == names


def test_an_event_without_sense_changes_nothing(store: Engine):
    """No name, no time: old news."""
    assert {} == tell(store, {**event(JONAS), "reaction": ""})
    assert {MINA: 1} == tell(store, {**event(JONAS), "event_ts": "what"})
    assert {MINA: 1} == tell(store, {**event(JONAS, added=False), "event_ts": None})


def test_a_digest_counts_the_applause_of_its_own_programme(store: Engine):
    """Two programmes share a channel: a reaction belongs to the one whose journal it stands on, in its round."""
    open_season(store, name="Another")
    tell(store, event(JONAS), event(ARA, ts=REPLY))

    counted = [digests.applauded(store, programme, NOW, NOW + 1) for programme in (1, 2, 11)]

    assert [2, 0, 0] == counted
    assert 0 == digests.applauded(store, 1, NOW + 1, NOW + 2)
