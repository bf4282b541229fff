"""Draw charts, in a process of its own: specifications on standard input, pictures on standard output.

It is run as a file. Each specification is one line; each answer is one line of JSON with the
picture's size in bytes or what went wrong, and then the picture.
"""

from __future__ import annotations

import json
import sys

SCALE = 2.0
"""Pixels a point, for screens that have two."""


def main() -> None:
    """Draw until standard input ends."""
    # vl-convert holds a whole JavaScript engine of 40 MB.
    import vl_convert

    for line in sys.stdin.buffer:
        picture, error = b"", None
        try:
            picture = vl_convert.vegalite_to_png(line.decode(), scale=SCALE, allowed_base_urls=[])
        except Exception as failure:  # the caller raises it
            error = str(failure)[:500]
        sys.stdout.buffer.write(json.dumps({"size": len(picture), "error": error}).encode() + b"\n" + picture)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
