"""Files that can be read at one sitting, functions at one glance."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import files, name

MOST_LINES_OF_FILE = 300
MOST_LINES_OF_FUNCTION = 50
WRITTEN_BY_TOOLS = ("migrations/versions/",)


def code(*endings: str) -> Iterator[Path]:
    return (path for path in files(*endings) if not name(path).startswith(WRITTEN_BY_TOOLS))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file with their lines, decorators left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            yield node.name, node.end_lineno - node.lineno + 1


def test_no_file_has_300_lines_or_more() -> None:
    kinds = (".py", ".ts", ".scss", ".html", ".sql", ".sh", ".md", ".toml")
    lines = {name(path): len(path.read_text().splitlines()) for path in code(*kinds)}
    assert {path: n for path, n in lines.items() if n >= MOST_LINES_OF_FILE} == {}


def test_no_function_has_50_lines_or_more() -> None:
    lines = {f"{name(path)}: {title}": n for path in code(".py") for title, n in functions(path)}
    assert {where: n for where, n in lines.items() if n >= MOST_LINES_OF_FUNCTION} == {}
