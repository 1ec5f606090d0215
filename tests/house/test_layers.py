"""Only routes, commands and jobs end a transaction: what is done together is kept together or not at all."""

from __future__ import annotations

import ast
import re

from tests.house.tree import files, name

MAY_COMMIT = re.compile(r"(.*_)?(routes|commands|jobs)\.py|cli\.py")
TOUCHES_A_SESSION_ROW = "webapp/accounts/sign_in.py"
"""Notes that a browser is still there, in a transaction of its own: a page view writes nothing else."""


def calls(source: str, *methods: str) -> list[int]:
    """The lines on which one of the methods is called."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods
    ]


def test_only_routes_commands_and_jobs_commit() -> None:
    found = {
        name(path): lines
        for folder in ("webapp", "geo")
        for path in files(".py", under=folder)
        if not MAY_COMMIT.fullmatch(path.name) and name(path) != TOUCHES_A_SESSION_ROW
        if (lines := calls(path.read_text(), "commit", "begin"))
    }
    assert found == {}


def test_queries_write_nothing() -> None:
    found = {
        name(path): lines
        for path in files("queries.py", under="webapp")
        if (lines := calls(path.read_text(), "add", "add_all", "delete", "flush", "merge"))
    }
    assert found == {}
