"""Values that may be None by their type, and are not in a test."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def there(value: T | None) -> T:
    """Return the value, which the test knows to be there; the test fails if it is None."""
    assert value is not None
    return value
