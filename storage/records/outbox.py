"""The kinds of messages that wait in the outbox."""

from __future__ import annotations

from enum import StrEnum


class MessageKind(StrEnum):
    """What a row of the outbox becomes in Slack. The values are stored: a value once used never changes."""

    ROOT = "root"
    EDIT = "edit"
    REPLY = "reply"
    CHANGE = "change"
    RETURNED = "returned"
    FIXED = "fixed"
    BACK = "back"
    ALARM = "alarm"
    DELETED = "deleted"
    STATE = "state"
    CHART = "chart"
    SUMMARY = "summary"
    TEST = "test"
    NOTICE = "notice"
    JOURNAL = "journal"
    JOURNAL_EDIT = "journal-edit"
    JOURNAL_TEXT = "journal-text"
    JOURNAL_TEXT_EDIT = "journal-text-edit"
    JOURNAL_OFFER = "journal-offer"
    JOURNAL_REFUSED = "journal-refused"
    FORGOTTEN_REMOVAL = "forgotten-removal"
    REMINDER = "reminder"
    DIARY = "diary"
    DIGEST = "digest"
    DIGEST_CHART = "digest-chart"

    @property
    def is_edit(self) -> bool:
        """The row updates a post that exists. Sending it twice does no harm."""
        return self in (MessageKind.EDIT, MessageKind.JOURNAL_EDIT, MessageKind.JOURNAL_TEXT_EDIT)

    @property
    def is_removal(self) -> bool:
        """The row deletes a post. Sending it twice does no harm."""
        return self is MessageKind.FORGOTTEN_REMOVAL

    @property
    def is_file(self) -> bool:
        """The row uploads a file. Its key is the file's name without the ending."""
        return self in (MessageKind.CHART, MessageKind.DIGEST_CHART, MessageKind.DIARY)
