"""How the workspace says no: with Slack's own error code."""

from collections.abc import Sequence


class WorkspaceRefusal(Exception):
    """Slack's error code, and for a broken payload the messages with the JSON pointer of each fault."""

    def __init__(self, code: str, messages: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.messages = list(messages)

    def answer(self) -> dict[str, object]:
        """The body Slack answers with."""
        body: dict[str, object] = {"ok": False, "error": self.code}
        if self.messages:
            body["errors"] = self.messages
            body["response_metadata"] = {"messages": self.messages}
        return body
