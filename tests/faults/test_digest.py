"""A bot that is killed around the digest, and two workers on one store. LEAK_DIARY_DIGESTS says how often."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
import urllib.request
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.core.texts.bundles import Texts
from bot.group.digest_publisher import DigestPublisher
from storage import open_store, programmes
from storage.records import Round
from tests.faults.alerts import alerts
from tests.faults.conftest import Serve
from tests.faults.posting import Posting
from tests.faults.running import ANY_WAIT_S, Running, wait_until

RUNS = int(os.environ.get("LEAK_DIARY_DIGESTS", "2"))
SEED = int(os.environ.get("LEAK_DIARY_SEED", "1"))
CHANNEL = "C0STUDY0001"
MEETS_IN_S = 3
AN_HOUR_S = 3600
KILLED_FROM_S, KILLED_UNTIL_S = 5.0, 9.0  # the first look is five seconds after the start


def seed(database: Path, meets_at: int) -> None:
    """A programme whose first round meets at a moment of the real clock."""
    store = open_store(f"sqlite:///{database}", int(time.time()))
    day = datetime.fromtimestamp(meets_at, UTC)
    with store.transaction():
        made = programmes.make(store, "Growth", "UTC", CHANNEL, 3600, 1, meets_at - 86_400)
        for number, at in ((1, meets_at), (2, meets_at + 604_800)):
            programmes.put_round(
                store,
                Round(
                    made.id, number, "Week", "", f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}", f"{day:%H:%M}", at - 604_800, at
                ),
            )
    store.close()


def meet(database: Path, at: int) -> None:
    """Let the first round meet at another moment, while the bot runs."""
    with closing(sqlite3.connect(database, timeout=ANY_WAIT_S)) as opened, opened:
        opened.execute("UPDATE rounds SET meets_at = ? WHERE number = 1", [at])


def told(bot: Running) -> tuple[list[str], list[str]]:
    """The keys of the digests in the channel, and the names of the charts."""
    messages: list[dict[str, Any]] = bot._get("/workspace/_control/state")[1]["messages"].get(CHANNEL, [])
    keys = [str((one.get("metadata") or {}).get("event_payload", {}).get("key", "")) for one in messages]
    files = [str(file["name"]) for one in messages for file in one.get("files") or ()]
    return [key for key in keys if key.startswith("digest-")], files


@pytest.mark.parametrize("run", range(RUNS))
def test_a_bot_that_is_killed_around_its_digest_posts_one(serve: Serve, database: Path, run: int) -> None:
    """Whatever it was doing, the next life finishes it: one digest, one chart."""
    random = Random(SEED * 1000 + run)
    first = serve()
    Posting(first.port, list(alerts(3, 3))).join()
    first.wait_drained()
    first.stop()
    begun = time.monotonic()
    seed(database, int(time.time()) + MEETS_IN_S)

    bot = serve()
    at = random.uniform(KILLED_FROM_S, KILLED_UNTIL_S)
    threading.Event().wait(max(0.0, begun + at - time.monotonic()))
    bot.kill()
    bot = serve()
    wait_until(lambda: told(bot)[1] != [], ANY_WAIT_S)
    bot.wait_drained()
    found = told(bot)
    bot.stop()

    assert (["digest-P1-R1"], ["digest-P1-R1-chart.png"]) == found
    print(f"killed {at:.2f} s after the start: {bot.log.count(': not sent again')} found again")


def test_the_drawing_engine_is_never_loaded_into_the_bot(serve: Serve, database: Path) -> None:
    """Not by the start, not by a preview, not by a posted chart: a child process draws, and takes its memory along."""
    first = serve()
    Posting(first.port, list(alerts(3, 3))).join()
    first.wait_drained()
    first.stop()
    seed(database, int(time.time()) + AN_HOUR_S)
    bot = serve()
    asked = {"user": "U0LOCAL02", "channel": CHANNEL, "text": "/leak digest"}
    body = json.dumps(asked).encode()
    with urllib.request.urlopen(urllib.request.Request(bot.url + "/workspace/_control/command", body)) as answer:
        seen = json.load(answer)
    maps = Path(f"/proc/{bot.pid}/maps")
    before = maps.read_text()
    meet(database, int(time.time()))

    wait_until(lambda: told(bot)[1] != [], ANY_WAIT_S)
    after = maps.read_text()
    bot.stop()

    assert "So far" in json.dumps(seen)
    assert "vl_convert" not in before
    assert "vl_convert" not in after


@pytest.mark.parametrize("run", range(RUNS))
def test_workers_that_look_at_the_same_moment_put_one_digest(tmp_path: Path, run: int) -> None:
    """Each with connections of its own to the same file, all let go at once."""
    now = int(time.time())
    database = tmp_path / "two.db"
    seed(database, now - 5)
    workers = 4
    stores = [open_store(f"sqlite:///{database}", now) for _ in range(workers)]
    gate = threading.Barrier(workers)

    def work(one: DigestPublisher) -> None:
        gate.wait(60)
        one.look()

    crowd = [
        threading.Thread(target=work, args=[DigestPublisher(store=store, texts=Texts("en"), now=lambda: now)])
        for store in stores
    ]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(60)

    rows = stores[0].query("SELECT key FROM outbox WHERE kind = 'digest'")
    kept = stores[0].query("SELECT attempt FROM digests")
    for store in stores:
        store.close()
    assert ([{"key": "digest-P1-R1"}], [{"attempt": 1}]) == (rows, kept)
