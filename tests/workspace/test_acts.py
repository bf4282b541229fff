"""What people do, as the bot hears it: signed, complete, and with an answer that they see."""

import json
import time
from typing import Any

import pytest
import requests
from slack_sdk.webhook import WebhookClient

from tests.pace import within
from tests.workspace.conftest import CHANNEL, MINA, YOU, Site, actions, button, modal, plain, refusal, section


def a_post(site: Site, *elements: dict[str, Any], **more: Any) -> str:
    """The ts of a message with buttons."""
    return site.client.chat_postMessage(channel=CHANNEL, text="x", blocks=[actions(*elements)], **more)["ts"]


def test_a_mark_reaches_the_bot_signed(site: Site):
    """reaction_added and reaction_removed say who, what, where and whose message."""
    ts = site.client.chat_postMessage(channel=CHANNEL, text="x")["ts"]

    site.act("react", user=MINA, channel=CHANNEL, ts=ts, name="eyes")
    (added,) = site.bot.wait(1)
    site.act("react", user=MINA, channel=CHANNEL, ts=ts, name=":eyes:", remove=True)

    removed = site.bot.wait(2)[1]
    assert added.signed
    assert added.body["type"] == "event_callback"
    assert added.body["authorizations"][0]["is_bot"]
    event = added.body["event"]
    assert (event["type"], event["user"], event["reaction"]) == ("reaction_added", MINA, "eyes")
    assert event["item"] == {"type": "message", "channel": CHANNEL, "ts": ts}
    assert event["item_user"] == "U0LEAKBOT01"
    assert removed.body["event"]["type"] == "reaction_removed"
    assert added.body["event_id"] != removed.body["event_id"]


def test_an_event_comes_again_when_asked(site: Site):
    """The same event_id, with the headers of a retry."""
    ts = site.client.chat_postMessage(channel=CHANNEL, text="x")["ts"]
    site.act("react", user=YOU, channel=CHANNEL, ts=ts, name="eyes")
    (first,) = site.bot.wait(1)

    site.act("redeliver", event_id=first.body["event_id"], retry_num=2)

    again = site.bot.wait(2)[1]
    assert again.body == first.body
    assert (again.headers["x-slack-retry-num"], again.signed) == ("2", True)
    assert "x-slack-retry-num" not in first.headers


def test_a_command_is_answered_privately(site: Site):
    """The body of the answer is an ephemeral message, plain text too."""
    site.bot.answer = lambda body: (200, json.dumps({"text": f"status of {body['text']}"}))

    seen = site.act("command", user=YOU, channel=CHANNEL, text="/leak status L3")

    (heard,) = site.bot.heard
    assert (heard.signed, heard.body["command"], heard.body["text"]) == (True, "/leak", "status L3")
    (message,) = seen["messages"]
    assert (message["text"], message["only_for"], seen["ok"]) == ("status of status L3", YOU, True)


def test_a_command_can_answer_everybody(site: Site):
    """response_type in_channel."""
    site.bot.answer = lambda body: (200, json.dumps({"text": "for all", "response_type": "in_channel"}))

    site.act("command", user=YOU, channel=CHANNEL, text="/leak digest")

    assert site.client.conversations_history(channel=CHANNEL)["messages"][0]["text"] == "for all"


@pytest.mark.parametrize("answer", [(500, ""), (404, "no")])
def test_a_bot_that_fails_is_shown_to_fail(site: Site, answer: tuple[int, str]):
    """operation_timeout, as a line that only this person sees."""
    site.bot.answer = lambda body: answer

    seen = site.act("command", user=YOU, channel=CHANNEL, text="/leak status")

    assert (seen["ok"], seen["error"], seen["status"]) == (False, "operation_timeout", answer[0])
    assert seen["messages"][0]["text"] == '/leak failed with the error "operation_timeout"'


def test_a_bot_that_is_not_there_is_shown_to_fail(site: Site):
    """Nobody listens."""
    site.workspace.room.courier.bot_url = "http://127.0.0.1:9"

    seen = site.act("command", user=YOU, channel=CHANNEL, text="/leak status")

    assert seen["error"] == "operation_timeout"
    deliveries = requests.get(f"{site.url}_control/deliveries", timeout=60).json()
    assert deliveries[-1]["detail"].startswith("no answer")


def test_an_unknown_command_is_said_to_be_unknown(site: Site):
    """The bot hears nothing."""
    seen = site.act("command", user=YOU, channel=CHANNEL, text="/leek")

    assert seen["messages"][0]["text"] == "/leek is not a valid command."
    assert site.bot.heard == []


def test_a_response_url_is_good_for_five_answers(site: Site):
    """404 used_url after that, and 404 expired_url after half an hour."""
    site.act("command", user=YOU, channel=CHANNEL, text="/leak status")
    hook = WebhookClient(site.bot.heard[0].body["response_url"])

    answers = [hook.send(text=f"answer {n}") for n in range(6)]
    site.act("command", user=YOU, channel=CHANNEL, text="/leak status")
    site.clock.now += 1801
    late = WebhookClient(site.bot.heard[1].body["response_url"]).send(text="late")

    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[5].body
    assert "expired_url" in late.body
    assert len(site.state()["messages"][CHANNEL]) == 5


def test_a_click_tells_the_whole_story(site: Site):
    """block_actions with the message, the container, the value and a response URL that replaces."""
    ts = a_post(site, button("take", value="L3"), button("done", value="L4"))
    reply = site.client.chat_postMessage(channel=CHANNEL, text="r", thread_ts=ts, blocks=[actions(button("r"))])["ts"]

    site.act("press", user=YOU, channel=CHANNEL, ts=ts, action_id="done")
    site.act("press", user=YOU, channel=CHANNEL, ts=reply, action_id="r", block_id="row")

    first, second = (heard.body for heard in site.bot.heard)
    assert (first["type"], first["message"]["ts"], first["user"]["id"]) == ("block_actions", ts, YOU)
    (action,) = first["actions"]
    assert (action["type"], action["value"], action["block_id"]) == ("button", "L4", "row")
    assert second["container"]["thread_ts"] == ts
    WebhookClient(first["response_url"]).send(text="replaced", replace_original=True)
    WebhookClient(second["response_url"]).send_dict({"delete_original": True})
    (left,) = site.client.conversations_replies(channel=CHANNEL, ts=ts)["messages"]
    assert left["text"] == "replaced"


def test_a_choice_is_sent_as_the_option(site: Site):
    """An overflow menu's selected_option; a value that is not offered is refused."""
    options = [{"text": plain(word), "value": word} for word in ("why", "trend")]
    ts = a_post(site, {"type": "overflow", "action_id": "more", "options": options})

    site.act("press", user=YOU, channel=CHANNEL, ts=ts, action_id="more", value="trend")
    strange = site.act("press", user=YOU, channel=CHANNEL, ts=ts, action_id="more", value="delete everything")

    assert site.bot.heard[0].body["actions"][0]["selected_option"] == options[1]
    assert strange["error"] == "no_such_option"


def test_an_ephemeral_message_can_be_clicked_by_its_reader_only(site: Site):
    """The payload names the container, not the message."""
    row = [actions(button("share"))]
    ts = site.client.chat_postEphemeral(channel=CHANNEL, user=YOU, text="x", blocks=row)["message_ts"]

    site.act("press", user=YOU, channel=CHANNEL, ts=ts, action_id="share")
    other = site.act("press", user=MINA, channel=CHANNEL, ts=ts, action_id="share")

    body = site.bot.heard[0].body
    assert body["container"]["is_ephemeral"]
    assert "message" not in body
    assert other["error"] == "message_not_found"


def a_trigger(site: Site) -> str:
    """A trigger id fresh from a command."""
    site.act("command", user=YOU, channel=CHANNEL, text="/leak journal")
    return str(site.bot.heard[-1].body["trigger_id"])


def test_a_trigger_opens_one_view_within_three_seconds(site: Site):
    """Used twice, too late, made up."""
    opened = a_trigger(site)
    site.client.views_open(trigger_id=opened, view=modal())
    late = a_trigger(site)
    site.clock.now += 3.5

    assert refusal(site.client.views_open, trigger_id=opened, view=modal()) == "exchanged_trigger_id"
    assert refusal(site.client.views_open, trigger_id=late, view=modal()) == "expired_trigger_id"
    assert refusal(site.client.views_open, trigger_id="1.2.abc", view=modal()) == "invalid_trigger_id"


def test_views_stack_three_high(site: Site):
    """The fourth is refused; closing takes the top one."""
    first = site.client.views_open(trigger_id=a_trigger(site), view=modal())["view"]
    second = site.client.views_push(trigger_id=a_trigger(site), view=modal())["view"]
    site.client.views_push(trigger_id=a_trigger(site), view=modal())

    refused = refusal(site.client.views_push, trigger_id=a_trigger(site), view=modal())
    closed = site.act("close", user=YOU)

    assert refused == "push_limit_reached"
    assert (second["previous_view_id"], second["root_view_id"]) == (first["id"], first["id"])
    assert closed["view"]["id"] == second["id"]


def test_a_stale_hash_is_refused(site: Site):
    """views.update and views.publish."""
    view = site.client.views_open(trigger_id=a_trigger(site), view=modal(external_id="mine"))["view"]
    newer = site.client.views_update(external_id="mine", hash=view["hash"], view=modal(section("new")))["view"]
    home = site.client.views_publish(user_id=YOU, view={"type": "home", "blocks": [section("hi")]})["view"]
    site.client.views_publish(user_id=YOU, view={"type": "home", "blocks": []}, hash=home["hash"])
    again = {"user_id": YOU, "view": {"type": "home", "blocks": []}, "hash": home["hash"]}

    update = refusal(site.client.views_update, view_id=view["id"], hash=view["hash"], view=modal())

    assert newer["id"] == view["id"]
    assert update == "hash_conflict"
    assert refusal(site.client.views_publish, **again) == "hash_conflict"
    assert refusal(site.client.views_update, view_id="V0NOTHERE", view=modal()) == "not_found"


def test_a_modal_is_submitted_with_its_values(site: Site):
    """First what Slack asks for, then what the bot says is wrong, then it closes."""
    site.client.views_open(trigger_id=a_trigger(site), view=modal(private_metadata="round 3"))
    site.bot.answer = lambda body: (200, json.dumps({"response_action": "errors", "errors": {"did": "Longer"}}))

    empty = site.act("submit", user=YOU)
    short = site.act("submit", user=YOU, values={"did": {"words": "x"}})
    site.bot.answer = lambda body: (200, "")
    done = site.act("submit", user=YOU, values={"did": {"words": "wrote a test"}})

    assert (empty["error"], list(empty["errors"])) == ("missing_input", ["did"])
    assert short["errors"] == {"did": "Longer"}
    assert (done["ok"], done["view"]) == (True, None)
    body = site.bot.heard[-1].body
    assert body["view"]["private_metadata"] == "round 3"
    expected = {"did": {"words": {"type": "plain_text_input", "value": "wrote a test"}}}
    assert body["view"]["state"]["values"] == expected


def test_an_answer_can_change_or_clear_the_views(site: Site):
    """response_action update, push, clear; a broken view is shown as trouble and changes nothing."""
    answers = [
        {"response_action": "update", "view": modal() | {"title": plain("Updated")}},
        {"response_action": "push", "view": modal() | {"title": plain("Pushed")}},
        {"response_action": "update", "view": modal() | {"title": plain("x" * 25)}},
        {"response_action": "clear"},
    ]
    site.client.views_open(trigger_id=a_trigger(site), view=modal())
    site.bot.answer = lambda body: (200, json.dumps(answers.pop(0)))

    seen = [site.act("submit", user=YOU, values={"did": {"words": "x"}}) for _ in range(4)]

    titles = [one["view"]["title"]["text"] for one in seen[:3]]
    assert titles == ["Updated", "Pushed", "Pushed"]
    assert seen[2]["notice"].startswith("We had some trouble")
    assert seen[3]["view"] is None


def test_closing_is_told_where_it_was_asked_for(site: Site):
    """view_closed with is_cleared."""
    site.client.views_open(trigger_id=a_trigger(site), view=modal(notify_on_close=True))

    site.act("close", user=YOU, clear=True)

    body = site.bot.heard[-1].body
    assert (body["type"], body["is_cleared"]) == ("view_closed", True)


def test_a_visit_to_the_home_is_told(site: Site):
    """app_home_opened; the published home can be pressed."""
    site.act("home", user=MINA)
    (visit,) = site.bot.wait(1)
    home = site.client.views_publish(user_id=MINA, view={"type": "home", "blocks": [actions(button("go"))]})["view"]

    site.act("press", user=MINA, view_id=home["id"], action_id="go")

    assert (visit.body["event"]["type"], visit.body["event"]["tab"]) == ("app_home_opened", "home")
    assert site.bot.heard[1].body["container"] == {"type": "view", "view_id": home["id"]}


def test_a_shortcut_carries_its_message(site: Site):
    """message_action."""
    ts = site.client.chat_postMessage(channel=CHANNEL, text="x")["ts"]

    site.act("shortcut", user=YOU, channel=CHANNEL, ts=ts, callback_id="investigated")

    body = site.bot.heard[0].body
    assert (body["type"], body["callback_id"], body["message"]["ts"]) == ("message_action", "investigated", ts)


def test_a_global_shortcut_carries_no_channel(site: Site):
    """shortcut: a trigger, and nothing to answer to; each kind is refused where the other belongs."""
    ts = site.client.chat_postMessage(channel=CHANNEL, text="x")["ts"]

    site.act("shortcut", user=YOU, callback_id="write")
    refused = [
        site.act("shortcut", user=YOU, callback_id="investigated"),
        site.act("shortcut", user=YOU, channel=CHANNEL, ts=ts, callback_id="write"),
    ]

    (heard,) = site.bot.heard
    assert ("shortcut", "write") == (heard.body["type"], heard.body["callback_id"])
    assert heard.body["trigger_id"]
    assert not {"channel", "message", "response_url"} & set(heard.body)
    assert ["no_such_shortcut"] * 2 == [one["error"] for one in refused]


def test_the_api_answers_while_the_bot_thinks(site: Site):
    """A command that calls back before it answers does not wait for itself."""

    def call_back(body: dict[str, Any]) -> tuple[int, str]:
        return 200, site.client.chat_postMessage(channel=CHANNEL, text="from within")["ts"]

    site.bot.answer = call_back
    began = time.monotonic()

    seen = site.act("command", user=YOU, channel=CHANNEL, text="/leak test")

    assert seen["ok"]
    assert time.monotonic() - began < within(2)
    assert seen["messages"][0]["text"] == "from within"
