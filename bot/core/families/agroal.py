"""Agroal, the pool of Quarkus: results and statements left open when their connection was returned."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Level, Report

_HEADER = re.compile(
    r"Datasource '(?P<name>[^'\n]{1,200})': JDBC resources leaked: "
    r"(?:[1-9]\d{0,8} ResultSet\(s\) and \d{1,9} Statement\(s\)|0 ResultSet\(s\) and [1-9]\d{0,8} Statement\(s\))"
)


def recognise(text: str) -> Report | None:
    """Read Agroal's warning; None if the text is not one.

    The resource is the datasource's name. The warning names no site. Its counts change every time and are left out.

    Source: Agroal, ConnectionHandler.onConnectionWrapperClose.
    """
    clipped = log_text.clip(text)
    header = traces.first_said(_HEADER, log_text.unescape(clipped))
    return Report("agroal", header["name"], Level.UNKNOWN) if header else None


FAMILY = Family(
    "agroal",
    recognise,
    literals=("JDBC resources leaked: ",),
    queries=('"JDBC resources leaked"',),
    kit=Kit(("-Dquarkus.datasource.jdbc.leak-detection-interval=30S",)),
    rules=(
        Rule("agroal-resources", "https://github.com/quarkusio/quarkus/issues/44047", text="JDBC resources leaked"),
        Rule("agroal-leak", "https://quarkus.io/guides/all-config"),
    ),
)
