"""Why a leak is what it is: the frames behind the keys, and the tiers that were passed over."""

from bot.core.explain.why import KeyFrame, ReportPart, explain
from bot.core.families.netty_layout import Layout
from bot.core.reading.frames import Tier
from tests.core.situations import ADVANCED_TEXT, ALLOC_LINES, SIMPLE_TEXT, SOCKET_TEXT, UNTRACED_TEXT


def test_both_places_are_named_as_printed_with_what_was_passed_over():
    """The site comes from the newest access, the origin from the creation."""
    found = explain(ADVANCED_TEXT)

    assert found is not None
    assert Layout.UNCOUNTED is found.layout
    valid = "com.acme.resource.upload.UploadService.valid(UploadService.java:43)"
    receive = "com.acme.resource.upload.UploadService.receive(UploadService.java:16)"
    assert KeyFrame(ReportPart.NEWEST, valid, ((Tier.PLUMBING, 1),)) == found.site
    assert KeyFrame(ReportPart.CREATION, receive, ((Tier.PLUMBING, ALLOC_LINES),)) == found.origin


def test_a_library_above_the_application_is_passed_over_and_counted():
    """JDK and Netty, frameworks, libraries, each with its number."""
    between = ("io.lettuce.core.RedisClient.connect(R.java:1)", "org.springframework.aop.Proxy.invoke(P.java:1)")
    found = explain(ADVANCED_TEXT.replace("\n\tcom.acme", "\n\t".join(("", *between, "com.acme")), 1))

    assert found is not None
    assert found.site is not None
    assert ((Tier.PLUMBING, 1), (Tier.PLATFORM, 1), (Tier.LIBRARY, 1)) == found.site.skipped


def test_a_simple_report_tells_its_origin_only():
    found = explain(SIMPLE_TEXT)

    assert found is not None
    assert (None, True, False) == (found.site, found.origin is not None, found.is_header)


def test_a_report_without_code_says_that_it_is_kept_by_project_and_resource():
    """Everything in it was passed over."""
    found, untraced = explain(SOCKET_TEXT), explain(UNTRACED_TEXT)

    assert found is not None
    assert untraced is not None
    assert (True, ((Tier.PLUMBING, 4), (Tier.PLATFORM, 1))) == (found.is_header, found.passed)
    assert (True, (), Layout.UNTRACED) == (untraced.is_header, untraced.passed, untraced.layout)


def test_what_cannot_be_read_is_not_explained():
    assert explain("") is None
