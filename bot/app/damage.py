"""A bot whose database is damaged: it keeps alerts in the spool, says so once, and does nothing else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import orjson
from slack_sdk.signature import SignatureVerifier
from starlette.types import ASGIApp

from bot.app.slack import Slack
from bot.config import Settings
from bot.slack.call import NotSent, SlackRejected, Unsure, call
from bot.slack.dispatch import NOT_SIGNED, SlackAnswer, is_signed
from bot.slack.log_lines import LogLines
from bot.slack.outgoing import SlackClient
from bot.web.intake import Intake
from storage.spool import Spool

log = logging.getLogger(__name__)
NOTICE_EVERY_S = 30.0


@dataclass
class Notice:
    """Posts once in the leak channel that the database is damaged, without the damaged store.

    An outcome that is unknown is tried again: told twice is better here than not told.
    """

    client: SlackClient
    channel: str
    text: str
    spool: Spool
    now: Callable[[], int]
    is_damaged: Callable[[], bool]
    _lines: LogLines = field(default_factory=LogLines)

    def look(self) -> None:
        """Post the notice unless that was done. What Slack does not take is tried again at the next look."""
        if not self.is_damaged() or not self.spool.is_notice_due():
            return
        try:
            call(self.client, "chat.postMessage", {"channel": self.channel, "text": self.text})
        except (NotSent, Unsure, SlackRejected) as failure:
            if self._lines.due(str(failure)):
                log.warning("the notice of the damaged database was not posted: %s", failure)
            return
        self.spool.notice_posted(self.now())


@dataclass
class SpoolingBot:
    """What runs in place of the bot: the endpoint for alerts, the writer into the spool, and the notice."""

    settings: Settings
    intake: Intake
    app: ASGIApp
    slack: Slack
    notice: Notice
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin to keep alerts, and to say so."""
        self.intake.start()
        self._thread = threading.Thread(target=self._tell, name="notice", daemon=True)
        self._thread.start()

    def stop_working(self) -> None:
        """End what calls Slack."""
        self._stop.set()
        self._thread.join(timeout=15)

    def stop(self) -> None:
        """Write what waits, then end."""
        self.intake.stop()
        self.notice.spool.close()
        if self.slack.workspace is not None:
            self.slack.workspace.close()

    def _tell(self) -> None:
        while not self._stop.is_set():
            self.notice.look()
            self._stop.wait(NOTICE_EVERY_S)


def answer_damaged(verifier: SignatureVerifier, text: str) -> Callable[[str, Mapping[str, str]], SlackAnswer]:
    """Make the function that answers Slack's requests: a command gets the text, everything else nothing."""

    def answer(body: str, headers: Mapping[str, str]) -> SlackAnswer:
        if not is_signed(verifier, body, headers):
            return SlackAnswer(401, {}, NOT_SIGNED)
        if not parse_qs(body).get("command"):
            return SlackAnswer(200, {}, "")
        said = orjson.dumps({"response_type": "ephemeral", "text": text}).decode()
        return SlackAnswer(200, {"content-type": ["application/json"]}, said)

    return answer


def health(damage: str, intake: Intake, spool: Spool) -> tuple[bool, Mapping[str, object]]:
    """Return what /healthz shows: never well, what is damaged, and how many alerts wait in the spool."""
    problems = [damage, f"the last write failed: {intake.last_error}"] if intake.last_error else [damage]
    try:
        waiting: int | None = spool.waiting()
    except Exception as error:  # a spool that cannot be read is what this page is there to tell
        waiting, problems = None, [*problems, f"the spool cannot be read: {error}"]
    return False, {"ok": False, "problems": problems, "spool": {"path": str(spool.path), "waiting": waiting}}
