"""Find the layout of a Netty report; the layout shows the versions that print it, and their options."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.core.families.family import Kit
from bot.core.reading.report import Report

RECORDS = 32

_NAMED = re.compile(r"-D([\w.]{1,200}leakDetection[\w.]{0,40})=advanced")
_RELOCATED = re.compile(r"(?<![\w.$])((?:[\w$]{1,60}\.){1,12}?)io\.netty\.(?:buffer|channel|handler|util)\.")


class Layout(StrEnum):
    """The layout of a report.

    OLD: 4.0.0 to 4.0.13.
    COUNTED: the records have a count; 4.0.14 to 4.0.52 and 4.1.0 to 4.1.16.
    UNCOUNTED: the records have no count; from 4.0.53 and from 4.1.17.
    UNTRACED: one sentence only; all versions from 4.0.14.
    NETTY5: Netty 5. OTHER: another family.

    Source: Netty, ResourceLeakDetector at those versions.
    """

    OLD = "old"
    COUNTED = "counted"
    UNCOUNTED = "uncounted"
    UNTRACED = "untraced"
    NETTY5 = "netty5"
    OTHER = "other"


def layout_of(report: Report, text: str) -> Layout:
    """Return the layout of a report that was read from this text."""
    if report.family != "netty":
        return Layout.OTHER
    if "was not property closed" in text:
        return Layout.NETTY5
    if "d before being released" in text:
        return Layout.OLD
    if "Enable advanced leak reporting" in text and not report.accesses:
        return Layout.UNTRACED
    return Layout.COUNTED if re.search(r"Recent access records:\s{0,4}\d", text) else Layout.UNCOUNTED


def kit(report: Report, text: str) -> Kit:
    """Choose the options by the report's version. A relocated Netty reads relocated properties."""
    layout = layout_of(report, text)
    if layout is Layout.OLD:
        # Levels came with 4.0.14. Older versions have no level to raise, and always print the creation.
        return Kit()
    if layout is Layout.NETTY5:
        names = ("leakDetectionEnabled", "lifecycleTracingEnabled")
        return Kit(
            tuple(f"-Dio.netty5.buffer.{name}=true" for name in names), "-Dio.netty5.buffer.leakDetectionEnabled=true"
        )
    relocated = _RELOCATED.search(text)
    prefix = f"{relocated[1] if relocated else ''}io.netty."
    named = _NAMED.search(text)
    level = named[1] if named else f"{prefix}leakDetection.level"
    options = [f"-D{level}=paranoid"]
    if layout is Layout.COUNTED:
        options.append(f"-D{prefix}leakDetection.maxRecords={RECORDS}")
    elif layout is Layout.UNCOUNTED:
        options.append(f"-D{prefix}leakDetection.targetRecords={RECORDS}")
    return Kit(tuple(options), f"-D{level}=advanced")
