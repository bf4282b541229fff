"""Small checkers that describe the shape of a JSON value; blockkit.py writes Slack's rules with them.

A checker takes a value, its JSON pointer and the list of problems, and adds what is wrong in Slack's words.
"""

import re
from collections.abc import Callable
from typing import Any

Problems = list[str]
Checker = Callable[[Any, str, Problems], None]

KIND_NAMES = {str: "string", dict: "object", list: "array", bool: "boolean", int: "number"}


def problem(problems: Problems, pointer: str, what: str) -> None:
    """Add a problem as Slack writes it in response_metadata.messages."""
    problems.append(f"[ERROR] {what} [json-pointer:{pointer}]")


def _is(value: Any, kind: type, pointer: str, problems: Problems) -> bool:
    # A JSON true is a Python int as well; Slack tells them apart.
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return True
    problem(problems, pointer, f"must be a valid {KIND_NAMES[kind]}")
    return False


def string(limit: int, low: int = 1, pattern: str | None = None) -> Checker:
    """A string of low to limit characters."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not _is(value, str, pointer, problems):
            return
        if len(value) < low:
            problem(problems, pointer, f"must be more than {low - 1} characters")
        if len(value) > limit:
            problem(problems, pointer, f"must be less than {limit + 1} characters")
        if pattern is not None and not re.fullmatch(pattern, value, re.DOTALL):
            problem(problems, pointer, f"failed to match pattern {pattern}")

    return check


def flag(value: Any, pointer: str, problems: Problems) -> None:
    """true or false."""
    _is(value, bool, pointer, problems)


def number(low: int, high: int) -> Checker:
    """A whole number within bounds."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if _is(value, int, pointer, problems) and not low <= value <= high:
            problem(problems, pointer, f"must be between {low} and {high}")

    return check


def one_of(*words: str) -> Checker:
    """One of these words."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if value not in words:
            problem(problems, pointer, f"must be one of {', '.join(words)}")

    return check


def items(of: Checker, low: int, high: int) -> Checker:
    """A list of low to high values."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not _is(value, list, pointer, problems):
            return
        if len(value) < low:
            problem(problems, pointer, f"no less than {low} items allowed")
        if len(value) > high:
            problem(problems, pointer, f"no more than {high} items allowed")
        for index, item in enumerate(value):
            of(item, f"{pointer}/{index}", problems)

    return check


def fields(required: dict[str, Checker], **optional: Checker) -> Checker:
    """An object with these fields and no others; "type" is checked by whoever chose this checker."""
    known = required | optional

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not _is(value, dict, pointer, problems):
            return
        for name in required:
            if name not in value:
                problem(problems, pointer, f"missing required field: {name}")
        for name, inner in value.items():
            if name in known:
                known[name](inner, f"{pointer}/{name}", problems)
            elif name != "type":
                problem(problems, f"{pointer}/{name}", f"invalid additional property: {name}")

    return check


def by_type(kinds: dict[str, Checker]) -> Checker:
    """An object whose "type" names the checker for the rest."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if not _is(value, dict, pointer, problems):
            return
        checker = kinds.get(str(value.get("type")))
        if checker is None:
            problem(problems, f"{pointer}/type", f"unsupported type: {value.get('type')}")
            return
        checker(value, pointer, problems)

    return check


def all_of(*checkers: Checker) -> Checker:
    """Several rules for one value; the first that is broken ends it, since the next ones lean on it."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        before = len(problems)
        for checker in checkers:
            checker(value, pointer, problems)
            if len(problems) > before:
                return

    return check
