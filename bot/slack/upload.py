"""Post a file's bytes to the address that Slack gave for them."""

from __future__ import annotations

PUT_WITHIN_S = 20


def put(url: str, body: bytes) -> None:
    """Post bytes to an address that Slack gave. Raises OSError."""
    # requests costs a tenth of a second: only who uploads pays for it.
    import requests

    requests.post(url, data=body, timeout=PUT_WITHIN_S, allow_redirects=False).raise_for_status()
