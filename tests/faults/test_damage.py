"""The database is damaged: the bot says so and, if it may, keeps alerts beside it until somebody has mended it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.alerts import Alert, alerts
from tests.faults.books import check_counted_once, check_told_once
from tests.faults.conftest import Serve
from tests.faults.running import ANY_WAIT_S, HOME, NotReady, Running, wait_until
from tests.faults.wire import post

SPOOL = {"SQLITE_ON_DAMAGE": "spool"}
NOTICE = "My database is damaged"


def post_all(bot: Running, todo: list[Alert]) -> None:
    assert {200} == {post(bot.port, one).status for one in todo}


def notices(bot: Running) -> int:
    return sum(NOTICE in message["text"] for message in bot.channel())


def restore(database: Path) -> tuple[int, str]:
    """Exit code and words of `python -m bot restore`."""
    command = [sys.executable, "-m", "bot", "restore", "--db", f"sqlite:///{database}"]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HOME)}
    done = subprocess.run(command, cwd=database.parent, env=env, capture_output=True, text=True, timeout=ANY_WAIT_S)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_alerts_are_kept_beside_a_damaged_database_and_fed_to_the_mended_one(
    serve: Serve, database: Path, tmp_path: Path
) -> None:
    """Two starts with the damage: one notice, a red health, every alert kept; after a restore each counts once."""
    todo = list(alerts(30, 3))
    first = serve(env=SPOOL)
    post_all(first, todo[:10])
    first.wait_drained()
    first.stop()
    shutil.copy(database, tmp_path / "backup.db")
    os.truncate(database, database.stat().st_size // 2)

    second = serve(env=SPOOL)
    post_all(second, todo[10:20])
    wait_until(lambda: notices(second) == 1, ANY_WAIT_S)
    status, shown = second.health()
    second.stop()
    third = serve(env=SPOOL)
    post_all(third, todo[15:])
    third.kill()
    refused = restore(database)
    shutil.copy(tmp_path / "backup.db", database)
    for name in ("-wal", "-shm"):
        database.with_name(database.name + name).unlink(missing_ok=True)
    fed, again = restore(database), restore(database)
    mended = serve(env=SPOOL)
    mended.wait_drained()
    told = [message for message in mended.channel() if NOTICE not in message["text"]]

    assert (503, 10) == (status, shown["spool"]["waiting"])
    assert f"{database} is not a usable SQLite file" in shown["problems"][0]
    assert 3 == refused[0]
    assert (0, f"20 alerts were kept in {database}.spool: 20 are new") == (fed[0], fed[1].partition(",")[0])
    assert (0, f"0 alerts were kept in {database}.spool: 0 are new") == (again[0], again[1].partition(",")[0])
    assert 1 == notices(mended)
    assert 200 == mended.health()[0]
    events = [one.event_id for one in todo]
    check_counted_once(database, events, events)
    check_told_once(database, told)


def test_a_damaged_database_ends_the_start_with_a_sentence(serve: Serve, database: Path) -> None:
    """Without the setting nothing is taken: the sender of the alerts must know."""
    serve().stop()
    os.truncate(database, database.stat().st_size // 2)

    with pytest.raises(
        NotReady, match=r"a\.db is not a usable SQLite file .*: move it away and restore a backup"
    ) as end:
        serve()

    assert 3 == end.value.status
    assert "Traceback" not in end.value.log


def test_damage_met_while_running_turns_health_red_and_alerts_are_kept(serve: Serve, database: Path) -> None:
    """Every page but the first ones is overwritten under the running bot."""
    todo = list(alerts(40, 3))
    bot = serve(env=SPOOL)
    post_all(bot, todo[:20])
    bot.wait_drained()
    bot.stop()
    bot = serve(env=SPOOL)
    with database.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * (database.stat().st_size - 4096 * 2))

    post_all(bot, todo[20:])
    wait_until(lambda: bot.health()[0] == 503, ANY_WAIT_S)
    wait_until(lambda: notices(bot) == 1, ANY_WAIT_S)

    assert "is not a usable SQLite file" in str(bot.health()[1]["problems"])
