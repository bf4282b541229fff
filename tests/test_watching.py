"""What the bot tells Sentry of itself holds no text and no secret."""

import json

import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from bot.cli.error_reports import OPTIONS, scrub


class Kept(Transport):
    """Keeps what would have been sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope.serialize().decode())


def test_an_error_report_holds_types_and_frames_only() -> None:
    """The real client sends where it broke, and nothing of what anybody wrote."""
    transport = Kept()
    client = sentry_sdk.Client(dsn="https://key@localhost/1", transport=transport, **OPTIONS)
    journal = "today I learned to release buffers"
    token = "xoxb-1234567890-abcdefghij"
    with sentry_sdk.isolation_scope() as scope:
        scope.set_client(client)
        scope.set_extra("entry", journal)
        scope.set_user({"id": "U1", "username": "mina"})
        scope.add_breadcrumb({"message": journal})
        try:
            raise ValueError(f"{journal} {token}")
        except ValueError as error:
            scope.capture_exception(error)
        scope.capture_message(f"posting failed with {token}")

    sent = "\n".join(transport.sent)
    assert 2 == len(transport.sent)
    assert "ValueError" in sent
    assert "test_watching.py" in sent
    for secret in (journal, token, "mina", "U1"):
        assert secret not in sent


def test_a_log_message_is_cut_and_cleared_of_secrets() -> None:
    """Our own sentences stay, tokens and digests in them do not."""
    kept = scrub({"logentry": {"message": "no answer for xoxb-1-2 and " + "0" * 40, "params": ["x"]}, "extra": {}}, {})

    assert {"message": "no answer for [secret] and [secret]"} == kept["logentry"]
    assert "extra" not in json.dumps(kept)
