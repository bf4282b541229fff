"""Upload a file to Slack, up to the last call, which shares it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.slack.call import NotSent, call
from bot.slack.outgoing import SlackClient, Upload
from storage.outbox import Outgoing

PUT_WITHIN_S = 20
ALT_CHARS = 500


def prepare(client: SlackClient, put: Callable[[str, bytes], None], row: Outgoing, file: Upload) -> dict[str, Any]:
    """Upload the file and return the arguments of the call that shares it. Until then nobody sees it.

    Raises Unsure, NotSent or SlackRejected; nothing was shared.
    """
    asked: dict[str, Any] = {"filename": f"{row.key}{file.ending}", "length": len(file.content)}
    if file.alt:
        asked["alt_txt"] = file.alt[:ALT_CHARS]
    place = call(client, "files.getUploadURLExternal", asked, form=True)
    try:
        put(place["upload_url"], file.content)
    except OSError as error:
        raise NotSent(f"{type(error).__name__} while a file was uploaded") from error
    share: dict[str, Any] = {"channel_id": row.channel, "initial_comment": file.words}
    share["files"] = [{"id": place["file_id"], "title": file.title[:ALT_CHARS]}]
    return share if file.thread_ts is None else {**share, "thread_ts": file.thread_ts}


def put(url: str, body: bytes) -> None:
    """Post bytes to an address that Slack gave. Raises OSError."""
    # requests costs a tenth of a second: only who uploads pays for it.
    import requests

    requests.post(url, data=body, timeout=PUT_WITHIN_S, allow_redirects=False).raise_for_status()
