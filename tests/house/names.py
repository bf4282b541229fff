"""The rule that names of ours in docstrings and comments exist."""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator

from tests.house.trees import House, Module

DOTTED = re.compile(r"(?<![\w./-])(?:bot|storage)(?:\.[A-Za-z_]\w*)+(?![\w/]|\.\w)")
FILE = re.compile(r"(?<![\w./*-])((?:[\w-]+/)*[\w-]+\.py)\b|`((?:bot|storage|tests|docs|deploy)/[\w./-]*)`")


def names_in_prose_exist(house: House) -> list[str]:
    """Name modules, attributes and files that a docstring or comment mentions and that are not there."""
    return [
        f"{module.path}:{line} mentions {name}"
        for module in house.modules.values()
        for line, text in _prose(module)
        for name in _missing(house, module, text)
    ]


def _prose(module: Module) -> Iterator[tuple[int, str]]:
    """Each docstring and each comment, with its line."""
    for node in module.nodes:
        body = getattr(node, "body", None)
        for one in body if isinstance(body, list) else []:
            if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str):
                yield one.lineno, one.value.value
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _missing(house: House, module: Module, text: str) -> Iterator[str]:
    for match in DOTTED.finditer(text):
        if not match[0].endswith(".py") and not _is_there(house, match[0]):
            yield match[0]
    for match in FILE.finditer(text):
        name = match[1] or match[2]
        if _is_foreign(house, name):
            continue
        folders = [house.root / module.path, *(house.root / module.path).parents]
        near = any((folder / name).exists() for folder in folders[1:] if folder.is_relative_to(house.root))
        if not near and ("/" in name or not any(one.path.endswith(f"/{name}") for one in house.modules.values())):
            yield name


def _is_foreign(house: House, name: str) -> bool:
    """True for a file of Python's library or of another project, whose folder is none of ours."""
    first, _, rest = name.partition("/")
    if not rest:
        return first.removesuffix(".py") in sys.stdlib_module_names
    ours = {"tests", "docs", "deploy", *(part for one in house.modules for part in one.split("."))}
    return first not in ours


def _is_there(house: House, dotted: str) -> bool:
    """True for a module, for what a module defines or imports, and for a member of one of its classes."""
    name = house.module_of(house.origin(dotted) or dotted)
    rest = dotted.removeprefix(name or "").strip(".").split(".") if name else [dotted]
    if name is None or rest == [""]:
        return name is not None
    scope: list[ast.stmt] = house.modules[name].tree.body
    for part in rest:
        found = [node for node in scope if part in _defined(node)]
        if not found:
            return name in house.modules and part in house.modules[name].names
        scope = getattr(found[0], "body", [])
    return True


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {one.id for target in targets if target for one in ast.walk(target) if isinstance(one, ast.Name)}
