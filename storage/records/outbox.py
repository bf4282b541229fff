"""The kinds of queued messages."""

from __future__ import annotations

from enum import StrEnum


class MessageKind(StrEnum):
    """The kind of a message in the outbox. The values are stored, so a value is never changed."""

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
        """Return True if the row updates an existing post. Sending it twice does no harm."""
        return self in (MessageKind.EDIT, MessageKind.JOURNAL_EDIT, MessageKind.JOURNAL_TEXT_EDIT)

    @property
    def is_removal(self) -> bool:
        """Return True if the row deletes a post. Sending it twice does no harm."""
        return self is MessageKind.FORGOTTEN_REMOVAL

    @property
    def is_file(self) -> bool:
        """Return True if the row uploads a file. Its key is the file's name without the extension."""
        return self in (MessageKind.CHART, MessageKind.DIGEST_CHART, MessageKind.DIARY)
