"""`/livez` and `/healthz`: whether the process answers, and whether all is well."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

WITHIN_S = 3.0
FRESH_S = 1.0
State = tuple[bool, Mapping[str, object]]


class StatePages:
    """Answers 200 or 503. What is wrong is shown only to who sends the OPS_TOKEN, also on loopback.

    One thread looks at the store, and strangers share its answer for a second: their requests cannot load the store.
    """

    def __init__(self, look: Callable[[], State], ops_token: str) -> None:
        self._look = look
        self._bearer = f"Bearer {ops_token}".encode() if ops_token else None
        self._thread = ThreadPoolExecutor(1, "health")
        self._seen_at: float | None = None
        self._was_well = False

    async def livez(self, request: Request) -> Response:
        """Answer 200: the process serves requests. Container health checks ask this."""
        return PlainTextResponse("ok\n")

    async def healthz(self, request: Request) -> Response:
        """Answer whether all is well; alarms ask this."""
        now = asyncio.get_running_loop().time()
        given = dict(request.scope["headers"]).get(b"authorization", b"")
        if self._bearer is not None and hmac.compare_digest(given, self._bearer):
            return _answer(await self._fresh(now))
        if self._seen_at is None or now - self._seen_at >= FRESH_S:
            await self._fresh(now)
        return _answer((self._was_well, {"ok": self._was_well}))

    async def _fresh(self, now: float) -> State:
        try:
            async with asyncio.timeout(WITHIN_S):
                state = await asyncio.get_running_loop().run_in_executor(self._thread, self._look)
        except TimeoutError:
            state = _unknown(f"the state could not be read within {WITHIN_S:.0f} s")
        except Exception as error:  # whatever stops the look is what this page must tell
            state = _unknown(f"the state could not be read: {type(error).__name__}: {error}")
        self._seen_at, self._was_well = now, state[0]
        return state


def _unknown(problem: str) -> State:
    return False, {"ok": False, "problems": [problem]}


def _answer(state: State) -> Response:
    is_well, shown = state
    return Response(
        orjson.dumps(shown, option=orjson.OPT_INDENT_2), 200 if is_well else 503, media_type="application/json"
    )
