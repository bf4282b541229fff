"""Faults that a test asks for: the next calls of a method go wrong in a way that Slack's calls do go wrong."""

from dataclasses import dataclass
from typing import Any

from bot.workspace.refusal import WorkspaceRefusal

ACTS = ("429", "500", "lost")
ACT_PREFIXES = ("error:", "slow:")


@dataclass
class Fault:
    """What happens to the next calls of a method; times counts down."""

    method: str
    do: str
    times: int = 1
    retry_after: int = 1

    @property
    def error(self) -> str | None:
        """Slack's error code to answer with."""
        return self.do.removeprefix("error:") if self.do.startswith("error:") else None

    @property
    def delay_s(self) -> float:
        """Seconds to wait before the call is handled as usual."""
        return float(self.do.removeprefix("slow:")) if self.do.startswith("slow:") else 0.0


class Faults:
    """The faults that are still to come, in order."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def set(self, wanted: Any) -> None:
        """Replace what is waiting. Raises WorkspaceRefusal: the list does not say method and do."""
        try:
            faults = [Fault(**fault) for fault in wanted]
            if not all(fault.do in ACTS or fault.do.startswith(ACT_PREFIXES) for fault in faults):
                raise ValueError
            # Reads the delay, so that a bad number is refused now and not at the call.
            self.waiting = [fault for fault in faults if fault.delay_s >= 0]
        except (TypeError, ValueError):
            known = ", ".join([*ACTS, "error:CODE", "slow:SECONDS"])
            raise WorkspaceRefusal(
                "invalid_faults", [f"each fault is method, do ({known}), times, retry_after"]
            ) from None

    def take(self, method: str) -> Fault | None:
        """The fault for this call, counted down."""
        for fault in self.waiting:
            if fault.method == method and fault.times > 0:
                fault.times -= 1
                return fault
        return None
