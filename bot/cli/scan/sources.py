"""Read files, gzip and standard input as chunks of bytes, and say what is wrong with them."""

from __future__ import annotations

import codecs
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

CHUNK_BYTES = 256 * 1024
STDIN = "-"

_GZIP = b"\x1f\x8b"
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_PACKED = {
    b"\x28\xb5\x2f\xfd": "zstd -dc",
    b"\xfd7zXZ\x00": "xz -dc",
    b"BZh": "bzip2 -dc",
    b"PK\x03\x04": "unzip -p",
    b"\x04\x22\x4d\x18": "lz4 -dc",
}
_SNIFF_BYTES = 8


class SourceError(Exception):
    """A log cannot be read to its end. The sentence says why, and what to do if something can be done."""


class Source:
    """One log.

    name: as given, `<stdin>` for `-`. read_bytes: how much of the file was read. text_bytes: how much text that was.
    size_bytes: None if unknown. is_packed: the file is gzipped, so its text is longer than the file.
    """

    def __init__(self, path: str, stdin: BinaryIO | None = None) -> None:
        self.name = "<stdin>" if path == STDIN else path
        self.read_bytes = 0
        self.text_bytes = 0
        self.size_bytes: int | None = None
        self.is_packed = False
        self._path = path
        self._stdin = stdin
        self._counted = 0
        self._counted_to = 0
        self._file: int | None = None

    def chunks(self) -> Iterator[bytes]:
        """Yield the text in chunks. Raises SourceError, also in the middle; the chunks before it are good."""
        try:
            if self._stdin is not None:
                yield from self._text(self._stdin.fileno())
                return
            file = os.open(self._path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            try:
                yield from self._text(file)
            finally:
                os.close(file)
        except OSError as error:
            raise SourceError(error.strerror or str(error)) from error
        except zlib.error as error:
            raise SourceError(f"damaged gzip after {self.text_bytes:,} bytes of text: {error}") from error
        except ValueError as error:
            raise SourceError(f"no name of a file: {error}") from error

    def lines_before(self, offset: int) -> int:
        """Count the line breaks before the offset at which the latest chunk begins. Offsets only grow."""
        while self._file is not None and self._counted_to < offset:
            piece = os.pread(self._file, min(CHUNK_BYTES, offset - self._counted_to), self._counted_to)
            if not piece:
                break
            self._counted += piece.count(b"\n")
            self._counted_to += len(piece)
        return self._counted

    def _text(self, file: int) -> Iterator[bytes]:
        status = os.fstat(file)
        if stat.S_ISDIR(status.st_mode):
            raise SourceError("is a directory: name its files, such as " + str(Path(self._path) / "*.log"))
        is_file = stat.S_ISREG(status.st_mode)
        self.size_bytes = status.st_size if is_file else None
        raw = self._raw(file)
        first = b""
        while len(first) < _SNIFF_BYTES and (more := next(raw, b"")):
            first += more
        unpack = next((command for magic, command in _PACKED.items() if first.startswith(magic)), None)
        if unpack:
            raise SourceError(f"is packed: {unpack} {self.name} | python -m bot scan -")
        encoding = _UTF_16.get(first[:2])
        if first.startswith(_GZIP):
            self.is_packed = True
            text = _unpacked(first, raw)
        elif encoding:
            text = _transcoded(first[2:], raw, encoding)
        else:
            text = _joined(first, raw)
        # Lines are counted later, and only if a leak is found. Only a plain file can be read again.
        if hasattr(os, "pread") and is_file and self._stdin is None and not self.is_packed and not encoding:
            self._file = file
        for chunk in text:
            self.text_bytes += len(chunk)
            yield chunk
            if self._file is None:
                self._counted += chunk.count(b"\n")

    def _raw(self, file: int) -> Iterator[bytes]:
        while chunk := os.read(file, CHUNK_BYTES):
            self.read_bytes += len(chunk)
            yield chunk


def _joined(first: bytes, raw: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
        yield from raw


def _unpacked(first: bytes, raw: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the text of a gzip file's members, at most one chunk at a time."""
    member = zlib.decompressobj(wbits=31)
    for packed in _joined(first, raw):
        left = packed
        while left or member.unconsumed_tail:
            if member.eof:
                left = left.lstrip(b"\0")
                if not left:
                    break
                if not _GZIP.startswith(left[:2]):
                    raise SourceError("something else follows the gzip data; what comes before it was read")
                member = zlib.decompressobj(wbits=31)
            text = member.decompress(member.unconsumed_tail or left, CHUNK_BYTES)
            left = member.unused_data if member.eof else b""
            if text:
                yield text
    if not member.eof:
        raise SourceError("the gzip data ends too early: it was cut, or is still being written; its beginning was read")


def _transcoded(first: bytes, raw: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yield UTF-16 text, which a redirection in PowerShell writes, as UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in _joined(first, raw):
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
