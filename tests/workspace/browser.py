"""For the tests of the page: a message with about everything in it."""

from tests.workspace.conftest import CHANNEL, Site, actions, button, mrkdwn, plain, section


def a_leak(site: Site) -> str:
    """A message with about everything in it."""
    options = [{"text": plain("Why grouped?"), "value": "why"}, {"text": plain("In full"), "value": "trend"}]
    confirm = {
        "title": plain("Snooze L3?"),
        "text": mrkdwn("*7 days*"),
        "confirm": plain("Snooze"),
        "deny": plain("No"),
    }
    blocks = [
        {"type": "header", "text": plain("L3 :droplet: Decoder")},
        section(
            "*bold* _it_ ~gone~ `code` 2 &lt; 3 &amp; <https://sentry.example/1|BACKEND-1> <@U0LOCAL02>\n"
            "> quoted\n• one"
        ),
        section("since <!date^1795000000^{date_num} {time}|then>"),
        {"type": "section", "fields": [mrkdwn("*State*\nopen"), mrkdwn("*Trend*\nworse")]},
        {"type": "divider"},
        actions(
            button("take", style="primary", value="L3"),
            button("snooze", style="danger", confirm=confirm) | {"text": plain("Snooze")},
            {"type": "overflow", "action_id": "more", "options": options},
        ),
        {"type": "context", "elements": [mrkdwn("counts reports")]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "Interval"}], [{"type": "raw_text", "text": "6 h"}]]},
        {"type": "image", "image_url": "https://elsewhere.example/a.png", "alt_text": "a chart"},
    ]
    return str(site.client.chat_postMessage(channel=CHANNEL, text="L3", blocks=blocks)["ts"])
