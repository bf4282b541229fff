"""What a member does with the journal's modal in the local workspace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storage import journal
from storage.records import Entry
from tests.group.seasons import CHANNEL, MINA, Season, open_season
from tests.walks.stage import Stage

Json = dict[str, Any]


@dataclass
class Desk:
    """A stage with a programme; by default Mina writes."""

    stage: Stage
    season: Season

    def open(self, by: str = MINA) -> Json:
        """`/leak journal`; the modal that is on top then."""
        seen = self.stage.control("command", user=by, channel=CHANNEL, text="/leak journal")
        assert seen["ok"], seen
        assert seen["view"], seen
        return dict(seen["view"])

    def submit(self, view: Json, by: str = MINA, **said: Any) -> Json:
        """Submit with these fields; what was not named stays as the modal shows it. The outcome."""
        seen = self.stage.control("submit", user=by, view_id=view["id"], values=filled_in(view, said))
        self.stage.settle()
        return seen

    def share(self, view: Json, by: str = MINA, **said: Any) -> Json:
        """Choose to share it, and submit with these fields; of an entry that is shared, only submit. The outcome."""
        if "sharing" in blocks_of(view):
            view = self.press(view, "journal_share", by, value="share", block_id="sharing", **said)
        return self.submit(view, by, **said)

    def press(
        self, view: Json, action: str, by: str = MINA, value: Any = None, block_id: str | None = None, **said: Any
    ) -> Json:
        """A click in the modal; the modal that is on top then."""
        args = {"user": by, "view_id": view["id"], "action_id": action, "block_id": block_id, "value": value}
        seen = self.stage.control("press", **args, values=filled_in(view, said))
        assert seen["ok"], seen
        self.stage.settle()
        return dict(seen["view"])

    def entry(self, round_: int = 1, by: str = MINA) -> Entry | None:
        """What is kept."""
        return journal.find(self.stage.bot.store, self.season.programme.id, round_, by)

    def posts(self) -> list[Json]:
        """What stands in the programme's channel."""
        return self.stage.in_channel(CHANNEL)

    def thread(self, post: Json) -> list[str]:
        """The texts of a post's replies."""
        found = self.stage.messages(CHANNEL)
        return [one["text"] for one in found if one.get("thread_ts") == post["ts"] and one["ts"] != post["ts"]]


def a_desk(stage: Stage, **season: Any) -> Desk:
    """A season whose first round meets a day after noon; `grace_s` an hour."""
    return Desk(stage, open_season(stage.bot.store, **season))


def blocks_of(view: Json) -> dict[str, Json]:
    """The blocks by the name that their ids begin with."""
    return {str(block.get("block_id")).partition(":")[0]: block for block in view["blocks"]}


def filled_in(view: Json, said: dict[str, Any]) -> Json:
    """Names → what was typed or chosen, as the workspace takes it."""
    named = blocks_of(view)
    return {named[name]["block_id"]: {named[name]["element"]["action_id"]: value} for name, value in said.items()}


def shown(view: Json) -> dict[str, str]:
    """What stands in the text fields."""
    return {
        name: block["element"]["initial_value"]
        for name, block in blocks_of(view).items()
        if block["type"] == "input" and block["element"].get("initial_value")
    }


def words(view: Json) -> str:
    """What the modal says besides its fields."""
    texts = []
    for block in view["blocks"]:
        if block["type"] in ("section", "context"):
            parts = block.get("elements") or [block["text"]]
            texts += [part["text"] for part in parts]
    return "\n".join(texts)
