"""Templates keep the content policy: nothing inline, no host of others, no text that was not escaped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import files, name

TEMPLATES = files(".html", under="webapp/templates")
FORBIDDEN = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*="),
    "style element": re.compile(r"<style\b"),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc=)"),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "host of others": re.compile(r"(?:src|action)=\"(?:https?:)?//"),
    "unescaped text": re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false"),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_keeps_the_content_policy(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


def test_no_code_marks_text_as_safe() -> None:
    found = [
        name(path)
        for path in files(".py", ".ts", under="webapp")
        if re.search(r"\bMarkup\(|\.innerHTML|insertAdjacentHTML|document\.write", path.read_text())
    ]
    assert found == []
