"""Which addresses "Open in Sentry" may lead to."""

import pytest

from bot.config import Settings
from bot.core.reading.sentry_link import leads_to

SELF_HOSTED = Settings(_env_file=None, sentry_url="https://Sentry.Acme.example:9443").sentry_hosts


@pytest.mark.parametrize(
    ("url", "is_shown"),
    [
        ("https://sentry.io/organizations/acme/issues/1/", True),
        ("https://acme.sentry.io/issues/1/", True),
        ("https://acme.de.sentry.io/issues/1/", True),
        ("https://sentry.acme.example:9443/issues/1/", True),
        ("https://SENTRY.acme.example/issues/1/", True),
        ("https://acme.example/issues/1/", False),
        ("https://other.sentry.acme.example/issues/1/", False),
        ("https://evilsentry.io/issues/1/", False),
        ("https://sentry.io.evil.example/issues/1/", False),
        ("https://sentry.io@evil.example/issues/1/", False),
        ("https://evil.example\\.sentry.io/issues/1/", False),
        ("https://evil.example/#.sentry.io", False),
        ("https://[::1/issues", False),
        ("sentry.io/issues/1/", False),
        ("", False),
        (None, False),
    ],
)
def test_a_link_leads_to_sentry_or_is_not_shown(url: str | None, is_shown: bool) -> None:
    """The host of SENTRY_URL, sentry.io, and what lies below that."""
    assert is_shown == leads_to(url, SELF_HOSTED)
