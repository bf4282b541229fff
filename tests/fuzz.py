"""Send a bot many signed bodies of nearly the right shape. `python -m tests.fuzz [count] [seed]`, or `make fuzz`."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from storage import queues
from tests.group.journal_desk import a_desk
from tests.mutations import sentry_body, slack_body
from tests.walks.events import event
from tests.walks.stage import CHANNEL, MINA, OTHER_CHANNEL, Stage, signed_for_slack, until

COUNT = 50_000
AT_ONCE = 8
# A machine that is busy with other things may let the bot ask for another try.
BUSY, TRIES = 503, 5


def slack_shapes(stage: Stage) -> list[tuple[str, Any]]:
    """Let a person do everything once; return what the workspace sent for it, which is what Slack sends."""
    desk = a_desk(stage)
    stage.report(event())
    root = stage.root()
    stage.react(root, "eyes")
    stage.react(root, "eyes", remove=True)
    for action in ("leak_take", "leak_done"):
        stage.press(root, action)
    for channel, words in ((CHANNEL, ("status", "show L1", "fix L1 5.18.0", "undo L1")), (OTHER_CHANNEL, ("digest",))):
        for line in words:
            stage.type(f"/leak {line}", channel=channel)
    view = desk.open()
    desk.submit(view, did="words")
    stage.control("close", user=MINA, view_id=desk.open()["id"])
    stage.control("home", user=MINA)
    stage.control("shortcut", user=MINA, channel=root["channel"], ts=root["ts"], callback_id="leak_take")
    stage.settle()
    return [(one.kind, one.payload) for one in stage.workspace.room.courier.deliveries]


def send_all(stage: Stage, count: int, seed: int) -> tuple[Counter[int], list[bytes]]:
    """Send `count` bodies, half of them Sentry's; return how often each status came, and the bodies with a 5xx."""
    shapes, draw = slack_shapes(stage), Random(seed)
    statuses: Counter[int] = Counter()
    failed: list[bytes] = []

    def send(turn: Random) -> None:
        if turn.random() < 0.5:
            body, headers = sentry_body(turn), None
        else:
            content, body = slack_body(turn, shapes)
            headers = signed_for_slack(stage.bot.slack.signing_secret, body) | {"Content-Type": content}
        for _ in range(TRIES):
            answer = stage.post_to_slack_door(body, headers) if headers else stage.webhook(body)
            if answer.status_code != BUSY:
                break
        statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            failed.append(body)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, [Random(draw.random()) for _ in range(count)]))
    return statuses, failed


def check_nothing_is_stuck(stage: Stage, within_s: float) -> None:
    """Wait until every delivery is read; none may be parked for a failure of ours, and the bot still answers."""
    until(lambda: not queues.backlog(stage.bot.store, "deliveries").waiting, "all is read", within_s)
    dead = queues.dead_rows(stage.bot.store, "deliveries", limit=1_000_000)
    unread = [row["reason"] for row in dead if not str(row["reason"]).startswith("malformed")]
    assert not unread, unread[:5]
    assert "L1" in stage.type("/leak list", settle=False)["text"]


def main(count: int, seed: int) -> int:
    """Run, print the statuses and the first bodies with a 5xx, and exit with 1 if there are any."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), Path(folder) / "calls.jsonl").start()
        try:
            statuses, failed = send_all(stage, count, seed)
            print(dict(sorted(statuses.items())))
            for body in failed[:5]:
                print(body[:2_000])
            check_nothing_is_stuck(stage, count / 10)
        finally:
            stage.stop()
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in (*sys.argv[1:], *(str(COUNT), "1")[len(sys.argv) - 1 :]))))
