"""Posting, threads, edits, reading: what the bot's client sees."""

import pytest

from tests.workspace.conftest import CHANNEL, MINA, YOU, Site, a_client, refusal, section


def test_a_message_comes_back_from_the_history(site: Site):
    """What was posted is read with its blocks, and with its metadata on demand only."""
    metadata = {"event_type": "leak_post", "event_payload": {"key": "k1"}}

    posted = site.client.chat_postMessage(channel=CHANNEL, text="hi", blocks=[section("*hi*")], metadata=metadata)

    (short,) = site.client.conversations_history(channel=CHANNEL)["messages"]
    (full,) = site.client.conversations_history(channel=CHANNEL, include_all_metadata=True)["messages"]
    assert posted["ts"] == full["ts"]
    assert short["metadata"] == {"event_type": "leak_post"}
    assert metadata == full["metadata"]
    assert full["blocks"][0]["block_id"]


def test_a_ts_is_later_than_the_one_before_although_the_clock_stands(site: Site):
    """ts is strictly increasing in a channel."""
    stamps = [site.client.chat_postMessage(channel=CHANNEL, text="x")["ts"] for _ in range(3)]

    assert stamps == ["1795000000.000000", "1795000000.000001", "1795000000.000002"]


def test_a_thread_is_read_parent_first(site: Site):
    """Replies stand in the thread alone, except where they are also sent to the channel."""
    parent = site.client.chat_postMessage(channel=CHANNEL, text="parent")["ts"]
    quiet = site.client.chat_postMessage(channel=CHANNEL, text="quiet", thread_ts=parent)["ts"]
    loud = site.client.chat_postMessage(channel=CHANNEL, text="loud", thread_ts=parent, reply_broadcast=True)["ts"]

    thread = site.client.conversations_replies(channel=CHANNEL, ts=parent)["messages"]
    channel = site.client.conversations_history(channel=CHANNEL)["messages"]

    assert [parent, quiet, loud] == [message["ts"] for message in thread]
    assert thread[0]["reply_count"] == 2
    assert [loud, parent] == [message["ts"] for message in channel]
    assert [quiet] == [m["ts"] for m in site.client.conversations_replies(channel=CHANNEL, ts=quiet)["messages"]]


def test_pages_follow_each_other(site: Site):
    """Newest first, limit and cursor, oldest exclusive unless inclusive."""
    stamps = [site.client.chat_postMessage(channel=CHANNEL, text=str(n))["ts"] for n in range(5)]

    first = site.client.conversations_history(channel=CHANNEL, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = site.client.conversations_history(channel=CHANNEL, limit=2, cursor=cursor)
    after = site.client.conversations_history(channel=CHANNEL, oldest=stamps[3])
    one = site.client.conversations_history(channel=CHANNEL, latest=stamps[1], inclusive=True, limit=1)

    assert ([stamps[4], stamps[3]], True) == ([m["ts"] for m in first["messages"]], first["has_more"])
    assert [stamps[2], stamps[1]] == [m["ts"] for m in second["messages"]]
    assert [stamps[4]] == [m["ts"] for m in after["messages"]]
    assert [stamps[1]] == [m["ts"] for m in one["messages"]]


def test_a_thread_needs_a_parent(site: Site):
    """Neither a ts that is not there nor a reply can head a thread."""
    parent = site.client.chat_postMessage(channel=CHANNEL, text="parent")["ts"]
    reply = site.client.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=parent)["ts"]
    post = site.client.chat_postMessage

    assert refusal(post, channel=CHANNEL, text="x", thread_ts="1.000001") == "thread_not_found"
    assert refusal(post, channel=CHANNEL, text="x", thread_ts=reply) == "thread_not_found"
    assert refusal(post, channel=CHANNEL, text="x", reply_broadcast=True) == "invalid_arguments"


def test_an_update_with_words_alone_takes_the_blocks_away(site: Site):
    """text without blocks removes blocks; metadata that is not given stays, {} clears it."""
    metadata = {"event_type": "e", "event_payload": {}}
    ts = site.client.chat_postMessage(channel=CHANNEL, text="old", blocks=[section("old")], metadata=metadata)["ts"]

    kept = site.client.chat_update(channel=CHANNEL, ts=ts, text="new")["message"]
    cleared = site.client.chat_update(channel=CHANNEL, ts=ts, text="newer", metadata={})["message"]

    assert "blocks" not in kept
    assert ("new", metadata) == (kept["text"], kept["metadata"])
    assert "edited" in kept
    assert "metadata" not in cleared


def test_an_update_is_for_own_messages_only(site: Site):
    """Not another's, not one that is not there, and 4,000 characters at most."""
    own = site.client.chat_postMessage(channel=CHANNEL, text="own")["ts"]
    others = site.act("say", user=YOU, channel=CHANNEL, text="mine")["ts"]
    update = site.client.chat_update

    assert refusal(update, channel=CHANNEL, ts=others, text="x") == "cant_update_message"
    assert refusal(update, channel=CHANNEL, ts="1.000001", text="x") == "message_not_found"
    assert refusal(update, channel=CHANNEL, ts=own, text="x" * 4001) == "msg_too_long"
    assert site.client.chat_update(channel=CHANNEL, ts=own, text="x" * 4000)["ok"]


@pytest.mark.filterwarnings("ignore:The top-level .text. argument is missing")
def test_a_reply_is_sent_to_the_channel_later_without_a_new_text(site: Site):
    """chat.update broadcasts, but not together with a change."""
    parent = site.client.chat_postMessage(channel=CHANNEL, text="parent")["ts"]
    reply = site.client.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=parent)["ts"]
    both = {"channel": CHANNEL, "ts": reply, "text": "x", "reply_broadcast": True}

    code = refusal(site.client.chat_update, **both)
    site.client.chat_update(channel=CHANNEL, ts=reply, reply_broadcast=True)

    assert code == "no_dual_broadcast_content_update"
    newest = site.client.conversations_history(channel=CHANNEL)["messages"][0]
    assert (reply, "thread_broadcast") == (newest["ts"], newest["subtype"])


def test_the_head_of_a_thread_leaves_a_stone(site: Site):
    """A deleted parent with replies stays as a tombstone; a deleted reply is gone."""
    parent = site.client.chat_postMessage(channel=CHANNEL, text="parent")["ts"]
    reply = site.client.chat_postMessage(channel=CHANNEL, text="reply", thread_ts=parent)["ts"]

    site.client.chat_delete(channel=CHANNEL, ts=parent)
    stone, kept = site.client.conversations_replies(channel=CHANNEL, ts=parent)["messages"]
    site.client.chat_delete(channel=CHANNEL, ts=reply)

    assert ("tombstone", reply) == (stone["subtype"], kept["ts"])
    assert len(site.client.conversations_replies(channel=CHANNEL, ts=parent)["messages"]) == 1
    assert refusal(site.client.conversations_replies, channel=CHANNEL, ts=reply) == "thread_not_found"


def test_a_persons_id_opens_direct_messages(site: Site):
    """Posting to a person and conversations.open lead to the same place."""
    posted = site.client.chat_postMessage(channel=MINA, text="psst")
    opened = site.client.conversations_open(users=MINA)["channel"]["id"]

    assert "D0LOCAL02" == posted["channel"] == opened
    assert site.client.conversations_info(channel=opened)["channel"]["is_im"]


def test_an_ephemeral_message_is_in_no_history(site: Site):
    """One person sees it; it can be neither read nor edited."""
    ts = site.client.chat_postEphemeral(channel=CHANNEL, user=YOU, text="you alone")["message_ts"]

    (shown,) = site.state()["messages"][CHANNEL]
    assert (shown["only_for"], shown["text"]) == (YOU, "you alone")
    assert site.client.conversations_history(channel=CHANNEL)["messages"] == []
    assert refusal(site.client.chat_update, channel=CHANNEL, ts=ts, text="x") == "message_not_found"
    assert site.act("dismiss", user=YOU, channel=CHANNEL, ts=ts)["ok"]
    assert site.state()["messages"][CHANNEL] == []


def test_people_have_a_zone_and_a_locale(site: Site):
    """users.info says tz always, the locale on demand."""
    user = site.client.users_info(user=MINA, include_locale=True)["user"]

    assert (user["tz"], user["tz_offset"], user["locale"]) == ("Asia/Seoul", 32400, "ko-KR")
    assert "locale" not in site.client.users_info(user=MINA)["user"]
    assert refusal(site.client.users_info, user="U0NOBODY01") == "user_not_found"


def test_strangers_are_refused(site: Site):
    """A wrong token, no token, an unknown method, an unknown channel."""
    stranger = a_client(site.url, "xoxb-wrong")

    assert refusal(stranger.auth_test) == "invalid_auth"
    assert refusal(a_client(site.url, "").auth_test) == "not_authed"
    assert refusal(lambda: site.client.api_call("chat.dance")) == "unknown_method"
    assert refusal(site.client.chat_postMessage, channel="C0NOWHERE01", text="x") == "channel_not_found"
    assert site.client.auth_test()["bot_id"] == site.client.bots_info(bot="B0LEAKBOT01")["bot"]["id"]


def test_a_mark_is_one_persons(site: Site):
    """The bot's own reaction, once; taking back what is not there is refused."""
    ts = site.client.chat_postMessage(channel=CHANNEL, text="x")["ts"]
    here = {"channel": CHANNEL, "timestamp": ts, "name": "eyes"}

    site.client.reactions_add(**here)
    site.act("react", user=YOU, channel=CHANNEL, ts=ts, name="eyes")
    again = refusal(site.client.reactions_add, **here)
    site.client.reactions_remove(**here)

    assert again == "already_reacted"
    assert refusal(site.client.reactions_remove, **here) == "no_reaction"
    (left,) = site.client.reactions_get(channel=CHANNEL, timestamp=ts)["message"]["reactions"]
    assert left == {"name": "eyes", "users": [YOU], "count": 1}


def test_a_file_is_uploaded_in_three_steps(site: Site):
    """Shared in a thread, or kept for an image block."""
    parent = site.client.chat_postMessage(channel=CHANNEL, text="digest")["ts"]
    picture = b"\x89PNG" + b"0" * 60

    site.client.files_upload_v2(file=picture, filename="a.png", channel=CHANNEL, thread_ts=parent, alt_txt="a chart")
    private = site.client.files_upload_v2(file=picture, filename="b.png")["files"][0]["id"]
    image = {"type": "image", "alt_text": "a chart", "slack_file": {"id": private}}
    site.client.chat_postMessage(channel=CHANNEL, text="chart", blocks=[image])

    shared = site.client.conversations_replies(channel=CHANNEL, ts=parent)["messages"][1]["files"][0]
    assert tuple(shared[k] for k in ("name", "size", "mimetype", "alt_txt")) == ("a.png", 64, "image/png", "a chart")
    image["slack_file"] = {"id": "F0NOTHERE"}
    assert refusal(site.client.chat_postMessage, channel=CHANNEL, text="x", blocks=[image]) == "invalid_blocks"


def test_ids_are_given_to_what_has_none_and_the_call_stays_as_sent(site: Site):
    """Slack completes blocks in its answer, not in what it was sent."""
    nameless = {"type": "button", "text": {"type": "plain_text", "text": "ok"}}

    posted = site.client.chat_postMessage(channel=CHANNEL, text="x", blocks=[section("x", accessory=nameless)])

    assert posted["message"]["blocks"][0]["accessory"]["action_id"]
    assert [section("x", accessory=nameless)] == site.workspace.room.probe.calls[-1]["payload"]["blocks"]
