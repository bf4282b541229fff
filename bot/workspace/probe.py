"""What tests of a bot need of the workspace: the record of its calls, and calls that go wrong as Slack's do."""

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.workspace.courier import Courier
from bot.workspace.refusal import WorkspaceRefusal

Act = Callable[[dict[str, Any], str], Awaitable[dict[str, Any]]]
FAULTS = ("429", "500", "lost")
FAULT_PREFIXES = ("error:", "slow:")
KEPT_CALLS = 20_000


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


@dataclass
class Probe:
    """The calls of the bot, oldest first, and the faults that are due. record_path: a file for an outside validator."""

    courier: Courier
    record_path: Path | None = None
    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT_CALLS))
    faults: list[Fault] = field(default_factory=list)
    _record_lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def acts(self) -> dict[str, Act]:
        """Return the control acts by their names."""
        return {"faults": self.set_faults, "redeliver": self.redeliver}

    @property
    def routes(self) -> list[Route]:
        """Return the control endpoints that only read."""
        return [
            Route("/_control/calls", self._calls, methods=["GET"]),
            Route("/_control/deliveries", self._deliveries, methods=["GET"]),
        ]

    def note_call(self, method: str, payload: dict[str, Any]) -> None:
        """Keep a call of the bot."""
        self.calls.append({"method": method, "payload": payload})
        self.note_payload(method, payload)

    def note_payload(self, method: str, payload: dict[str, Any]) -> None:
        """Append a payload of the bot to the record, if one is kept."""
        if self.record_path is None:
            return
        # The SDK adds team_id to every call by itself; it is no argument of the method.
        bare = {name: value for name, value in payload.items() if name != "team_id"}
        with self._record_lock, self.record_path.open("ab") as record:
            record.write(orjson.dumps({"method": method, "payload": bare}) + b"\n")

    async def set_faults(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """Replace the faults that are due: {faults: [{method, do, times?, retry_after?}]}, or the list alone."""
        try:
            faults = [Fault(**fault) for fault in args["faults"]]
            if not all(fault.do in FAULTS or fault.do.startswith(FAULT_PREFIXES) for fault in faults):
                raise ValueError
            # Reads the delay, so that a bad number is refused now and not at the call.
            self.faults = [fault for fault in faults if fault.delay_s >= 0]
        except (KeyError, TypeError, ValueError):
            known = ", ".join([*FAULTS, "error:CODE", "slow:SECONDS"])
            raise WorkspaceRefusal(
                "invalid_faults", [f"each fault is method, do ({known}), times, retry_after"]
            ) from None
        return {"ok": True, "faults": [asdict(fault) for fault in self.faults]}

    async def redeliver(self, args: dict[str, Any], base_url: str) -> dict[str, Any]:
        """Send an event once more, as Slack does after no answer: {event_id, retry_num?}."""
        first = self.courier.find(str(args.get("event_id")))
        if first is None:
            raise WorkspaceRefusal("event_not_found")
        again = replace(first, retry_num=int(args.get("retry_num") or 1), status=None, error=None, detail="", answer="")
        self.courier.send_later(again)
        return {"ok": True}

    async def answer(self, request: Request, method: str, answer: Callable[[], Response]) -> Response:
        """Answer a call, with the fault that is due for its method, if any."""
        fault = self._take(method)
        if fault is None:
            return answer()
        if fault.do.startswith("slow:"):
            await asyncio.sleep(fault.delay_s)
            return answer()
        if fault.do == "lost":
            answer()
            await _drop(request)
        return _faulty(fault)

    def _take(self, method: str) -> Fault | None:
        for fault in self.faults:
            if fault.method == method and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    async def _calls(self, request: Request) -> Response:
        return JSONResponse(list(self.calls))

    async def _deliveries(self, request: Request) -> Response:
        return JSONResponse([asdict(delivery) for delivery in self.courier.deliveries])


def _faulty(fault: Fault) -> Response:
    if fault.do == "429":
        headers = {"Retry-After": str(fault.retry_after)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    if fault.error:
        return JSONResponse(WorkspaceRefusal(fault.error).answer())
    return PlainTextResponse("Internal Server Error", 500)


async def _drop(request: Request) -> None:
    """Cut the connection before an answer. ASGI has no word for that, so it reaches for uvicorn's transport."""
    cycle = getattr(request.receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise RuntimeError("the fault 'lost' needs uvicorn: its transport was not found")
    transport.abort()
    # The server learns of the cut in the next turns of the loop; an answer before that would complain.
    for _ in range(3):
        await asyncio.sleep(0)
