"""Android's StrictMode and CloseGuard: a resource that was collected before it was closed."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.frames import read
from bot.core.reading.report import Level, Report

_HEADER = re.compile(r"A resource was acquired at attached stack trace but never released\.")
_EXCEPTION = re.compile(r"Explicit termination method .{1,6}?[\w.$]{1,100}.{1,6}? not called")
_UNTRACED = re.compile(r"A resource failed to call (?P<method>[\w$.]{2,120}?)\.(?=[\s\"'\\]|$)")
_GUARD = "CloseGuard"


def recognise(text: str) -> Report | None:
    """Read CloseGuard's report; None if the text is not one.

    The creation is where the resource was acquired, and the resource is its class. Android 9 and later log a violation
    with a trace of its own; the trace below "Explicit termination method" is used.

    Source: Android, dalvik.system.CloseGuard (open, warnIfOpen), android.os.StrictMode.onVmPolicyViolation.
    """
    clipped = log_text.clip(text)
    header = traces.first_said(_HEADER, clipped, _EXCEPTION)
    if header is not None:
        trace = _below(clipped, header)
        return traces.report("android", _class(trace.frames), trace)
    untraced = traces.first_said(_UNTRACED, clipped)
    if untraced is None or not traces.ends_line(clipped, untraced.end()):
        return None
    return Report("android", untraced["method"].rpartition(".")[0] or None, Level.UNKNOWN)


def _below(text: str, header: re.Match[str]) -> traces.Trace:
    trace = traces.below(text, header, _EXCEPTION)
    return trace if trace.frames else traces.Trace()


def _class(frames: tuple[str, ...]) -> str | None:
    """Return the class that opened the guard, such as `java.io.FileOutputStream`: the first one below CloseGuard."""
    owners = (read(printed).owner.rpartition(".")[2] for printed in frames)
    return next((owner for owner in owners if owner != _GUARD), None)


FAMILY = Family(
    "android",
    recognise,
    literals=("A resource was acquired at ", "A resource failed to call "),
    queries=('"A resource was acquired at attached stack trace"', '"A resource failed to call"'),
    kit=Kit(("StrictMode.enableDefaults()",)),
    rules=(
        Rule(
            "android-cursor",
            "https://developer.android.com/reference/android/database/Cursor#close()",
            text="SQLite|Cursor",
        ),
        Rule(
            "android-close",
            "https://developer.android.com/reference/android/os/StrictMode.VmPolicy.Builder#detectLeakedClosableObjects()",
        ),
    ),
)
