"""Texts that are slow to read, derived from the readers themselves: the words and the repeats of their patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

ANYWHERE = ("\n", " ", "7", "{}", "%s", "\t", "at ", "(", "#1:", "Hint: ", "a.b(c:1)\n", "\\n", '"', "LEAK: ")
# A repeat that may take so many signs can be made to take them again and again.
LONG_REPEAT = 32
SIGNS = "a7 .-:/$_<\"'\\\n\t([{Z가"
CATEGORIES = {
    sre.CATEGORY_DIGIT: "7",
    sre.CATEGORY_NOT_DIGIT: "a",
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_SPACE: "a",
    sre.CATEGORY_WORD: "a",
    sre.CATEGORY_NOT_WORD: "-",
}
Tree = list[tuple[Any, Any]]


def patterns_of(module: ModuleType) -> list[re.Pattern[Any]]:
    """List every pattern among a module's globals, in tuples and tables too, and those of a family's rules."""
    rules = getattr(getattr(module, "FAMILY", None), "rules", ())
    found = [re.compile(pattern) for rule in rules for pattern in rule.patterns.values()]
    for value in vars(module).values():
        values = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]
        found += [one for one in values if isinstance(one, re.Pattern)]
    return list(dict.fromkeys(found))


def pieces_of(patterns: Iterable[re.Pattern[Any]]) -> list[str]:
    """What a text is made slow with: for each pattern its words, one match, and what stands before each long repeat."""
    found: dict[str, None] = {}
    for pattern in patterns:
        text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
        tree = _parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
        found.update(dict.fromkeys([example(tree), *_words(tree), *_before_repeats(tree, "")]))
    return [piece for piece in found if piece]


def example(tree: Iterable[tuple[Any, Any]]) -> str:
    """Return a text that the parsed pattern matches, lookarounds and back references aside."""
    return "".join(_example(op, arg) for op, arg in tree)


def _example(op: Any, arg: Any) -> str:
    if op is sre.LITERAL:
        return chr(arg)
    if op is sre.NOT_LITERAL:
        return next(sign for sign in SIGNS if ord(sign) != arg)
    if op is sre.ANY:
        return "a"
    if op is sre.IN:
        return _of_set(arg)
    if op is sre.BRANCH:
        return example(max(arg[1], key=lambda tree: len(example(tree))))
    if op is sre.SUBPATTERN:
        return example(arg[-1])
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return example(arg[2]) * max(arg[0], min(arg[1], 1))
    if op is sre.ATOMIC_GROUP:
        return example(arg)
    return "a" if op is sre.GROUPREF else ""


def _of_set(items: list[tuple[Any, Any]]) -> str:
    if items[0][0] is sre.NEGATE:
        return next(sign for sign in SIGNS if not any(_is_in(sign, item) for item in items[1:]))
    op, arg = items[0]
    return chr(arg) if op is sre.LITERAL else chr(arg[0]) if op is sre.RANGE else CATEGORIES[arg]


def _is_in(sign: str, item: tuple[Any, Any]) -> bool:
    op, arg = item
    if op is sre.LITERAL:
        return ord(sign) == arg
    if op is sre.RANGE:
        return bool(arg[0] <= ord(sign) <= arg[1])
    class_ = {"a": r"\w", "7": r"\d", " ": r"\s", "-": r"\W"}[CATEGORIES[arg]]
    return re.match(class_, sign) is not None


def _words(tree: Tree) -> Iterator[str]:
    """Runs of literal signs, and every branch."""
    run = ""
    for op, arg in tree:
        if op is sre.LITERAL:
            run += chr(arg)
            continue
        if run:
            yield run
            run = ""
        for inner in _inside(op, arg):
            yield example(inner)
            yield from _words(inner)
    if run:
        yield run


def _before_repeats(tree: Tree, before: str) -> Iterator[str]:
    """What stands before each long repeat, with a few and with many of what it takes."""
    for op, arg in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and arg[1] >= LONG_REPEAT:
            body = example(arg[2])
            yield before + body
            yield before + body * LONG_REPEAT
        for inner in _inside(op, arg):
            yield from _before_repeats(inner, before)
        before += _example(op, arg)


def _inside(op: Any, arg: Any) -> list[Tree]:
    if op is sre.BRANCH:
        return list(arg[1])
    if op is sre.SUBPATTERN:
        return [arg[-1]]
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return [arg[2]]
    if op is sre.ATOMIC_GROUP:
        return [arg]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [arg[1]]
    return []
