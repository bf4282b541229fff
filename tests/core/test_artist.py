"""Charts are drawn in a process of its own: it loads nothing, and cannot hang the next one."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.leaks.artist import DRAWING, Artist, DrawingFailed

BARS: dict[str, Any] = {
    "data": {"values": [{"a": "url", "url": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "a"}, "y": {"field": "url", "type": "quantitative"}},
}
HANGS = "import sys, time\nfor line in sys.stdin.buffer:\n    time.sleep(600)\n"


@pytest.fixture
def artist() -> Iterator[Artist]:
    made = Artist(within_s=60)
    yield made
    made.close()


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and what it was asked for."""
    paths: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'[{"a": 1, "url": 2}]')

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", paths
        server.shutdown()


def loading(url: str) -> list[dict[str, Any]]:
    """Specifications that would load an address as data, looked-up data, a layer's data, or a picture."""
    image = {"data": {"values": [{"a": 1}]}, "mark": {"type": "image", "url": url}}
    lookup = {"lookup": "a", "from": {"data": {"url": url}, "key": "a", "fields": ["b"]}}
    return [
        BARS | {"data": {"url": url}},
        BARS | {"transform": [lookup]},
        {"layer": [BARS | {"data": {"url": url}}]},
        image,
        {"data": {"values": [{"a": url}]}, "mark": "image", "encoding": {"url": {"field": "a"}}},
    ]


def test_a_chart_with_its_data_inside_is_drawn(artist: Artist) -> None:
    """Also where a field of the data is called url; the second drawing has the same process."""
    pictures = [artist.draw(BARS), artist.draw(BARS)]

    assert [b"\x89PNG", b"\x89PNG"] == [picture[:4] for picture in pictures]


@pytest.mark.parametrize("number", range(5))
def test_nothing_is_loaded_from_an_address(
    artist: Artist, asked: tuple[str, list[str]], tmp_path: Path, number: int
) -> None:
    """Neither from a server of this machine, which must see no request, nor from a file."""
    address, paths = asked
    (tmp_path / "data.json").write_text('[{"a": 1, "url": 2}]')

    for url in (f"{address}/data.json", f"file://{tmp_path}/data.json", f"{tmp_path}/data.json"):
        with pytest.raises(DrawingFailed, match="would load something from an address"):
            artist.draw(loading(url)[number])

    assert [] == paths


def test_the_child_itself_refuses_http(asked: tuple[str, list[str]]) -> None:
    """The program that draws is told that no address is allowed."""
    address, paths = asked
    spec = json.dumps(BARS | {"data": {"url": f"{address}/data.json"}}) + "\n"

    done = subprocess.run([sys.executable, "-P", DRAWING], input=spec, capture_output=True, text=True, timeout=120)

    assert "External data url not allowed" in done.stdout
    assert [] == paths


def test_a_specification_that_is_none_is_a_sentence(artist: Artist) -> None:
    """And the next chart is drawn by the same process."""
    with pytest.raises(DrawingFailed, match="conversion failed"):
        artist.draw({"mark": 7})

    assert b"\x89PNG" == artist.draw(BARS)[:4]


def test_a_drawing_that_takes_too_long_is_ended_and_the_next_is_drawn(tmp_path: Path) -> None:
    """Its process is killed; the next drawing has a new one."""
    hangs = tmp_path / "hangs.py"
    hangs.write_text(HANGS)
    artist = Artist(within_s=0.5, drawing=hangs)
    with pytest.raises(DrawingFailed, match=r"not drawn within 0\.5 s"):
        artist.draw(BARS)

    artist.within_s, artist.drawing = 60, DRAWING
    drawn = artist.draw(BARS)

    assert b"\x89PNG" == drawn[:4]
    artist.close()


def test_a_child_that_died_meanwhile_is_replaced(artist: Artist) -> None:
    """Somebody ended it, or the machine was out of memory."""
    artist.draw(BARS)
    assert artist._child is not None
    artist._child.kill()
    artist._child.wait()

    assert b"\x89PNG" == artist.draw(BARS)[:4]
