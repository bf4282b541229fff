"""A fix that is proved goes into the journal of who registered it, if they like."""

import functools
from collections.abc import Callable

from bot.app import jobs
from tests.group.journal_desk import blocks_of, shown
from tests.group.seasons import MINA, open_season
from tests.walks.events import event
from tests.walks.stage import DAY, NOON, Stage, elements

REPORTS, QUIET_D = 9, 30


def test_a_proved_fix_is_offered_to_who_registered_it_once(open_stage: Callable[..., Stage]):
    """By a direct message; its button opens the modal with before and after in numbers."""
    stage = open_stage()
    season = open_season(stage.bot.store, weeks=16)
    season.join(MINA)
    for _ in range(REPORTS):
        stage.report(event())
        stage.move(5 * DAY)
    stage.type("/leak fix L1")
    offer = functools.partial(stage.bot.journal_editor.offer_by_message, proved=True)
    table = jobs.table(
        store=stage.bot.store,
        now=stage.bot.clock.now,
        keep_bodies_days=14,
        channel=stage.bot.slack.channel,
        proved=offer,
    )
    (look,) = [job for job in table if job.name == "fix watch"]
    for _ in range(QUIET_D):
        stage.move(DAY)
        look.run()
    stage.wake()
    stage.settle()

    (direct,) = [one for one in stage.state()["channels"].values() if one.get("user") == MINA]
    (message,) = stage.messages(direct["id"])
    assert stage.now > NOON + (REPORTS * 5 + QUIET_D - 1) * DAY
    assert message["text"].startswith("✅ Your fix of L1 is proved")
    (button,) = elements(message)
    args = {"user": MINA, "channel": direct["id"], "ts": message["ts"], "action_id": button["action_id"]}
    view = stage.control("press", **args, value="L1")["view"]
    assert "1" == blocks_of(view)["leak"]["element"]["initial_option"]["value"]
    assert "UploadService.valid" in shown(view)["numbers"]
    assert "95 %" in shown(view)["numbers"]
