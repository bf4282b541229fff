"""Which addresses of an event are shown as "Open in Sentry"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9.:-]+")


def leads_to(url: str | None, hosts: Sequence[str]) -> bool:
    """Say whether an address leads to one of the hosts.

    The address comes with the event, so whoever can write an event could write any address there.

    Args:
        hosts: in lower case. A name that begins with a dot stands for every host below it.
    """
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return False
    # urlsplit also returns hosts that a browser reads differently, such as `evil.com\.sentry.io`.
    if not _HOST.fullmatch(host):
        return False
    return any(host.endswith(one) if one.startswith(".") else host == one for one in hosts)
