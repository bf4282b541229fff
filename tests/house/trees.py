"""Syntax trees of a checkout: its modules, what they import, and what a name in them stands for."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOMS = ("bot", "storage")


@dataclass(frozen=True)
class Import:
    """One imported name. target: dotted, as far as it can be told; line: where it is imported."""

    target: str
    name: str
    line: int


@dataclass(frozen=True)
class Module:
    """One file. name: dotted, without `__init__`. path: from the root, with slashes."""

    name: str
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file's syntax tree, with every import in it, deferred ones too."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def imports(self) -> list[Import]:
        """Every import: at the top, in functions, under TYPE_CHECKING, and by `import_module` of a plain string."""
        return [one for node in self.nodes for one in self._imports_of(node)]

    def _imports_of(self, node: ast.AST) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                yield Import(alias.name, alias.asname or top, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            source = self._source(node)
            for alias in node.names:
                yield Import(f"{source}.{alias.name}", alias.asname or alias.name, node.lineno)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            for given in node.args[:1]:
                if isinstance(given, ast.Constant):
                    yield Import(str(given.value), "", node.lineno)

    def _source(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.path.endswith("__init__.py") else self.name.split(".")[:-1]
        return ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])

    @cached_property
    def names(self) -> dict[str, str]:
        """What each name of the module stands for: imported, defined here, or another name for one of these."""
        known = {node.name: f"{self.name}.{node.name}" for node in self.tree.body if isinstance(node, ast.ClassDef)}
        for one in self.imports:
            if one.name:
                known[one.name] = one.target if one.target.split(".")[0] != one.name else one.name
        for node in self.nodes:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
                meant = self._dotted(node.value, known)
                known |= {target.id: meant for target in node.targets if meant and isinstance(target, ast.Name)}
        return known

    def meaning(self, node: ast.AST) -> str | None:
        """The dotted name that an expression stands for: `t.time` after `import time as t` is `time.time`."""
        return self._dotted(node, self.names)

    def _dotted(self, node: ast.AST, known: dict[str, str]) -> str | None:
        if isinstance(node, ast.Name):
            return known.get(node.id)
        if isinstance(node, ast.Attribute):
            before = self._dotted(node.value, known)
            return f"{before}.{node.attr}" if before else None
        return None


@dataclass(frozen=True)
class House:
    """Every module below `bot/` and `storage/` of a root folder."""

    root: Path
    modules: dict[str, Module]

    def below(self, *names: str) -> list[Module]:
        """The modules of these packages."""
        return [one for one in self.modules.values() if under(one.name, *names)]

    def module_of(self, target: str) -> str | None:
        """The module of ours that a dotted name lies in; None for names of others."""
        parts = target.split(".")
        for end in range(len(parts), 0, -1):
            if (name := ".".join(parts[:end])) in self.modules:
                return name
        return None

    def origin(self, target: str | None, depth: int = 5) -> str | None:
        """Where a name of ours is defined, followed through re-exports."""
        module = self.module_of(target) if target else None
        if target is None or module is None or target == module or not depth:
            return target
        first, _, rest = target.removeprefix(f"{module}.").partition(".")
        meant = self.modules[module].names.get(first, f"{module}.{first}")
        if meant == f"{module}.{first}":
            return target
        return self.origin(f"{meant}.{rest}" if rest else meant, depth - 1)

    @cached_property
    def edges(self) -> dict[str, dict[str, int]]:
        """Who imports whom: module, imported module, line of the first import."""
        found: dict[str, dict[str, int]] = {}
        for module in self.modules.values():
            for one in module.imports:
                target = self.module_of(one.target)
                if target is not None and target != module.name:
                    found.setdefault(module.name, {}).setdefault(target, one.line)
        return found

    @cached_property
    def classes(self) -> dict[str, tuple[Module, ast.ClassDef]]:
        """Every class at the top of a module, by its dotted name."""
        return {
            f"{module.name}.{node.name}": (module, node)
            for module in self.modules.values()
            for node in module.tree.body
            if isinstance(node, ast.ClassDef)
        }


def house(root: Path) -> House:
    """Read a checkout; files that did not change are parsed once."""
    files = sorted(path for room in ROOMS for path in (root / room).rglob("*.py"))
    modules = [_module(str(path.relative_to(root)), path.read_text("utf-8")) for path in files]
    return House(root, {one.name: one for one in modules})


@lru_cache(maxsize=2048)
def _module(path: str, text: str) -> Module:
    parts = Path(path).with_suffix("").parts
    return Module(".".join(parts[:-1] if parts[-1] == "__init__" else parts), path, text)


def under(name: str, *roots: str) -> bool:
    """True if a dotted name is one of these, or lies in one."""
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def circles(edges: dict[str, Iterable[str]]) -> list[list[str]]:
    """Groups of nodes that reach each other, by Tarjan's algorithm."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in edges.get(node, ()):
            if target not in index:
                visit(target)
            if target in stack:
                low[node] = min(low[node], low[target])
        if low[node] == index[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in list(edges):
        if node not in index:
            visit(node)
    return found
