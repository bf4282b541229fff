"""Texts for people when Slack refuses a message or has lost one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.texts.bundles import Texts
from bot.core.words.blocks import Message, code, compose, date
from bot.core.words.message_parts import said

INVITE, ARCHIVED, TOKEN, SCOPE = "fix-invite", "fix-archived", "fix-token", "fix-scope"
RESTRICTED, ORGANISATION = "refusal-restricted", "refusal-organisation"
REMEDIES = {
    "channel_not_found": INVITE,
    "not_in_channel": INVITE,
    "is_archived": ARCHIVED,
    "invalid_auth": TOKEN,
    "not_authed": TOKEN,
    "token_revoked": TOKEN,
    "token_expired": TOKEN,
    "account_inactive": TOKEN,
    "missing_scope": SCOPE,
    "not_allowed_token_type": SCOPE,
    "restricted_action": RESTRICTED,
    "restricted_action_read_only_channel": RESTRICTED,
    "restricted_action_thread_only_channel": RESTRICTED,
    "restricted_action_non_threadable_channel": RESTRICTED,
    "posting_to_general_channel_denied": RESTRICTED,
    "org_login_required": ORGANISATION,
    "team_added_to_org": ORGANISATION,
    "team_access_not_granted": ORGANISATION,
    "enterprise_is_restricted": ORGANISATION,
    "two_factor_setup_required": ORGANISATION,
}
"""Maps Slack's error code to the name of the sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A place that Slack refuses. place: a channel's id, "token", or "scope:METHOD". waiting: its queued messages."""

    place: str
    code: str
    since: int
    waiting: int = 0


def remedy(texts: Texts, slack_code: str) -> str:
    """Say the remedy for one of Slack's error codes."""
    return texts.say(REMEDIES.get(slack_code, "fix-doctor"))


def trouble_sentence(texts: Texts, trouble: Trouble) -> str:
    """Say which place Slack refuses, and since when."""
    when, slack_code = date(trouble.since), code(trouble.code, 80)
    if trouble.place == "token":
        return texts.say("refusal-token", when=when, code=slack_code)
    if trouble.place.startswith("scope:"):
        return texts.say("refusal-scope", when=when, code=slack_code, method=code(trouble.place[6:], 80))
    return texts.say("refusal-channel", when=when, code=slack_code, channel=place_of(trouble.place), n=trouble.waiting)


def place_of(channel: str) -> str:
    """Name a channel or a person as Slack shows it."""
    return f"<@{channel}>" if channel.startswith(("U", "W")) else f"<#{channel}>"


def notice(trouble: Trouble, *, texts: Texts) -> Message:
    """Tell an owner in a direct message which place Slack refuses, and the remedy."""
    lines = [trouble_sentence(texts, trouble), remedy(texts, trouble.code), texts.say("refusal-goes-on")]
    return compose([said(lines)])


def deleted(name: str, *, texts: Texts) -> Message:
    """Build the first message of the thread that replaces a deleted one."""
    return compose([said([texts.say("thread-deleted", name=name)])])


def note(texts: Texts, kind: str, name: str | None, about: str) -> str:
    """Say that a message was shortened (about: Slack's code) or could not be built (about: its reference)."""
    if kind == "shortened":
        return texts.say("message-shortened", code=about)
    if name is None:
        return texts.say("message-unbuilt-plain", reference=about)
    return texts.say("message-unbuilt", name=name, reference=about)
