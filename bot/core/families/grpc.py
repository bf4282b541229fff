"""gRPC for Java: a channel that was garbage-collected before it was shut down."""

from __future__ import annotations

import re

from bot.core.families.family import Family, Kit, Rule
from bot.core.reading import log_text, traces
from bot.core.reading.report import Report

_HEADER = re.compile(
    r"\*~\*~\*~ (?:Previous channel|Channel) (?P<channel>[^\n]{1,500}?) was "
    r"(?:not (?:shutdown|terminated) properly!!!|garbage collected without being shut down!)"
    r"|(?:Previous channel|Channel) [\w.$-]{1,200}(?:\{[^\n]{0,400}?\})? was "
    r"(?:not shutdown properly!!!|garbage collected without being shut down!)"
)
_ADVICE = re.compile(r"Make sure to call shutdown\(\)")
_EXCEPTION = re.compile(r"java\.lang\.RuntimeException: ManagedChannel allocation site(?! not recorded)")


def recognise(text: str) -> Report | None:
    """Read gRPC's warning; None if the text is not one.

    The creation is where the channel was built. The channel's number and target change and are left out.

    Source: grpc-java, ManagedChannelImpl (1.7), ManagedChannelOrphanWrapper ("... for target {}" to 1.10, "Channel {}
    was not shutdown properly!!!" to 1.50, "Previous channel" from 1.51, "garbage collected without ..." from 1.61).
    """
    clipped = log_text.clip(text)
    header = traces.first_said(_HEADER, clipped, _ADVICE)
    if header is None:
        return None
    return traces.report("grpc", "ManagedChannel", traces.below(clipped, header, _EXCEPTION))


FAMILY = Family(
    "grpc",
    recognise,
    literals=(" properly!!!", "garbage collected without being shut down!"),
    queries=('"properly!!!"', '"garbage collected without being shut down"'),
    kit=Kit(("-Dio.grpc.ManagedChannel.enableAllocationTracking=true",)),
    rules=(
        Rule(
            "grpc-channel",
            "https://github.com/grpc/grpc-java/blob/master/core/src/main/java/io/grpc/internal/ManagedChannelOrphanWrapper.java",
        ),
    ),
)
