"""The table of threats in docs/security.md and the tests that carry their numbers tell the same."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT, files, name

THREATS = [f"T{number}" for number in range(1, 26)]
NUMBER = re.compile(r"(?:\bT|_t)([0-9]{1,2})(?=[^0-9:A-Za-z-]|_)")
"""A threat's number in a test's docstring or in its name. `T10:00` is a time."""
IN_ROW = re.compile(r"`(tests/[\w./]+\.py)`")


def rows() -> dict[str, list[str]]:
    """The cells of each threat's row."""
    lines = (ROOT / "docs/security.md").read_text().splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| T\d", line)
    ]
    return {row[0]: row[1:] for row in cells}


def files_of(threat: str) -> set[str]:
    """The test files whose docstring or names of tests carry the number."""
    found = set()
    for path in files(".py", under="tests"):
        if path.name.startswith("test_") and path.parent.name != "house":
            text = path.read_text()
            told = text[: text.find('"""', 3)] + " ".join(re.findall(r"def (test_\w+)", text))
            if threat in {f"T{number}" for number in NUMBER.findall(told + " ")}:
                found.add(name(path))
    return found


def test_every_threat_has_its_row() -> None:
    assert list(rows()) == THREATS


@pytest.mark.parametrize("threat", THREATS)
def test_the_row_of_a_threat_names_its_tests(threat: str) -> None:
    """Those it names carry the threat's number, as others may; a threat without a test says why it cannot be met here."""
    _what, defence, proof = rows()[threat]
    named = set(IN_ROW.findall(proof))
    assert named <= files_of(threat)
    assert defence
    assert named or proof.startswith("does not apply: ")
