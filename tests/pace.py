"""Bounds of time that hold on a busy machine too."""

import time

UNIT_S = 0.03


def stretch() -> float:
    """Measure how much longer work takes here and now than on a processor of its own; 1 on a quiet machine."""
    wall, used = time.perf_counter(), time.thread_time()
    while time.thread_time() - used < UNIT_S:
        pass
    return max(1.0, (time.perf_counter() - wall) / (time.thread_time() - used))


def within(seconds: float) -> float:
    """Return the seconds that a bound for a quiet machine allows at the pace that the machine has now."""
    return seconds * stretch()
