"""One command or click, as the code that answers it needs it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """One call. who: the person's Slack id. shared: the answer is for the channel, so it carries who shared it.

    surface: where it was asked, for the audit trail: "command" or "button". channel: the id of the channel that it was
    typed in; trigger: opens a modal within three seconds, once. None: not told.
    """

    rest: str
    who: str
    now: int
    shared: bool = False
    surface: str = "command"
    channel: str | None = None
    trigger: str | None = None

    @property
    def shared_by(self) -> str | None:
        """The person who shares the answer; None if it is private."""
        return self.who if self.shared else None
