"""The log is in words: what the code writes into it by name is in the table of deeds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import files
from webapp.audit.rules import DEEDS, SUBJECTS


def written() -> Iterator[tuple[str, str]]:
    """Deed and subject of every call of `record` and `touch` that names them outright."""
    for path in files(".py", under="webapp"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
                if node.func.id == "record" and len(texts) >= 2:
                    yield str(texts[0]), str(texts[1])
                elif node.func.id == "touch" and texts:
                    yield str(texts[0]), "project"


@pytest.mark.parametrize(("deed", "subject"), sorted(set(written())))
def test_a_deed_and_what_it_is_done_to_have_words(deed: str, subject: str) -> None:
    assert deed in DEEDS and subject in SUBJECTS
