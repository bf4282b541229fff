"""kill -9 in the middle of everything (F1). LEAK_DIARY_KILLS says how often; the order of disk and answer: F3."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from random import Random

from tests.faults.alerts import alerts
from tests.faults.books import check_counted_once, check_intact, check_told_once, rows
from tests.faults.conftest import Serve
from tests.faults.posting import Posting
from tests.faults.running import ANY_WAIT_S, wait_until
from tests.pace import within

KILLS = int(os.environ.get("LEAK_DIARY_KILLS", "6"))
SEED = int(os.environ.get("LEAK_DIARY_SEED", "1"))
DELIVERIES, SITES = 2000, 50
READY_AGAIN_S = 2.0


def test_a_bot_that_is_killed_again_and_again_counts_and_tells_everything_once(
    serve: Serve, database: Path, tmp_path: Path
) -> None:
    """What was answered before any of the kills is counted once, and no leak has a second root or reply."""
    random, todo = Random(SEED), list(alerts(DELIVERIES, SITES))
    everything, acked = {one.event_id for one in todo}, set[str]()
    share = -(-len(todo) // (KILLS + 1))
    slowest_start_s = 0.0
    for life in range(KILLS + 1):
        bot = serve()
        slowest_start_s = max(slowest_start_s, bot.took_s if life else 0.0)
        chunk, todo = (todo[:share], todo[share:]) if life < KILLS else (todo, [])
        posting = Posting(bot.port, chunk)
        if life < KILLS:
            wait_for_a_moment(posting, random, len(chunk))
            bot.kill()
            check_intact(database, tmp_path)
        posting.join()
        acked |= posting.acked
        todo = [*posting.left, *todo]
    bot.wait_drained()
    channel = bot.channel()
    bot.stop()

    assert everything == acked
    check_counted_once(database, acked, everything)
    told = check_told_once(database, channel)
    assert SITES == told["root"]
    assert slowest_start_s <= within(READY_AGAIN_S)
    found = bot.log.count(": not sent again")
    print(f"{KILLS} kills, {len(acked)} answered, {told}, {found} found again, slowest start {slowest_start_s:.2f} s")


def wait_for_a_moment(posting: Posting, random: Random, count: int) -> None:
    """A kill falls among the answers, or after them: while the worker reads and the sender sends."""
    if random.random() < 0.5:
        posting.wait_acked(random.randrange(count))
        return
    posting.wait_acked(count)
    threading.Event().wait(random.uniform(0, 0.6))


def test_a_kill_before_anything_was_posted_leaves_an_openable_file(serve: Serve, database: Path) -> None:
    """A bot that dies right after its first start leaves a schema that the next start accepts."""
    serve().kill()

    bot = serve()

    wait_until(lambda: bot.health()[0] == 200, ANY_WAIT_S)
    assert rows(database, "SELECT version FROM migrations")


def test_a_kill_between_the_post_and_its_answer_does_not_post_twice(serve: Serve, database: Path) -> None:
    """Slack has the message, the bot dies before it hears so: the next life finds it there and sends nothing again."""
    bot = serve()
    bot.ask_faults([{"method": "chat.postMessage", "do": "lost", "times": 100}])
    todo = list(alerts(3, 3))
    Posting(bot.port, todo).join()
    wait_until(lambda: bool(bot.channel()), ANY_WAIT_S)
    bot.kill()

    bot = serve()
    bot.wait_drained()
    channel = bot.channel()
    bot.stop()

    assert 3 == check_told_once(database, channel)["root"]
    assert "not sent again" in bot.log
