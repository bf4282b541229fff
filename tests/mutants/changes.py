"""The small changes that can be made to a module, each as a mutant of its text."""

import ast
import hashlib
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
CALCULATED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
SQL = re.compile(r"\b(?:SELECT|UPDATE|DELETE FROM|INSERT INTO)\b")
IN_SQL = (
    (r" < ", " <= "),
    (r" <= ", " < "),
    (r" > ", " >= "),
    (r" >= ", " > "),
    (r"\bAND\b", "OR"),
    (r"\bOR\b", "AND"),
    (r" DESC\b", " ASC"),
    (r"\bIS NULL\b", "IS NOT NULL"),
    (r"\bIS NOT NULL\b", "IS NULL"),
    (r"\+ 1\b", "+ 2"),
    (r" > 0\b", " > 1"),
)
QUIET = ("log.", "logging.", "log_")


@dataclass(frozen=True)
class Mutant:
    """One change. function: the dotted name in which it lies, "" at the top. start, end: bytes of the module's text."""

    path: str
    function: str
    was: str
    becomes: str
    line: int
    start: int
    end: int

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the change is, wherever in the file it comes to lie."""
        return self.path, self.function, self.was, self.becomes

    def applied(self, text: str) -> str:
        """The module's text with this change."""
        body = text.encode()
        return (body[: self.start] + self.becomes.encode() + body[self.end :]).decode()


def sample(path: str, text: str, count: int, seed: str) -> list[Mutant]:
    """Choose a module's mutants. The choice is by hash: an edit leaves the other mutants as they are."""
    found = {one.key: one for one in [*_in_code(path, text), *_in_sql(path, text)] if _compiles(one, text)}
    chosen = sorted(found.values(), key=lambda one: hashlib.sha256(repr((seed, one.key)).encode()).digest())[:count]
    return sorted(chosen, key=lambda one: one.start)


def _compiles(mutant: Mutant, text: str) -> bool:
    try:
        compile(mutant.applied(text), mutant.path, "exec")
    except (SyntaxError, UnicodeDecodeError):
        return False
    return True


def _in_code(path: str, text: str) -> Iterator[Mutant]:
    lines = [0]
    for line in text.encode().splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    for function, node in _walk(ast.parse(text), ""):
        start = lines[node.lineno - 1] + node.col_offset
        end = lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        was = text.encode()[start:end].decode()
        for becomes in _changed(node):
            yield Mutant(path, function, " ".join(was.split()), becomes, node.lineno, start, end)


def _walk(node: ast.AST, function: str) -> Iterator[tuple[str, ast.expr | ast.stmt]]:
    """Every expression and statement that runs, with the function it lies in: no annotations, docstrings or texts."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr) or _is_quiet(child):
                continue
            inside = function
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inside = f"{function}.{child.name}".strip(".")
            elif isinstance(child, ast.expr | ast.stmt):
                yield function, child
            yield from _walk(child, inside)


def _is_quiet(node: ast.AST) -> bool:
    """True for docstrings, imports, and what is only said to the log."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if not isinstance(node, ast.Expr):
        return False
    return isinstance(node.value, ast.Constant) or ast.unparse(node.value).startswith(QUIET)


def _changed(node: ast.expr | ast.stmt) -> Iterator[str]:
    """What may stand in the place of a node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARED:
        yield ast.unparse(ast.Compare(node.left, [COMPARED[type(node.ops[0])]()], node.comparators))
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"({ast.unparse(ast.BoolOp(other, node.values))})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"bool({ast.unparse(node.operand)})"
    elif isinstance(node, ast.BinOp) and type(node.op) in CALCULATED:
        yield f"({ast.unparse(ast.BinOp(node.left, CALCULATED[type(node.op)](), node.right))})"
    elif isinstance(node, ast.Constant):
        yield from _other_constant(node.value)
    elif isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield "return None"
    elif isinstance(node, ast.Expr | ast.AugAssign | ast.Continue | ast.Break | ast.Raise):
        yield "pass"


def _other_constant(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield str(not value)
    elif isinstance(value, int | float):
        yield repr(value + 1)
        if value > 1:
            yield repr(value - 1)


def _in_sql(path: str, text: str) -> Iterator[Mutant]:
    lines = [0]
    for line in text.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.STRING or not SQL.search(token.string):
            continue
        within = [one.name for one in functions if one.lineno <= token.start[0] <= (one.end_lineno or 0)]
        offset = lines[token.start[0] - 1] + token.start[1]
        for pattern, becomes in IN_SQL:
            for match in re.finditer(pattern, token.string):
                yield _sql_mutant(path, text, (within or [""])[-1], offset + match.start(), match[0], becomes)


def _sql_mutant(path: str, text: str, function: str, at: int, was: str, becomes: str) -> Mutant:
    """A change of the whole line of SQL, so that its key says which of several operators it is."""
    first, last = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = text[first:last]
    changed = line[: at - first] + becomes + line[at - first + len(was) :]
    start = len(text[:first].encode())
    number = text.count("\n", 0, first) + 1
    return Mutant(path, function, line, changed, number, start, start + len(line.encode()))
