"""The actions of the demo's people, through the same addresses as the workspace's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from bot.story.journal import CANDIDATES, MEASURED, TEXTS, Weighed

TIMEOUT_S = 10
Json = dict[str, Any]


@dataclass(frozen=True)
class Actors:
    """People who act in the workspace of the bot at `url`."""

    session: requests.Session
    url: str

    def react(self, person: str, channel: str, ts: str, name: str) -> None:
        """React to a message. A reaction that exists already is refused, which changes nothing."""
        self._act("react", {"user": person, "channel": channel, "ts": ts, "name": name})

    def command(self, person: str, channel: str, text: str) -> Json:
        """Type a command and return what the person sees. Raises RuntimeError if it was not answered."""
        return self._did("command", {"user": person, "channel": channel, "text": text})

    def write(self, person: str, channel: str, about: int, kept: dict[str, bool], leaks: dict[str, int]) -> None:
        """Open the journal, add the candidates, fill in the leak's numbers, write the rest, and share it.

        Args:
            about: the leak's number.
            kept: problems that are candidates already, and whether they are chosen.
            leaks: numbers of the leaks by site.
        """
        self._act("close", {"user": person, "clear": True})
        view = self.command(person, channel, "/leak journal")["view"]
        for position, one in enumerate(CANDIDATES, start=1):
            if one.problem not in kept:
                view = self._weigh(person, view, one, leaks)
            if one.is_chosen and not kept.get(one.problem):
                view = self._press(person, view, "journal_candidate", f"choose:{position}", f"candidate{position}")
        view = self._press(person, view, "journal_fill", leak=str(about))
        shown = str(_named(view)["numbers"]["element"].get("initial_value", ""))
        values: Json = {**TEXTS, "numbers": f"{shown}\n\n{MEASURED}", "leak": str(about), "table": ["show"]}
        view = self._press(person, view, "journal_share", "share", "sharing", **values)
        self._submit(person, view, values)

    def _weigh(self, person: str, view: Json, one: Weighed, leaks: dict[str, int]) -> Json:
        above = self._press(person, view, "journal_candidate_add")
        values = {
            "problem": one.problem,
            "effort": str(one.effort_days),
            "effect": one.effect,
            "score": str(one.score),
            "evidence": one.evidence,
        }
        if one.site in leaks:
            values["leak"] = str(leaks[one.site])
        below: Json = self._submit(person, above, values)["view"]
        return below

    def _press(
        self, person: str, view: Json, action: str, value: str | None = None, block: str | None = None, **values: Any
    ) -> Json:
        args = {"user": person, "view_id": view["id"], "action_id": action, "value": value, "block_id": block}
        pressed: Json = self._did("press", {**args, "values": _filled_in(view, values)})["view"]
        return pressed

    def _submit(self, person: str, view: Json, values: Json) -> Json:
        return self._did("submit", {"user": person, "view_id": view["id"], "values": _filled_in(view, values)})

    def _did(self, act: str, args: Json) -> Json:
        answer = self._act(act, args)
        if not answer.get("ok"):
            raise RuntimeError(f"the workspace refused a step of the story: {act}: {answer.get('error')}")
        return answer

    def _act(self, act: str, args: Json) -> Json:
        answer = self.session.post(f"{self.url}/workspace/_control/{act}", json=args, timeout=TIMEOUT_S)
        content: Json = answer.json()
        return content


def _named(view: Json) -> dict[str, Json]:
    """Return a modal's blocks by the name that their ids begin with."""
    return {str(block.get("block_id")).partition(":")[0]: block for block in view["blocks"]}


def _filled_in(view: Json, values: Json) -> Json:
    blocks = _named(view)
    return {blocks[name]["block_id"]: {blocks[name]["element"]["action_id"]: value} for name, value in values.items()}
