"""What the people of the story do, through the same addresses as the workspace's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

from bot.story.journal import CANDIDATES, MEASURED, TEXTS, Weighed

TIMEOUT_S = 10
Json = dict[str, Any]


@dataclass(frozen=True)
class People:
    """url: of the bot whose workspace it is."""

    session: requests.Session
    url: str

    def react(self, person: str, channel: str, ts: str, name: str) -> None:
        """React to a message. One that is there already is refused, and that is well."""
        self._act("react", {"user": person, "channel": channel, "ts": ts, "name": name})

    def command(self, person: str, channel: str, text: str) -> Json:
        """Type a command; what the person sees then. Raises RuntimeError: it was not answered."""
        return self._did("command", {"user": person, "channel": channel, "text": text})

    def write(self, person: str, channel: str, about: int, kept: dict[str, bool], leaks: dict[str, int]) -> None:
        """Open the journal, add the candidates, have the leak's numbers filled in, write the rest, and share it.

        about: the leak's number. kept: problems that are candidates already, and whether they are chosen. leaks: their
        numbers, by site.
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
        said = {**TEXTS, "numbers": f"{shown}\n\n{MEASURED}", "leak": str(about), "table": ["show"]}
        self._submit(person, view, said)

    def _weigh(self, person: str, view: Json, one: Weighed, leaks: dict[str, int]) -> Json:
        above = self._press(person, view, "journal_candidate_add")
        said = {
            "problem": one.problem,
            "effort": str(one.effort_days),
            "effect": one.effect,
            "score": str(one.score),
            "evidence": one.evidence,
        }
        if one.site in leaks:
            said["leak"] = str(leaks[one.site])
        below: Json = self._submit(person, above, said)["view"]
        return below

    def _press(
        self, person: str, view: Json, action: str, value: str | None = None, block: str | None = None, **said: Any
    ) -> Json:
        args = {"user": person, "view_id": view["id"], "action_id": action, "value": value, "block_id": block}
        found: Json = self._did("press", {**args, "values": _filled_in(view, said)})["view"]
        return found

    def _submit(self, person: str, view: Json, said: Json) -> Json:
        return self._did("submit", {"user": person, "view_id": view["id"], "values": _filled_in(view, said)})

    def _did(self, act: str, args: Json) -> Json:
        answer = self._act(act, args)
        if not answer.get("ok"):
            raise RuntimeError(f"the workspace refused a step of the story: {act}: {answer.get('error')}")
        return answer

    def _act(self, act: str, args: Json) -> Json:
        answer = self.session.post(f"{self.url}/workspace/_control/{act}", json=args, timeout=TIMEOUT_S)
        found: Json = answer.json()
        return found


def _named(view: Json) -> dict[str, Json]:
    """A modal's blocks by the name that their ids begin with."""
    return {str(block.get("block_id")).partition(":")[0]: block for block in view["blocks"]}


def _filled_in(view: Json, said: Json) -> Json:
    blocks = _named(view)
    return {blocks[name]["block_id"]: {blocks[name]["element"]["action_id"]: value} for name, value in said.items()}
