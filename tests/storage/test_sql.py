"""All SQL is in storage/, and in the subset that both engines share."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SQL_WORDS = re.compile(r"\b(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b")
FORBIDDEN = {
    "LIKE": r"\bI?LIKE\b",
    "JSON functions": r"\bjson\w*\s*\(|->>?",
    "booleans": r"\b(TRUE|FALSE|BOOLEAN)\b",
    "keys the database makes": r"\b(AUTOINCREMENT|SERIAL|ROWID|last_insert_rowid)\b",
    "INSERT OR": r"\bINSERT\s+OR\b",
    "SQLite's functions": r"\b(datetime|strftime|julianday|unixepoch|printf|ifnull|group_concat|glob)\s*\(",
    "question-mark parameters": r"\?",
}


def strings(path: Path) -> list[str]:
    """The texts of a module that are no docstrings; a formatted one with `x` for each of its values."""
    tree = ast.parse(path.read_text("utf-8"))
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append("".join(str(p.value) if isinstance(p, ast.Constant) else " x " for p in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (inner | docs):
            found.append(node.value)
    return found


def sql_of(path: Path) -> list[str]:
    return [text for text in strings(path) if SQL_WORDS.search(text)]


@pytest.mark.parametrize("path", sorted((ROOT / "storage").rglob("*.py")), ids=lambda path: path.name)
def test_storage_keeps_to_the_shared_subset(path: Path) -> None:
    """No statement uses what only one engine understands."""
    broken = [(name, sql) for sql in sql_of(path) for name, rule in FORBIDDEN.items() if re.search(rule, sql, re.I)]

    assert [] == broken


def test_nothing_else_writes_sql() -> None:
    """Statements stand in storage/ only."""
    found = [path.name for path in (ROOT / "bot").rglob("*.py") if sql_of(path)]

    assert [] == found


def test_every_statement_found_is_looked_at() -> None:
    """The search above sees the statements at all."""
    assert sum(len(sql_of(path)) for path in (ROOT / "storage").rglob("*.py")) > 40
