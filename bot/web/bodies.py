"""The body of a request: read within bounds, and unpacked once its signature is known to be valid."""

from __future__ import annotations

import zlib

from starlette.types import Message, Receive

from bot.web.quota import Claim

Headers = dict[bytes, bytes]
PLAIN = (b"", b"identity")
PACKED = (b"gzip", b"x-gzip", b"deflate")
# Reads the head of either format: gzip, or the zlib format that HTTP calls deflate.
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class HttpRefusal(Exception):
    """The request is answered with this status and sentence, and changes nothing."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


async def read_body(headers: Headers, receive: Receive, limit: int, claim: Claim) -> bytes:
    """Read the raw body, at most `limit` bytes; the protocol ends connections whose body does not come.

    Raises:
        HttpRefusal: 413 without reading on; 503 if all unproved bodies together are too large; 400 for half a body.
    """
    length = headers.get(b"content-length")
    if length is not None and (not length.isdigit() or len(length) > 15 or int(length) > limit):
        raise HttpRefusal(413, f"the body is larger than {limit} bytes")
    parts, size = [], 0
    while True:
        message = await _receive(receive)
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise HttpRefusal(413, f"the body is larger than {limit} bytes")
        if not claim.grow(size):
            raise HttpRefusal(503, "too many large bodies are being read: try again")
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _receive(receive: Receive) -> Message:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise HttpRefusal(400, "the connection was closed before the body ended")
    return message


def unpack(headers: Headers, body: bytes, limit: int) -> bytes:
    """Undo the Content-Encoding of a body that is known to come from its sender.

    Sentry signs the bytes as sent, so the signature is checked first: nobody else can have a body unpacked.

    Raises:
        HttpRefusal: 415 for an encoding other than gzip and deflate, 413 beyond `limit`, 400 for a body not so encoded.
    """
    encoding = headers.get(b"content-encoding", b"").strip().lower()
    if encoding in PLAIN:
        return body
    if encoding not in PACKED:
        raise HttpRefusal(415, "this Content-Encoding is not read: send gzip, deflate or none")
    decoder = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        unpacked = decoder.decompress(body, limit + 1)
    except zlib.error:
        raise HttpRefusal(400, "the body is not encoded as its Content-Encoding says") from None
    if len(unpacked) > limit:
        raise HttpRefusal(413, f"the unpacked body is larger than {limit} bytes")
    if not decoder.eof or decoder.unused_data:
        raise HttpRefusal(400, "the body is not encoded as its Content-Encoding says")
    return unpacked
